#include "fitpack/io/number_text.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace fitpack {
namespace {

TEST(NumberText, PrintsShortestTextThatReadsBack) {
  EXPECT_EQ(format_number(0.1), "0.1");
  EXPECT_EQ(format_number(318.119), "318.119");
  std::uint64_t bits = 88172645463325252ULL;  // xorshift, Marsaglia 2003
  for (int i = 0; i < 2000; ++i) {
    bits ^= bits << 13U;
    bits ^= bits >> 7U;
    bits ^= bits << 17U;
    const double value = std::bit_cast<double>(bits);
    if (!std::isfinite(value)) continue;
    const auto read = parse_number(format_number(value));
    ASSERT_TRUE(read.has_value()) << format_number(value);
    EXPECT_EQ(std::bit_cast<std::uint64_t>(*read), bits) << format_number(value);
  }
}

TEST(NumberText, ReadsWholeTextsOnly) {
  EXPECT_EQ(parse_number("+2e-3"), 0.002);
  EXPECT_EQ(parse_number("-.5"), -0.5);
  EXPECT_EQ(parse_number("1."), 1.0);
  for (const char* bad : {"", "1.2x", " 1", "1,2", "--1", "+-1", "+", "e5", "1e400"}) {
    EXPECT_FALSE(parse_number(bad).has_value()) << bad;
  }
  EXPECT_TRUE(std::isnan(parse_number("nan").value()));
}

TEST(NumberText, ReadsIntegers) {
  EXPECT_EQ(parse_integer("-12"), -12);
  EXPECT_EQ(parse_integer("9223372036854775807"), std::numeric_limits<std::int64_t>::max());
  for (const char* bad : {"1.0", "9223372036854775808", "0x10", ""}) {
    EXPECT_FALSE(parse_integer(bad).has_value()) << bad;
  }
}

TEST(NumberText, TrimsBothEnds) {
  EXPECT_EQ(trimmed(" \ta b\r\n"), "a b");
  EXPECT_EQ(trimmed(" \t "), "");
}

}  // namespace
}  // namespace fitpack
