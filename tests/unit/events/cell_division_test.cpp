#include "fitpack/events/cell_division.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "support/event_samples.hpp"

namespace fitpack {
namespace {

/// Terms that the leading one, which the rule looks at, leaves out.
constexpr double other_terms = 2.0;

PhaseSpace space() { return testing_events::hera_events().phase_space; }

/// Largest error of y² interpolated on a grid, over points of the phase space.
double error_of_y2(const dis::KinematicGrid& grid) {
  const EventColumns points = testing_events::scattered_events(space(), 2000, 3);
  double worst = 0.0;
  for (std::size_t e = 0; e < points.size(); ++e) {
    const dis::GridStencil stencil = grid.stencil(points.x[e], points.q2[e]);
    double sum = 0.0;
    for (std::size_t m = 0; m < stencil.nodes.size(); ++m)
      sum +=
          stencil.weights[m] *
          std::pow(space().y(grid.node_x()[stencil.nodes[m]], grid.node_q2()[stencil.nodes[m]]), 2);
    worst = std::max(worst, std::abs(sum - std::pow(space().y(points.x[e], points.q2[e]), 2)));
  }
  return worst;
}

TEST(CellDivision, BringsTheErrorOfY2BelowTheTolerance) {
  for (const double tolerance : {1e-6, 1e-8}) {
    const dis::KinematicGrid grid(space().region(), {20.25}, divide_at_high_y(space(), tolerance));
    EXPECT_LT(error_of_y2(grid), other_terms * tolerance) << grid.n_cells() << " cells";
  }
}

TEST(CellDivision, IsNeededAndCutsOnlyWhereYIsLarge) {
  const dis::KinematicGrid whole(space().region(), {20.25});
  EXPECT_GT(error_of_y2(whole), 1e-6);
  const dis::CellDivision rule = divide_at_high_y(space(), 1e-7);
  EXPECT_EQ(rule({0.1, 0.2, 10.0, 24.0}), (std::array<std::size_t, 2>{1, 1}));  // y < 0.003
  const auto parts = rule({1e-3, 2e-3, 80.0, 190.0});                           // y > 0.4
  EXPECT_GT(parts[0] * parts[1], 1u);
}

TEST(CellDivision, PartsTileTheirCell) {
  const dis::KinematicGrid whole(space().region(), {20.25});
  const dis::KinematicGrid cut(space().region(), {20.25}, divide_at_high_y(space(), 1e-7));
  EXPECT_GT(cut.n_cells(), whole.n_cells());
  const EventColumns points = testing_events::scattered_events(space(), 1000, 4);
  for (std::size_t e = 0; e < points.size(); ++e) {
    const double x = points.x[e], q2 = points.q2[e];
    const dis::CellPoint at = cut.locate(x, q2);
    const dis::CellLimits& part = cut.limits(at.cell);
    const dis::CellLimits& cell = whole.limits(whole.locate(x, q2).cell);
    ASSERT_TRUE(part.x_low <= x && x <= part.x_high && part.q2_low <= q2 && q2 <= part.q2_high);
    ASSERT_TRUE(cell.x_low <= part.x_low && part.x_high <= cell.x_high);
    ASSERT_TRUE(cell.q2_low <= part.q2_low && part.q2_high <= cell.q2_high);
    const auto [back_x, back_q2] = cut.position(at);
    ASSERT_NEAR(back_x / x, 1.0, 1e-12);
    ASSERT_NEAR(back_q2 / q2, 1.0, 1e-12);
  }
}

}  // namespace
}  // namespace fitpack
