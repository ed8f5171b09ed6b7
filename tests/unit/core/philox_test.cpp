#include "fitpack/core/philox.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace fitpack {
namespace {

/// Known answers of Philox4x32-10 published with the generator (Salmon et al., SC11).
TEST(PhiloxTest, KnownAnswers) {
  EXPECT_EQ(Philox(0).words({0, 0, 0, 0}),
            (Philox::Counter{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(Philox(0xffffffffffffffffULL).words({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}),
            (Philox::Counter{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(Philox(0x299f31d0a4093822ULL).words({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}),
            (Philox::Counter{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(PhiloxTest, UniformLiesInTheOpenIntervalWithTheRightMoments) {
  const Philox random(7);
  constexpr std::uint32_t n = 20000;
  double sum = 0.0, squares = 0.0;
  for (std::uint32_t i = 0; i < n; ++i) {
    const double u = random.uniform({i, 0, 0, 0});
    ASSERT_GT(u, 0.0);
    ASSERT_LT(u, 1.0);
    sum += u;
    squares += u * u;
  }
  const double five_sigma = 5.0 / std::sqrt(12.0 * n);
  EXPECT_NEAR(sum / n, 0.5, five_sigma);
  EXPECT_NEAR(squares / n, 1.0 / 3.0, five_sigma);
}

TEST(PhiloxTest, NormalHasUnitVarianceAndNoSkew) {
  const Philox random(8);
  constexpr std::uint32_t n = 40000;
  double m1 = 0.0, m2 = 0.0, m3 = 0.0, m4 = 0.0;
  for (std::uint32_t i = 0; i < n; ++i) {
    const double g = random.normal({0, i, 0, 0});
    m1 += g / n;
    m2 += g * g / n;
    m3 += g * g * g / n;
    m4 += g * g * g * g / n;
  }
  const double sigma = 1.0 / std::sqrt(static_cast<double>(n));  // of the mean
  EXPECT_NEAR(m1, 0.0, 5.0 * sigma);
  EXPECT_NEAR(m2, 1.0, 5.0 * std::sqrt(2.0) * sigma);
  EXPECT_NEAR(m3, 0.0, 5.0 * std::sqrt(15.0) * sigma);
  EXPECT_NEAR(m4, 3.0, 5.0 * std::sqrt(96.0) * sigma);
}

TEST(PhiloxTest, DrawsDependOnEveryPartOfTheCounterAndOnTheKey) {
  std::set<double> draws{Philox(1).normal({0, 0, 0, 0}),         Philox(1).normal({1, 0, 0, 0}),
                         Philox(1).normal({0, 1, 0, 0}),         Philox(1).normal({0, 0, 1, 0}),
                         Philox(1).normal({0, 0, 0, 1}),         Philox(2).normal({0, 0, 0, 0}),
                         Philox(1ULL << 32).normal({0, 0, 0, 0})};
  EXPECT_EQ(draws.size(), 7u);
}

}  // namespace
}  // namespace fitpack
