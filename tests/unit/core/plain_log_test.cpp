#include "fitpack/core/plain_log.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace fitpack {
namespace {

constexpr double rounding = std::numeric_limits<double>::epsilon();

TEST(PlainLog, IsTheLogarithm) {
  for (double x = 1e-300; x < 1e300; x *= 1.37)
    EXPECT_NEAR(plain_log(x), std::log(x), 2.0 * rounding * std::abs(std::log(x))) << x;
  for (int k = -4000; k <= 4000; ++k) {
    const double x = 1.0 + 2.3e-4 * k + (k < 0 ? 1e-9 : -1e-9);
    EXPECT_NEAR(plain_log(x), std::log(x), 2.0 * rounding * std::abs(std::log(x))) << x;
  }
}

TEST(PlainLog, IsExactWhereItCanBe) {
  EXPECT_EQ(plain_log(1.0), 0.0);
  for (int k = -1000; k <= 1000; k += 50)
    EXPECT_EQ(plain_log(std::ldexp(1.0, k)), std::log(std::ldexp(1.0, k))) << k;
}

}  // namespace
}  // namespace fitpack
