#include "fitpack/qcd/logarithmic_polynomial.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace fitpack::qcd {
namespace {

constexpr double rounding = 1e-14;

TEST(LogarithmicPolynomial, EachColumnIsItsPower) {
  constexpr LogarithmicTerm terms[] = {{2.0, -1, 2, 3, 1}};
  const double z = 0.37;
  const double expected = 2 / z * std::pow(1 - z, 2) * std::pow(std::log(z), 3) * std::log(1 - z);
  EXPECT_NEAR(LogarithmicPolynomial(terms)(z), expected, rounding);
}

TEST(LogarithmicPolynomial, AddsScaledTables) {
  constexpr LogarithmicTerm constant[] = {{1.5}};
  constexpr LogarithmicTerm inverse[] = {{-4.0, 0, -1}};
  const auto sum = LogarithmicPolynomial().add(2, constant).add(3, inverse).add(0, inverse);
  EXPECT_NEAR(sum(0.25), 3.0 - 12.0 / 0.75, rounding);
  EXPECT_EQ(LogarithmicPolynomial()(0.25), 0);
}

TEST(LogarithmicPolynomial, KeepsTheLogarithmNearOne) {
  constexpr LogarithmicTerm log_one_minus_z[] = {{1.0, 0, 0, 0, 1}};
  const double tiny = 0x1p-50;
  EXPECT_NEAR(LogarithmicPolynomial(log_one_minus_z)(1 - tiny), -50 * std::log(2.0), 1e-13);
}

}  // namespace
}  // namespace fitpack::qcd
