#include "fitpack/dis/kinematic_grid.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "fitpack/core/error.hpp"

namespace fitpack::dis {
namespace {

constexpr double rounding = 1e-13;
constexpr double threshold = 20.25;

KinematicRegion region() {
  KinematicRegion r;
  r.x_min = 1e-3;
  r.x_max = 0.8;
  r.q2_min = 3.5;
  r.q2_max = 2e3;
  r.q2_over_x_max = 9e4;
  return r;
}

double interpolate(const KinematicGrid& grid, double x, double q2, double (*f)(double, double)) {
  const GridStencil stencil = grid.stencil(x, q2);
  double sum = 0.0;
  for (std::size_t m = 0; m < stencil.nodes.size(); ++m)
    sum +=
        stencil.weights[m] * f(grid.node_x()[stencil.nodes[m]], grid.node_q2()[stencil.nodes[m]]);
  return sum;
}

TEST(KinematicGrid, IsExactForItsPolynomials) {
  const KinematicGrid grid(region(), {threshold});
  const auto f = [](double x, double q2) {
    return std::pow(0.1 * x_coordinate(x), 6) * std::pow(0.1 * q2_coordinate(q2), 5) + 1.0;
  };
  for (const double x : {1e-3, 2.3e-3, 0.05, 0.31, 0.8})
    for (const double q2 : {3.5, 7.7, 20.25, 20.3, 88.0})
      EXPECT_NEAR(interpolate(grid, x, q2, f), f(x, q2), rounding) << x << " " << q2;
}

TEST(KinematicGrid, ReproducesNodes) {
  const KinematicGrid grid(region(), {threshold});
  for (std::size_t n = 0; n < grid.n_nodes(); n += 97) {
    if (!grid.contains(grid.node_x()[n], grid.node_q2()[n])) continue;
    const GridStencil stencil = grid.stencil(grid.node_x()[n], grid.node_q2()[n]);
    double own = 0.0, total = 0.0;
    for (std::size_t m = 0; m < stencil.nodes.size(); ++m) {
      total += stencil.weights[m];
      if (stencil.nodes[m] == n) own = stencil.weights[m];
    }
    EXPECT_NEAR(own, 1.0, 1e-9) << "node " << n;
    EXPECT_NEAR(total, 1.0, rounding) << "node " << n;
  }
}

TEST(KinematicGrid, KeepsJumpsAtThresholds) {
  const KinematicGrid grid(region(), {threshold});
  const auto step = [](double, double q2) { return q2 > threshold ? 2.0 : 1.0; };
  EXPECT_NEAR(interpolate(grid, 0.01, threshold, step), 1.0, rounding);
  EXPECT_NEAR(interpolate(grid, 0.01, threshold * (1.0 - 1e-9), step), 1.0, rounding);
  EXPECT_NEAR(interpolate(grid, 0.01, threshold * (1.0 + 1e-9), step), 2.0, rounding);
}

TEST(KinematicGrid, LeavesOutCellsBeyondTheBeamEnergy) {
  const KinematicGrid grid(region(), {});
  EXPECT_TRUE(grid.contains(0.05, 2e3));
  EXPECT_FALSE(grid.contains(1e-3, 2e3));
  EXPECT_FALSE(grid.contains(0.9, 10.0));
  EXPECT_FALSE(grid.contains(0.05, std::nan("")));
  for (std::size_t c = 0; c < grid.n_cells(); ++c)
    EXPECT_LT(grid.limits(c).q2_low / grid.limits(c).x_high, region().q2_over_x_max);
}

TEST(KinematicGrid, PositionsAndCoordinatesAreInverse) {
  const KinematicGrid grid(region(), {threshold});
  const CellPoint point = grid.locate(0.0123, 45.6);
  const auto [x, q2] = grid.position(point);
  EXPECT_NEAR(x / 0.0123, 1.0, rounding);
  EXPECT_NEAR(q2 / 45.6, 1.0, rounding);
  EXPECT_LE(std::abs(point.u), 1.0);
  EXPECT_LE(std::abs(point.v), 1.0);
}

TEST(KinematicGrid, RefusesAnEmptyRegion) {
  KinematicRegion empty = region();
  empty.q2_over_x_max = 1.0;
  EXPECT_THROW(KinematicGrid(empty, {}), InputError);
  empty = region();
  empty.x_max = 1.0;
  EXPECT_THROW(KinematicGrid(empty, {}), InputError);
}

}  // namespace
}  // namespace fitpack::dis
