#include "fitpack/core/philox.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace fitpack {

namespace {

/// (high·2³² + low + ½)/2⁶⁴ rounded to 53 bits: in (0, 1).
double open_unit(std::uint32_t high, std::uint32_t low) {
  const std::uint64_t bits = (static_cast<std::uint64_t>(high) << 32 | low) >> 12;
  return (static_cast<double>(bits) + 0.5) * 0x1p-52;
}

}  // namespace

void Philox::fill(std::uint64_t first, std::uint32_t third, std::uint32_t fourth,
                  const std::array<std::span<std::uint32_t>, 4>& out) const {
  constexpr std::size_t lanes = 16;  // of one vector register, where the processor has them
  for (std::size_t begin = 0; begin < out[0].size(); begin += lanes) {
    std::array<std::array<std::uint32_t, lanes>, 4> c;
    for (std::size_t l = 0; l < lanes; ++l) {
      const std::uint64_t n = first + begin + l;
      c[0][l] = static_cast<std::uint32_t>(n);
      c[1][l] = static_cast<std::uint32_t>(n >> 32);
      c[2][l] = third;
      c[3][l] = fourth;
    }
    std::array<std::uint32_t, 2> key = key_;
    for (int round = 0; round < rounds; ++round) {
      for (std::size_t l = 0; l < lanes; ++l) {
        const std::uint64_t p0 = std::uint64_t{first_multiplier} * c[0][l];
        const std::uint64_t p1 = std::uint64_t{second_multiplier} * c[2][l];
        c[0][l] = static_cast<std::uint32_t>(p1 >> 32) ^ c[1][l] ^ key[0];
        c[2][l] = static_cast<std::uint32_t>(p0 >> 32) ^ c[3][l] ^ key[1];
        c[1][l] = static_cast<std::uint32_t>(p1);
        c[3][l] = static_cast<std::uint32_t>(p0);
      }
      key[0] += first_increment;
      key[1] += second_increment;
    }
    const std::size_t used = std::min(lanes, out[0].size() - begin);
    for (std::size_t w = 0; w < 4; ++w)
      std::copy_n(c[w].begin(), used, out[w].begin() + static_cast<std::ptrdiff_t>(begin));
  }
}

double Philox::uniform(Counter counter) const {
  const Counter w = words(counter);
  return open_unit(w[0], w[1]);
}

double Philox::normal(Counter counter) const {
  const Counter w = words(counter);
  return std::sqrt(-2.0 * std::log(open_unit(w[0], w[1]))) *
         std::cos(2.0 * std::numbers::pi * open_unit(w[2], w[3]));
}

}  // namespace fitpack
