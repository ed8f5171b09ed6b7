#include "fitpack/prediction/parameter_nodes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace fitpack {
namespace {

constexpr double rounding = 1e-13;  // of sums of a few products of numbers of order one

TEST(ChebyshevNodes, LieInsideAndAreTheRootsOfThePolynomial) {
  const std::vector<double> nodes = chebyshev_nodes(2.0, 5.0, 6);
  ASSERT_EQ(nodes.size(), 6U);
  EXPECT_TRUE(std::ranges::is_sorted(nodes));
  EXPECT_GT(nodes.front(), 2.0);
  EXPECT_LT(nodes.back(), 5.0);
  for (const double x : nodes)
    EXPECT_NEAR(std::cos(6.0 * std::acos((x - 3.5) / 1.5)), 0.0, rounding);
}

TEST(LagrangeBasis, ReproducesPolynomialsAndTheirDerivatives) {
  const std::vector<double> nodes = chebyshev_nodes(1.0, 2.0, 5);
  const auto polynomial = [](double x) { return 3.0 + x * (2.0 + x * (-1.0 + x * (0.5 + x))); };
  const auto derivative = [](double x) { return 2.0 + x * (-2.0 + x * (1.5 + 4.0 * x)); };
  for (const double x : {1.0, 1.3, nodes[2], 1.99, 2.0}) {
    const LagrangeBasis basis = lagrange_basis(nodes, x);
    double value = 0.0, slope = 0.0;
    for (std::size_t k = 0; k < nodes.size(); ++k) {
      value += basis.value[k] * polynomial(nodes[k]);
      slope += basis.derivative[k] * polynomial(nodes[k]);
    }
    EXPECT_NEAR(value, polynomial(x), 100.0 * rounding);
    EXPECT_NEAR(slope, derivative(x), 1000.0 * rounding);
  }
}

TEST(LagrangeBasis, IsExactAtANode) {
  const std::vector<double> nodes = chebyshev_nodes(1.0, 2.0, 4);
  const LagrangeBasis basis = lagrange_basis(nodes, nodes[1]);
  EXPECT_EQ(basis.value, (std::vector<double>{0.0, 1.0, 0.0, 0.0}));
}

/// The rule is exact, but for a factor, for a function with a single pole.
TEST(ChebyshevSize, ReachesTheAccuracyForAPole) {
  constexpr double pole = 1.8, accuracy = 1e-6, most_loss = 10.0;
  const std::size_t n = chebyshev_size(0.0, 1.0, pole, accuracy);
  const auto worst = [&](std::size_t size) {
    const std::vector<double> nodes = chebyshev_nodes(0.0, 1.0, size);
    double error = 0.0;
    for (double x = 0.0; x <= 1.0; x += 0.01) {
      const LagrangeBasis basis = lagrange_basis(nodes, x);
      double value = 0.0;
      for (std::size_t k = 0; k < size; ++k) value += basis.value[k] / (pole - nodes[k]);
      error = std::max(error, std::abs(value * (pole - x) - 1.0));
    }
    return error;
  };
  EXPECT_LT(worst(n), most_loss * accuracy);
  EXPECT_GT(worst(n - 3), accuracy);
}

TEST(ChebyshevSize, GrowsWithTheRangeAndTheAccuracy) {
  EXPECT_LT(chebyshev_size(0.0, 1.0, 3.0, 1e-6), chebyshev_size(0.0, 2.0, 3.0, 1e-6));
  EXPECT_LT(chebyshev_size(0.0, 1.0, 3.0, 1e-4), chebyshev_size(0.0, 1.0, 3.0, 1e-6));
  EXPECT_EQ(chebyshev_size(1.0, 1.0 + 1e-9, 3.0, 1e-6), 3U);
}

TEST(ParameterNodes, PiecesCoverTheRange) {
  const ParameterNodes parameter(2, {{1.0, 2.0, {1.2, 1.8}}, {2.0, 4.0, {2.5, 3.0, 3.5}}});
  EXPECT_EQ(parameter.nodes(), (std::vector<double>{1.2, 1.8, 2.5, 3.0, 3.5}));
  EXPECT_EQ(parameter.piece_of(1.0), 0U);
  EXPECT_EQ(parameter.piece_of(1.999), 0U);
  EXPECT_EQ(parameter.piece_of(2.0), 1U);  // not yet active at the threshold
  EXPECT_EQ(parameter.piece_of(4.0), 1U);
  EXPECT_EQ(parameter.first_node(1), 2U);
}

}  // namespace
}  // namespace fitpack
