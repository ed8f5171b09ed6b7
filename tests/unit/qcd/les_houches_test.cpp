// The Les Houches benchmark of evolution: toy PDFs from 2 to 1e4 GeV².

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "fitpack/qcd/evolution_table.hpp"
#include "support/evolved_partons.hpp"
#include "support/reference_table.hpp"
#include "support/worst.hpp"

namespace fitpack::qcd {
namespace {

using testing::EvolvedPartons;
using testing::les_houches_options;
using testing::Worst;

/// The tables print five digits: half a unit of the last is up to 5e-5.
constexpr double printed_digits = 5e-5;
/// The NLO VFNS table prints 0.020101 for xu_v at 0.7; independent programs agree on one unit less.
constexpr double misprinted_digit = 8e-5;
/// The NNLO table was made with a parametrisation of the operator matrix element A_Hg; the exact
/// one differs by this much in charm and bottom at x ≥ 0.3.
constexpr double parametrised_matching = 4e-4;
/// At x = 0.9 small partons are printed with four digits or fewer.
constexpr double printed_digits_large_x = 5e-4;

constexpr std::array columns{"xuv", "xdv", "xLm", "2xLp", "xsp", "xcp", "xbp", "xg"};

/// The table's columns at one x.
std::array<double, 8> benchmark_row(const EvolvedPartons& p, double x) {
  const auto plus = [&](std::size_t q) { return p.at(x, p.plus(q)); };
  const auto minus = [&](std::size_t q) { return p.at(x, p.minus(q)); };
  const double ubar = 0.5 * (plus(1) - minus(1)), dbar = 0.5 * (plus(0) - minus(0));
  return {minus(1), minus(0), dbar - ubar, 2.0 * (ubar + dbar),
          plus(2),  plus(3),  plus(4),     p.at(x, p.gluon())};
}

struct BenchmarkErrors {
  Worst moderate_x, misprinted, matched, large_x;
};

BenchmarkErrors compare(const TheoryOptions& options, const std::string& file) {
  const XGrid grid(options.x_min);
  const Evolution evolution(options, grid);
  const EvolutionTable table(evolution);
  const ScaleStencil s = table.scales().stencil(1e4);
  const auto initial = testing::initial_components(grid, testing::les_houches);
  const EvolvedPartons partons(grid, table.at(s), initial, s.nf);
  BenchmarkErrors errors;
  for (const auto& row : testing::reference_table(file)) {
    const double x = row.number("x");
    const auto values = benchmark_row(partons, x);
    for (std::size_t k = 0; k < columns.size(); ++k) {
      const double expected = row.number(columns[k]);
      if (expected == 0.0) {  // no bottom with four flavours
        EXPECT_NEAR(values[k], 0.0, 1e-12) << columns[k] << " x = " << x;
        continue;
      }
      const bool misprint = file == "leshouches_nlo_vfns.csv" && k == 0 && row.text("x") == "7e-01";
      const bool heavy = columns[k] == std::string("xcp") || columns[k] == std::string("xbp");
      const bool matched = options.order == Order::nnlo && heavy && x >= 0.3;
      Worst& worst = x > 0.7    ? errors.large_x
                     : misprint ? errors.misprinted
                     : matched  ? errors.matched
                                : errors.moderate_x;
      worst.relative(values[k], expected, std::string(columns[k]) + " x = " + row.text("x"));
    }
  }
  return errors;
}

TEST(LesHouches, LoWithVariableFlavourNumber) {
  const auto errors = compare(les_houches_options(Order::lo, 1e-7), "leshouches_lo_vfns.csv");
  EXPECT_TRUE(errors.moderate_x.within(printed_digits));
  EXPECT_TRUE(errors.large_x.within(printed_digits_large_x));
}

TEST(LesHouches, NloWithVariableFlavourNumber) {
  const auto errors = compare(les_houches_options(Order::nlo, 1e-7), "leshouches_nlo_vfns.csv");
  EXPECT_TRUE(errors.moderate_x.within(printed_digits));
  EXPECT_TRUE(errors.misprinted.within(misprinted_digit));
  EXPECT_TRUE(errors.large_x.within(printed_digits_large_x));
}

TEST(LesHouches, NnloWithVariableFlavourNumber) {
  const auto errors = compare(les_houches_options(Order::nnlo, 1e-7), "leshouches_nnlo_vfns.csv");
  EXPECT_TRUE(errors.moderate_x.within(printed_digits));
  EXPECT_TRUE(errors.matched.within(parametrised_matching));
  EXPECT_TRUE(errors.large_x.within(printed_digits_large_x));
}

TEST(LesHouches, NloWithFourFlavours) {
  TheoryOptions options = les_houches_options(Order::nlo, 1e-7);
  options.nf_min = options.nf_max = 4;
  const auto errors = compare(options, "leshouches_nlo_ffns.csv");
  EXPECT_TRUE(errors.moderate_x.within(printed_digits));
  EXPECT_TRUE(errors.large_x.within(printed_digits_large_x));
}

}  // namespace
}  // namespace fitpack::qcd
