#include "fitpack/pdf/x_grid.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "support/worst.hpp"

namespace fitpack {
namespace {

using testing::Worst;

/// Barycentric interpolation and quadrature of smooth functions lose a few digits of rounding.
constexpr double rounding = 1e-12;

/// T_k(t) in the element's own variable, made to vanish at x = 1 in the last element, where the
/// node is left out.
struct ElementPolynomial {
  const XElement& element;
  std::size_t degree;
  bool vanishes_at_end;
  double operator()(double u) const {
    const double t = std::clamp(
        (2.0 * u - element.u_low - element.u_high) / (element.u_high - element.u_low), -1.0, 1.0);
    if (!vanishes_at_end) return std::cos(static_cast<double>(degree) * std::acos(t));
    return 0.5 * (1.0 - t) * std::cos(static_cast<double>(degree - 1) * std::acos(t));
  }
};

/// Largest interpolation error inside one element of the polynomial of this degree.
Worst interpolation_error(const XGrid& grid, std::size_t e, std::size_t degree) {
  const XElement& element = grid.elements()[e];
  const ElementPolynomial f{element, degree, e + 1 == grid.elements().size()};
  std::vector<double> values(grid.size(), 1e30);  // other elements must not be touched
  for (std::size_t m = 0; m <= element.order; ++m) {
    const std::size_t node = element.first_node + m;
    if (node < grid.size()) values[node] = f(std::log(grid.nodes()[node]));
  }
  Worst worst;
  for (int k = 1; k < 40; ++k) {
    const double u = element.u_low + (element.u_high - element.u_low) * k / 40.0;
    worst.absolute(grid.interpolate(values, std::exp(u)), f(u),
                   "element " + std::to_string(e) + ", u = " + std::to_string(u));
  }
  return worst;
}

TEST(XGrid, NodesAscendFromXMinAndStopBelowOne) {
  for (const double x_min : {1e-12, 1e-7, 1e-5, 1e-3, 5e-3, 1e-2}) {
    const XGrid grid(x_min);
    const auto nodes = grid.nodes();
    EXPECT_EQ(grid.x_min(), x_min);
    EXPECT_TRUE(std::is_sorted(nodes.begin(), nodes.end()));
    EXPECT_EQ(std::adjacent_find(nodes.begin(), nodes.end()), nodes.end());
    EXPECT_LT(nodes.back(), 1.0);
  }
}

TEST(XGrid, ElementsTileTheRangeAndShareTheirBorderNodes) {
  const XGrid grid(1e-5);
  const auto elements = grid.elements();
  EXPECT_EQ(elements.front().first_node, 0U);
  EXPECT_EQ(elements.back().u_high, 0.0);
  for (std::size_t e = 0; e + 1 < elements.size(); ++e) {
    EXPECT_EQ(elements[e].u_high, elements[e + 1].u_low);
    EXPECT_EQ(elements[e].first_node + elements[e].order, elements[e + 1].first_node);
  }
  EXPECT_EQ(elements.back().first_node + elements.back().order, grid.size());
}

TEST(XGrid, PolynomialsInLnXAreExactUpToTheOrderOfEachElement) {
  const XGrid grid(1e-5);
  for (std::size_t e = 0; e < grid.elements().size(); ++e)
    for (std::size_t degree = 1; degree <= grid.elements()[e].order; ++degree)
      EXPECT_TRUE(interpolation_error(grid, e, degree).within(rounding)) << "degree " << degree;
}

TEST(XGrid, PolynomialsOfHigherDegreeAreNotExact) {
  const XGrid grid(1e-5);
  for (std::size_t e = 0; e < grid.elements().size(); ++e)
    EXPECT_GT(interpolation_error(grid, e, grid.elements()[e].order + 1).deviation(), 1e-2);
}

TEST(XGrid, NodesReproduceTheirValuesExactly) {
  const XGrid grid(1e-7);
  std::vector<double> values(grid.size());
  std::iota(values.begin(), values.end(), 1.0);
  Worst worst;
  for (std::size_t i = 0; i < grid.size(); ++i)
    worst.absolute(grid.interpolate(values, grid.nodes()[i]), values[i], std::to_string(i));
  EXPECT_TRUE(worst.within(rounding * static_cast<double>(grid.size())));
}

TEST(XGrid, InterpolationIsContinuousAcrossElementBorders) {
  const XGrid grid(1e-5);
  std::vector<double> values(grid.size());
  for (std::size_t i = 0; i < grid.size(); ++i) values[i] = std::sin(static_cast<double>(i));
  constexpr double nudge = 1e-13;  // of x; slopes in ln x are of order 100 for these values
  for (std::size_t e = 1; e < grid.elements().size(); ++e) {
    const std::size_t node = grid.elements()[e].first_node;
    const double x = grid.nodes()[node];
    EXPECT_NEAR(grid.interpolate(values, x * (1.0 - nudge)), values[node], 1e-10);
    EXPECT_NEAR(grid.interpolate(values, x), values[node], 1e-10);
    EXPECT_NEAR(grid.interpolate(values, x * (1.0 + nudge)), values[node], 1e-10);
  }
}

TEST(XGrid, StencilStaysInsideTheGrid) {
  const XGrid grid(1e-5);
  for (const double x : {1e-5, 1.7e-5, 1e-2, 0.0999, 0.35, 0.7, 0.95, 1.0 - 1e-12, 1.0}) {
    const Stencil s = grid.stencil(x);
    EXPECT_FALSE(s.weights.empty()) << x;
    EXPECT_LE(s.first + s.weights.size(), grid.size()) << x;
  }
}

TEST(XGrid, WeightsAddUpToOneExceptNextToTheEmptyNodeAtOne) {
  const XGrid grid(1e-5);
  const auto sum = [&](double x) {
    const Stencil s = grid.stencil(x);
    return std::accumulate(s.weights.begin(), s.weights.end(), 0.0);
  };
  for (const double x : {1e-5, 3e-4, 0.05, 0.2, 0.69}) EXPECT_NEAR(sum(x), 1.0, rounding) << x;
  EXPECT_EQ(sum(1.0), 0.0);
}

TEST(XGrid, TheLowestNodeIsReadWithoutExtrapolation) {
  const XGrid grid(1e-5);
  const Stencil s = grid.stencil(1e-5);
  EXPECT_EQ(s.first, 0U);
  EXPECT_NEAR(s.weights[0], 1.0, rounding);
  for (std::size_t m = 1; m < s.weights.size(); ++m) EXPECT_NEAR(s.weights[m], 0.0, rounding);
}

TEST(XGrid, InterpolatesMomentumDensities) {
  const XGrid grid(1e-5);
  // Spectral accuracy of a smooth density, relative to its own size; x up to the largest of HERA.
  constexpr double interpolation_accuracy = 2e-7;
  const auto f = [](double x) { return std::pow(x, -0.1) * std::pow(1.0 - x, 5); };
  std::vector<double> values;
  for (const double x : grid.nodes()) values.push_back(f(x));
  Worst worst;
  for (double u = std::log(1e-5); u < std::log(0.7); u += 0.0137)
    worst.relative(grid.interpolate(values, std::exp(u)), f(std::exp(u)), std::to_string(u));
  EXPECT_TRUE(worst.within(interpolation_accuracy));
}

TEST(XGrid, MomentsOfTheLogarithmAreExact) {
  for (const double x_min : {1e-7, 1e-3}) {
    const XGrid grid(x_min);
    const double v = std::log(x_min);
    const auto moment = [&](double power) {
      const auto w = grid.moment_weights(power);
      double sum = 0.0;
      for (std::size_t i = 0; i < grid.size(); ++i) sum += w[i] * std::log(grid.nodes()[i]);
      return sum;
    };
    EXPECT_NEAR(moment(-1.0) / (-0.5 * v * v), 1.0, rounding);
    EXPECT_NEAR(moment(0.0) / (-1.0 - x_min * (v - 1.0)), 1.0, rounding);
    EXPECT_NEAR(moment(1.0) / (-0.25 - x_min * x_min * (0.5 * v - 0.25)), 1.0, rounding);
  }
}

TEST(XGrid, MomentsOfDensitiesAreBetaFunctions) {
  const XGrid grid(1e-12);
  constexpr double moment_accuracy = 1e-8;  // of interpolation; the range below 1e-12 holds 1e-9
  const auto w = grid.moment_weights(-1.0);
  double sum = 0.0;
  for (std::size_t i = 0; i < grid.size(); ++i) {
    const double x = grid.nodes()[i];
    sum += w[i] * std::pow(x, 0.8) * std::pow(1.0 - x, 3);
  }
  EXPECT_NEAR(sum / std::beta(0.8, 4.0), 1.0, moment_accuracy);
}

TEST(XGrid, BordersAndOrdersCanBeChosen) {
  const std::vector<double> borders{1e-4, 1e-1, 1.0};
  const std::vector<std::size_t> orders{3, 4};
  const XGrid grid(borders, orders);
  EXPECT_EQ(grid.size(), 7U);
  EXPECT_EQ(grid.nodes()[0], 1e-4);
  EXPECT_EQ(grid.nodes()[3], 1e-1);
  EXPECT_EQ(grid.elements()[1].first_node, 3U);
}

}  // namespace
}  // namespace fitpack
