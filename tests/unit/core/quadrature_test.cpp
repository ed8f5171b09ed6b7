#include "fitpack/core/quadrature.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/worst.hpp"

namespace fitpack {
namespace {

using testing::Worst;

/// Rounding of sums of up to 64 terms of order one.
constexpr double rounding = 5e-14;

/// Even monomials on [-1, 1] integrate to 2/(degree+1), odd ones to zero.
double monomial_integral(std::size_t degree) {
  return degree % 2 == 0 ? 2.0 / (static_cast<double>(degree) + 1.0) : 0.0;
}

TEST(GaussLegendre, IsExactUpToDegreeTwoNMinusOne) {
  Worst worst;
  for (const std::size_t n : {1U, 2U, 3U, 5U, 20U, 24U, 32U, 64U}) {
    const GaussLegendre rule(n);
    for (std::size_t degree = 0; degree < 2 * n; ++degree) {
      const double integral = rule.integrate(
          -1.0, 1.0, [&](double t) { return std::pow(t, static_cast<double>(degree)); });
      worst.absolute(integral, monomial_integral(degree),
                     std::to_string(n) + " points, degree " + std::to_string(degree));
    }
  }
  EXPECT_TRUE(worst.within(rounding));
}

TEST(GaussLegendre, IsNotExactAtDegreeTwoN) {
  const GaussLegendre rule(3);
  const double integral = rule.integrate(-1.0, 1.0, [](double t) { return std::pow(t, 6); });
  EXPECT_GT(std::abs(integral - monomial_integral(6)), 1e-3);
}

TEST(GaussLegendre, TwoPointsSitAtOneOverRootThree) {
  std::vector<double> points, weights;
  GaussLegendre(2).for_each(-1.0, 1.0, [&](double t, double w) {
    points.push_back(t);
    weights.push_back(w);
  });
  ASSERT_EQ(points.size(), 2U);
  EXPECT_NEAR(points[0], -1.0 / std::sqrt(3.0), rounding);
  EXPECT_NEAR(points[1], 1.0 / std::sqrt(3.0), rounding);
  EXPECT_NEAR(weights[0], 1.0, rounding);
  EXPECT_NEAR(weights[1], 1.0, rounding);
}

TEST(GaussLegendre, ScalesToAnyIntervalAndChangesSignWithItsDirection) {
  const GaussLegendre rule(20);
  const auto f = [](double t) { return std::exp(t); };
  EXPECT_NEAR(rule.integrate(0.5, 2.0, f), std::exp(2.0) - std::exp(0.5), rounding);
  EXPECT_NEAR(rule.integrate(2.0, 0.5, f), std::exp(0.5) - std::exp(2.0), rounding);
  EXPECT_EQ(rule.integrate(0.7, 0.7, f), 0.0);
}

}  // namespace
}  // namespace fitpack
