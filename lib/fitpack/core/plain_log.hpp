#pragma once

#include <bit>
#include <cstdint>
#include <numbers>

namespace fitpack {

/// ln x of a positive, normal number by sums, products and one division alone, so that it has the
/// same bits on every processor that rounds as IEEE 754 says, GPUs included (the logarithms of
/// their libraries differ in the last bit). 2 artanh((m−1)/(m+1)) + e ln 2 for x = m 2^e,
/// √½ < m <= √2; the first term left out is below 2⁻⁵⁵ of the sum. Within 2 units in the last place
/// (test PlainLog).
[[nodiscard, gnu::always_inline]] constexpr double plain_log(double x) {
  constexpr std::uint64_t mantissa = (std::uint64_t{1} << 52U) - 1;
  // ln 2 in two parts, the first short enough for its product with an exponent to be exact.
  constexpr double ln2_high = 0x1.62e42fefa38p-1, ln2_low = 0x1.ef35793c7673p-45;
  const auto bits = std::bit_cast<std::uint64_t>(x);
  auto exponent = static_cast<int>(bits >> 52U) - 1023;
  double m = std::bit_cast<double>((bits & mantissa) | std::bit_cast<std::uint64_t>(1.0));
  if (m > std::numbers::sqrt2) {
    m *= 0.5;
    ++exponent;
  }
  const double s = (m - 1.0) / (m + 1.0), z = s * s;
  double tail = 0.0;
  for (int odd = 23; odd >= 3; odd -= 2) tail = tail * z + 1.0 / odd;
  const double whole = exponent;
  return whole * ln2_high + (2.0 * s + (2.0 * s * z * tail + whole * ln2_low));
}

}  // namespace fitpack
