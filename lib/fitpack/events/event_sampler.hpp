#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "fitpack/core/aligned_vector.hpp"
#include "fitpack/events/density_kernel.hpp"
#include "fitpack/events/event_sample.hpp"

namespace fitpack {

/// Draws events from a density at fixed PDFs, exactly: the phase space is cut into bins, a bin is
/// drawn from a table of aliases (Walker, Electronics Letters 10 (1974) 127), the place in it is
/// uniform in x and 1/Q², and rejection against rigorous bounds of the density in the bin
/// (Bernstein coefficients of its polynomials) makes the distribution that of the density itself.
/// Most draws are decided by the lower bound, without evaluating the density.
///
/// Event number k of a seed is a function of seed and k alone (Philox, counter = event, attempt):
/// the same on any number of ranks. Positions lie on a lattice of 2⁻³² of a bin. Immutable; local.
class EventSampler {
 public:
  /// Throws InputError naming x and Q² where the density is negative in the phase space.
  EventSampler(std::shared_ptr<const DensityKernel> kernel, std::span<const double> f);

  /// Events first … first + n − 1 of the sequence of a seed.
  void draw(std::uint64_t seed, std::uint64_t first, std::span<double> x,
            std::span<double> q2) const;

  [[nodiscard]] std::size_t n_bins() const { return bins_.size(); }
  /// Share of proposals that become events.
  [[nodiscard]] double acceptance() const { return acceptance_; }

 private:
  struct Bin {
    double x_low, x_width;              ///< x = x_low + x_width r
    double inverse_low, inverse_width;  ///< 1/Q² = inverse_low + inverse_width r
    double height;                      ///< no lower than the density per dx d(1/Q²)
    float sure;                         ///< share of the height that is accepted unseen
    std::uint32_t cell;
  };
  /// A column of the table: `threshold` of its counts are its own bin's, the rest `other`'s.
  struct Alias {
    std::uint32_t threshold, other;
  };
  using Words = std::array<std::uint32_t, 4>;

  void add_cell(std::size_t cell, std::size_t along_x, std::size_t along_q2);
  void add_bin(std::size_t cell, const std::array<double, 4>& local);
  void make_aliases();
  [[nodiscard]] double density(std::size_t cell, double x, double q2) const;
  [[nodiscard]] std::uint32_t choose(std::uint32_t word) const {
    const std::uint32_t column = word >> shift_;
    const Alias& alias = aliases_[column];
    return (word & (column_counts() - 1)) < alias.threshold ? column : alias.other;
  }
  [[nodiscard]] std::uint32_t column_counts() const { return std::uint32_t{1} << shift_; }
  [[nodiscard]] bool accepts(const Bin& bin, double x, double q2, std::uint32_t word) const;
  void draw_again(std::uint64_t seed, std::uint64_t event, double& x, double& q2) const;

  std::shared_ptr<const DensityKernel> kernel_;
  AlignedVector coefficients_;
  std::vector<Bin> bins_;
  std::vector<Alias> aliases_;
  unsigned shift_ = 0;  ///< 2^shift_ counts per column
  double acceptance_ = 0.0;
};

}  // namespace fitpack
