#include "fitpack/pdf/special_functions.hpp"

#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_psi.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace fitpack {
namespace {

/// Rounding of a few operations.
constexpr double rounding = 4e-15;
/// exp(lnΓ(a) + lnΓ(b) - lnΓ(a+b)) loses the digits before the point of the logarithms.
constexpr double rounding_of_logarithms = 1e-13;

TEST(Digamma, ClosedForms) {
  constexpr double euler = std::numbers::egamma;
  EXPECT_NEAR(digamma(1.0), -euler, rounding);
  EXPECT_NEAR(digamma(0.5), -euler - 2.0 * std::numbers::ln2, rounding);
  EXPECT_NEAR(digamma(2.0), 1.0 - euler, rounding);
}

TEST(Digamma, AgreesWithGsl) {
  for (double x = 1e-3; x < 200.0; x *= 1.37) {
    const double expected = gsl_sf_psi(x);
    EXPECT_NEAR(digamma(x), expected, rounding * (1.0 + std::abs(expected))) << "x = " << x;
  }
}

TEST(BetaFunction, AgreesWithGsl) {
  for (double a = 0.01; a < 30.0; a *= 1.9) {
    for (double b = 0.02; b < 40.0; b *= 2.1) {
      const double expected = gsl_sf_beta(a, b);
      EXPECT_NEAR(beta_function(a, b), expected, rounding_of_logarithms * expected)
          << "a = " << a << ", b = " << b;
    }
  }
}

}  // namespace
}  // namespace fitpack
