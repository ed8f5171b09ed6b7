#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "fitpack/core/philox.hpp"
#include "fitpack/dis/kinematic_grid.hpp"
#include "fitpack/events/cell_polynomial.hpp"
#include "fitpack/events/density_prefactor.hpp"
#include "fitpack/events/efficiency.hpp"
#include "fitpack/events/phase_space.hpp"

/// How one event is drawn, for every processor: EventSampler makes the tables and explains them, a
/// GPU reads a copy of them. Only sums, products, divisions and square roots, each rounded by
/// itself, so that all processors draw the same bits; files that draw are compiled without
/// contraction of products and sums (hence always_inline: none takes another file's code).
namespace fitpack {

struct DrawBin {
  double x_low, x_width;              ///< x = x_low + x_width r
  double inverse_low, inverse_width;  ///< 1/Q² = inverse_low + inverse_width r
  double height;                      ///< no lower than the density per dx d(1/Q²)
  float sure;                         ///< share of the height that is accepted unseen
  std::uint32_t cell;
};

/// A column of the table of aliases: `threshold` of its counts are its own bin's, the rest
/// `other`'s.
struct AliasColumn {
  std::uint32_t threshold, other;
};

/// A view of the tables; they must outlive it.
struct DrawTables {
  std::span<const DrawBin> bins;
  std::span<const AliasColumn> aliases;
  std::span<const double> coefficients;  ///< of the polynomials, n_cells × n_coefficients
  std::span<const dis::CellFrame> frames;
  EfficiencyTable efficiency;
  PhaseSpace space;
  DensityPrefactor prefactor;
  unsigned shift = 0;  ///< 2^shift counts per column
};

using DrawWords = Philox::Counter;
struct EventPlace {
  double x, q2;
};
enum class Verdict { accepted, rejected, negative };

/// Marks draws of events among all uses of the random numbers.
inline constexpr std::uint32_t stream_of_events = 0x45564E54U;

[[nodiscard, gnu::always_inline]] constexpr DrawWords words_of_event(const Philox& random,
                                                                     std::uint64_t event,
                                                                     std::uint32_t attempt) {
  return random.words({static_cast<std::uint32_t>(event), static_cast<std::uint32_t>(event >> 32U),
                       attempt, stream_of_events});
}

[[nodiscard, gnu::always_inline]] constexpr double unit(std::uint32_t word) {
  return (static_cast<double>(word) + 0.5) * 0x1p-32;
}

[[nodiscard, gnu::always_inline]] constexpr const DrawBin& choose_bin(const DrawTables& tables,
                                                                      std::uint32_t word) {
  const std::uint32_t column = word >> tables.shift;
  const AliasColumn& alias = tables.aliases[column];
  const std::uint32_t count = word & ((std::uint32_t{1} << tables.shift) - 1);
  return tables.bins[count < alias.threshold ? column : alias.other];
}

[[nodiscard, gnu::always_inline]] constexpr EventPlace place_in(const DrawBin& bin,
                                                                std::uint32_t for_x,
                                                                std::uint32_t for_q2) {
  return {bin.x_low + bin.x_width * unit(for_x),
          1.0 / (bin.inverse_low + bin.inverse_width * unit(for_q2))};
}

/// The polynomial of a cell.
[[nodiscard, gnu::always_inline]] constexpr double polynomial_at(const DrawTables& tables,
                                                                 std::size_t cell, EventPlace at) {
  const dis::CellFrame& frame = tables.frames[cell];
  return evaluate(tables.coefficients.data() + cell * n_coefficients,
                  frame.x.local(dis::x_coordinate(at.x)),
                  frame.q2.local(dis::q2_coordinate(at.q2)));
}

[[nodiscard, gnu::always_inline]] constexpr Verdict judge(const DrawTables& tables,
                                                          const DrawBin& bin, EventPlace at,
                                                          std::uint32_t word) {
  const double chance = unit(word);
  if (chance < bin.sure) return Verdict::accepted;
  if (!tables.space.contains(at.x, at.q2)) return Verdict::rejected;
  const double g = polynomial_at(tables, bin.cell, at);
  if (!(g >= 0.0)) return Verdict::negative;
  const double density = at.q2 * at.q2 * tables.prefactor(at.x, at.q2) *
                         tables.efficiency(at.x, at.q2) * g;  // per dx d(1/Q²)
  return chance * bin.height < density ? Verdict::accepted : Verdict::rejected;
}

/// An event, from one of its attempts on. `negative`: the density is, there.
struct DrawnEvent {
  EventPlace at;
  Verdict verdict;
};
[[nodiscard, gnu::always_inline]] constexpr DrawnEvent draw_event(const DrawTables& tables,
                                                                  const Philox& random,
                                                                  std::uint64_t event,
                                                                  std::uint32_t attempt) {
  for (;; ++attempt) {
    const DrawWords w = words_of_event(random, event, attempt);
    const DrawBin& bin = choose_bin(tables, w[0]);
    const EventPlace at = place_in(bin, w[1], w[2]);
    const Verdict verdict = judge(tables, bin, at, w[3]);
    if (verdict != Verdict::rejected) return {at, verdict};
  }
}

}  // namespace fitpack
