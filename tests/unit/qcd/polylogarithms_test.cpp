#include "fitpack/qcd/polylogarithms.hpp"

#include <gsl/gsl_sf_dilog.h>
#include <gtest/gtest.h>

#include <boost/math/quadrature/tanh_sinh.hpp>
#include <cmath>
#include <numbers>

#include "fitpack/core/constants.hpp"

namespace fitpack::qcd {
namespace {

using constants::zeta2;
using constants::zeta3;
using std::numbers::ln2;

/// The series are good to rounding; the quadrature they are compared with to about 1e-14.
constexpr double tolerance = 1e-13;

constexpr double points[] = {-1.0, -0.999, -0.7,   -0.5, -0.1,  -1e-3, -1e-8, 1e-8,
                             1e-3, 0.1,    0.4999, 0.5,  0.501, 0.7,   0.9,   0.999};

TEST(Polylogarithms, DilogarithmAgreesWithGsl) {
  for (double x : points) EXPECT_NEAR(li2(x), gsl_sf_dilog(x), tolerance) << x;
  for (double x : {-1.5, -10.0, -1e4}) {
    EXPECT_NEAR(li2(x) / gsl_sf_dilog(x), 1, tolerance) << x;
  }
}

TEST(Polylogarithms, ClosedForms) {
  EXPECT_NEAR(li2(1), zeta2, tolerance);
  EXPECT_NEAR(li2(-1), -zeta2 / 2, tolerance);
  EXPECT_NEAR(li3(1), zeta3, tolerance);
  EXPECT_NEAR(li3(-1), -0.75 * zeta3, tolerance);
  EXPECT_NEAR(li3(0.5), 0.875 * zeta3 - zeta2 * ln2 / 2 + ln2 * ln2 * ln2 / 6, tolerance);
  EXPECT_NEAR(s12(1), zeta3, tolerance);
  EXPECT_NEAR(s12(-1), zeta3 / 8, tolerance);
  EXPECT_NEAR(s12(0.5), zeta3 / 8 - ln2 * ln2 * ln2 / 6, tolerance);
  EXPECT_EQ(li2(0), 0);
  EXPECT_EQ(li3(0), 0);
  EXPECT_EQ(s12(0), 0);
}

TEST(Polylogarithms, SquareRelationOfTheTrilogarithm) {
  for (double x : {0.05, 0.3, 0.6, 0.8, 0.97}) {
    EXPECT_NEAR(li3(x * x), 4 * (li3(x) + li3(-x)), tolerance) << x;
  }
}

TEST(Polylogarithms, NielsenAndTrilogarithmAreTheirIntegrals) {
  boost::math::quadrature::tanh_sinh<double> quadrature;
  for (double x : points) {
    const double nielsen = quadrature.integrate(
        [x](double t) {
          const double l = std::log1p(-x * t);
          return l * l / (2 * t);
        },
        0.0, 1.0);
    const double trilogarithm =
        quadrature.integrate([x](double t) { return li2(x * t) / t; }, 0.0, 1.0);
    EXPECT_NEAR(s12(x), nielsen, tolerance) << x;
    EXPECT_NEAR(li3(x), trilogarithm, tolerance) << x;
  }
}

}  // namespace
}  // namespace fitpack::qcd
