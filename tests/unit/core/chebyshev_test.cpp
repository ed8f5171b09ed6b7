#include "fitpack/core/chebyshev.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace fitpack {
namespace {

std::vector<double> weights_at(double t, std::size_t order) {
  std::vector<double> weights(order + 1);
  chebyshev_weights(t, order, weights);
  return weights;
}

TEST(ChebyshevTest, PointsAscendBetweenTheEnds) {
  EXPECT_DOUBLE_EQ(chebyshev_point(0, 7), -1.0);
  EXPECT_DOUBLE_EQ(chebyshev_point(7, 7), 1.0);
  for (std::size_t m = 0; m < 7; ++m) EXPECT_LT(chebyshev_point(m, 7), chebyshev_point(m + 1, 7));
}

TEST(ChebyshevTest, APointHasItsOwnValue) {
  for (std::size_t m = 0; m <= 9; ++m) {
    const auto weights = weights_at(chebyshev_point(m, 9), 9);
    for (std::size_t k = 0; k <= 9; ++k) EXPECT_EQ(weights[k], k == m ? 1.0 : 0.0);
  }
}

TEST(ChebyshevTest, PolynomialsUpToTheOrderAreExact) {
  constexpr double rounding = 1e-14;
  constexpr std::size_t order = 8;
  for (const double t : {-0.97, -0.3, 0.01, 0.55, 0.999}) {
    const auto weights = weights_at(t, order);
    for (int power = 0; power <= static_cast<int>(order); ++power) {
      double sum = 0.0;
      for (std::size_t m = 0; m <= order; ++m)
        sum += weights[m] * std::pow(chebyshev_point(m, order), power);
      EXPECT_NEAR(sum, std::pow(t, power), rounding) << "power " << power << " at " << t;
    }
  }
}

}  // namespace
}  // namespace fitpack
