#include "fitpack/pdf/hermite_stencil.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace fitpack {
namespace {

constexpr double rounding = 1e-13;

double interpolate(const std::vector<double>& t, double at, double (*f)(double)) {
  const Stencil s = hermite_stencil(t, at);
  double sum = 0.0;
  for (std::size_t m = 0; m < s.weights.size(); ++m) sum += s.weights[m] * f(t[s.first + m]);
  return sum;
}

const std::vector<double> uneven{-1.0, -0.5, 0.3, 0.4, 1.7, 2.0};

TEST(HermiteStencil, AKnotHasWeightOne) {
  for (std::size_t k = 0; k < uneven.size(); ++k) {
    const Stencil s = hermite_stencil(uneven, uneven[k]);
    for (std::size_t m = 0; m < s.weights.size(); ++m)
      EXPECT_NEAR(s.weights[m], s.first + m == k ? 1.0 : 0.0, rounding) << k;
  }
}

TEST(HermiteStencil, StraightLinesAreExactOnAnyKnots) {
  for (double t = -1.0; t <= 2.0; t += 0.093)
    EXPECT_NEAR(interpolate(uneven, t, [](double v) { return 3.0 - 2.0 * v; }), 3.0 - 2.0 * t,
                rounding);
}

/// The mean of the quotients on both sides is the slope of a parabola where knots are even.
TEST(HermiteStencil, ParabolasAreExactInsideEvenKnots) {
  const std::vector<double> even{0.0, 1.0, 2.0, 3.0, 4.0};
  for (double t = 1.0; t <= 3.0; t += 0.17)
    EXPECT_NEAR(interpolate(even, t, [](double v) { return v * v; }), t * t, rounding);
}

/// By hand: slopes 1 at the end and (1 + 3)/2 at the next knot of t² on 0, 1, 2, 3.
TEST(HermiteStencil, OneSidedSlopeAtTheEnd) {
  const double s = 0.25, r = 0.75;
  const double expected = s * s * (3.0 - 2.0 * s) * 1.0 + s * r * r * 1.0 - s * s * r * 2.0;
  EXPECT_NEAR(interpolate({0.0, 1.0, 2.0, 3.0}, s, [](double v) { return v * v; }), expected,
              rounding);
}

TEST(HermiteStencil, FewKnotsAreJoinedByStraightLines) {
  EXPECT_NEAR(interpolate({0.0, 1.0, 2.0}, 0.5, [](double v) { return v * v; }), 0.5, rounding);
  EXPECT_NEAR(interpolate({0.0, 1.0}, 0.25, [](double v) { return std::cos(v); }),
              0.75 + 0.25 * std::cos(1.0), rounding);
}

}  // namespace
}  // namespace fitpack
