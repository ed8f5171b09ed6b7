#include "fitpack/qcd/evolution_table.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "fitpack/core/error.hpp"
#include "support/evolved_partons.hpp"
#include "support/worst.hpp"

namespace fitpack::qcd {
namespace {

using testing::EvolvedPartons;
using testing::initial_components;
using testing::les_houches;
using testing::Worst;

TheoryOptions options(Order order) {
  TheoryOptions o;
  o.order = order;
  o.x_min = 1e-4;
  return o;
}

TEST(ScaleGrid, RegionsTileTheRangeBetweenTheThresholds) {
  const TheoryOptions o = options(Order::nlo);
  const ScaleGrid scales(Evolution(o, XGrid(0.05)));
  const auto& regions = scales.regions();
  ASSERT_EQ(regions.size(), 3U);
  EXPECT_EQ(regions[0].q2_begin, o.q0_2);
  EXPECT_EQ(regions[1].q2_begin, o.mc * o.mc);
  EXPECT_EQ(regions[2].q2_begin, o.mb * o.mb);
  EXPECT_EQ(regions[2].q2_end, o.q2_max);
  std::size_t first = 0;
  for (std::size_t r = 0; r < 3; ++r) {
    EXPECT_EQ(regions[r].nf, static_cast<int>(r) + 3);
    EXPECT_EQ(regions[r].first, first);
    EXPECT_EQ(ScaleGrid::node_a_s(regions[r], 0), regions[r].a_begin);
    EXPECT_EQ(ScaleGrid::node_a_s(regions[r], regions[r].order), regions[r].a_end);
    for (std::size_t m = 1; m <= regions[r].order; ++m)
      EXPECT_LT(ScaleGrid::node_a_s(regions[r], m), ScaleGrid::node_a_s(regions[r], m - 1));
    first += regions[r].order + 1;
  }
  EXPECT_EQ(scales.size(), first);
}

TEST(ScaleGrid, AnInitialScaleAtAThresholdHasNoRegionBelow) {
  const ScaleGrid scales(Evolution(testing::les_houches_options(Order::lo, 0.05), XGrid(0.05)));
  ASSERT_EQ(scales.regions().size(), 2U);
  EXPECT_EQ(scales.regions()[0].nf, 4);
  EXPECT_EQ(scales.stencil(2.0).nf, 4);
}

TEST(ScaleGrid, RegionsEndAtTheLargestScale) {
  TheoryOptions o = options(Order::lo);
  o.q2_max = 15.0;  // below the bottom mass
  const ScaleGrid scales(Evolution(o, XGrid(0.05)));
  ASSERT_EQ(scales.regions().size(), 2U);
  EXPECT_EQ(scales.regions().back().q2_end, 15.0);
}

TEST(ScaleGrid, StencilsTakeTheLargerNumberOfFlavoursOnlyAboveTheThreshold) {
  const TheoryOptions o = options(Order::nlo);
  const ScaleGrid scales(Evolution(o, XGrid(0.05)));
  const double mb2 = o.mb * o.mb;
  EXPECT_EQ(scales.stencil(mb2).nf, 4);
  EXPECT_EQ(scales.stencil(std::nextafter(mb2, 1e9)).nf, 5);
  EXPECT_EQ(scales.stencil(o.q0_2).nf, 3);
}

TEST(ScaleGrid, StencilWeightsInterpolate) {
  constexpr double rounding = 1e-12;
  const Evolution evolution(options(Order::nlo), XGrid(0.05));
  const ScaleGrid scales(evolution);
  for (const double q2 : {1.9, 1.97, 2.5, 10.0, 30.0, 1e3, 9.9e4, 1e5}) {
    const ScaleStencil s = scales.stencil(q2);
    EXPECT_NEAR(s.a_s, evolution.coupling().a_s(q2), rounding);
    EXPECT_NEAR(std::accumulate(s.weights.begin(), s.weights.end(), 0.0), 1.0, rounding);
    double log_a = 0.0;  // linear in the variable of interpolation: exact
    for (const auto& region : scales.regions())
      for (std::size_t m = 0; m <= region.order && region.first == s.first; ++m)
        log_a += s.weights[m] * std::log(ScaleGrid::node_a_s(region, m));
    EXPECT_NEAR(log_a, std::log(s.a_s), rounding) << q2;
  }
}

TEST(ScaleGrid, OutsideTheRangeIsAnInputErrorThatNamesTheRemedy) {
  const ScaleGrid scales(Evolution(options(Order::lo), XGrid(0.05)));
  for (const double q2 : {1.8, 1.1e5}) {
    try {
      (void)scales.stencil(q2);
      ADD_FAILURE() << "nothing thrown at " << q2;
    } catch (const InputError& error) {
      EXPECT_NE(std::string(error.what()).find("theory.grid.q2_max"), std::string::npos);
    }
  }
}

TEST(EvolutionTable, InterpolatesToWhatDirectIntegrationGives) {
  // Interpolation in the scale; relative to the parton, x ≤ 0.9.
  constexpr double table_accuracy = 1e-7;
  const TheoryOptions o = options(Order::nlo);
  const XGrid grid(o.x_min);
  const Evolution evolution(o, grid);
  const EvolutionTable table(evolution);
  const auto initial = initial_components(grid, les_houches);
  Worst worst;
  for (const double q2 : {1.9, 1.95, 2.0, 2.045, 2.1, 3.5, 9.0, 20.2, 20.3, 47.0, 800.0, 5e4}) {
    const ScaleStencil s = table.scales().stencil(q2);
    const EvolvedPartons read(grid, table.at(s), initial, s.nf);
    const EvolvedPartons direct(grid, direct_operators(evolution, q2), initial, s.nf);
    for (const double x : {1e-4, 3e-3, 0.05, 0.3, 0.65, 0.9}) {
      const std::string place = " x = " + std::to_string(x) + " q2 = " + std::to_string(q2);
      worst.relative(read.at(x, read.gluon()), direct.at(x, direct.gluon()), "gluon" + place);
      worst.relative(read.at(x, read.sigma()), direct.at(x, direct.sigma()), "sigma" + place);
      for (const std::size_t q : {0U, 1U})
        worst.relative(read.at(x, read.minus(q)), direct.at(x, direct.minus(q)),
                       "valence " + std::to_string(q) + place);
    }
  }
  EXPECT_TRUE(worst.within(table_accuracy));
}

TEST(EvolutionTable, NodesHoldTheOperatorsOfTheirScale) {
  // The two integrate with different steps; relative to the partons, x ≤ 0.7.
  constexpr double step_accuracy = 1e-8;
  const TheoryOptions o = options(Order::lo);
  const XGrid grid(o.x_min);
  const Evolution evolution(o, grid);
  const EvolutionTable table(evolution);
  EXPECT_EQ(table.node(0).singlet, evolution.initial_operators().singlet);
  const auto initial = initial_components(grid, les_houches);
  const auto& region = table.scales().regions().back();
  const EvolvedPartons read(grid, table.node(region.first + region.order), initial, region.nf);
  const EvolvedPartons direct(grid, direct_operators(evolution, o.q2_max), initial, region.nf);
  Worst worst;
  for (const double x : {1e-4, 3e-3, 0.05, 0.3, 0.65}) {
    worst.relative(read.at(x, read.gluon()), direct.at(x, direct.gluon()), std::to_string(x));
    worst.relative(read.at(x, read.minus(1)), direct.at(x, direct.minus(1)), std::to_string(x));
  }
  EXPECT_TRUE(worst.within(step_accuracy));
}

TEST(Combine, AddsEveryMember) {
  const Evolution evolution(options(Order::lo), XGrid(0.05));
  const ScaleOperators a = direct_operators(evolution, 5.0), b = direct_operators(evolution, 9.0);
  constexpr double rounding = 1e-15;  // relative
  const ScaleOperators c = combine({0.25, 0.75}, {&a, &b});
  EXPECT_TRUE(c.ns_plus.isApprox(Matrix(0.25 * a.ns_plus + 0.75 * b.ns_plus), rounding));
  EXPECT_TRUE(c.ns_minus.isApprox(Matrix(0.25 * a.ns_minus + 0.75 * b.ns_minus), rounding));
  EXPECT_TRUE(c.ns_valence.isApprox(Matrix(0.25 * a.ns_valence + 0.75 * b.ns_valence), rounding));
  EXPECT_TRUE(c.singlet.isApprox(Matrix(0.25 * a.singlet + 0.75 * b.singlet), rounding));
  EXPECT_TRUE(c.t_heavy[0].isApprox(Matrix(0.25 * a.t_heavy[0] + 0.75 * b.t_heavy[0]), rounding));
  EXPECT_TRUE(c.v_heavy[0].isApprox(Matrix(0.25 * a.v_heavy[0] + 0.75 * b.v_heavy[0]), rounding));
  EXPECT_EQ(c.t_heavy[1].size(), 0);
}

}  // namespace
}  // namespace fitpack::qcd
