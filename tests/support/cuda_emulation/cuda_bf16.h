#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

/// Eight bits of mantissa in the upper half of a float.
class __nv_bfloat16 {
 public:
  __nv_bfloat16() = default;
  /// Rounded once, to the nearest, ties to even.
  explicit __nv_bfloat16(double value) : bits_(nearest(value)) {}
  explicit __nv_bfloat16(float value) : bits_(nearest(value)) {}
  explicit operator float() const {
    return std::bit_cast<float>(static_cast<std::uint32_t>(bits_) << 16U);
  }

 private:
  /// To odd first: the float keeps in its last bit that something was cut off, so that the second
  /// rounding sees on which side of a tie the number lies.
  static std::uint16_t nearest(double value) {
    auto single = static_cast<float>(value);
    if (std::isnan(single)) return 0x7FFF;
    if (std::isfinite(single) && static_cast<double>(single) != value) {
      if (std::abs(static_cast<double>(single)) > std::abs(value))
        single = std::nextafter(single, 0.0F);
      single = std::bit_cast<float>(std::bit_cast<std::uint32_t>(single) | 1U);
    }
    const auto bits = std::bit_cast<std::uint32_t>(single);
    return static_cast<std::uint16_t>((bits + 0x7FFFU + (bits >> 16U & 1U)) >> 16U);
  }

  std::uint16_t bits_;
};
