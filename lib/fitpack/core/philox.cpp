#include "fitpack/core/philox.hpp"

#include <cmath>
#include <numbers>

namespace fitpack {

namespace {

// Multipliers and Weyl increments of Table 2 and Section 3.2 of the source.
constexpr std::uint32_t multipliers[2] = {0xD2511F53U, 0xCD9E8D57U};
constexpr std::uint32_t weyl[2] = {0x9E3779B9U, 0xBB67AE85U};
constexpr int rounds = 10;

/// (high·2³² + low + ½)/2⁶⁴ rounded to 53 bits: in (0, 1).
double open_unit(std::uint32_t high, std::uint32_t low) {
  const std::uint64_t bits = (static_cast<std::uint64_t>(high) << 32 | low) >> 12;
  return (static_cast<double>(bits) + 0.5) * 0x1p-52;
}

}  // namespace

Philox::Counter Philox::words(Counter c) const {
  std::array<std::uint32_t, 2> key = key_;
  for (int round = 0; round < rounds; ++round) {
    const std::uint64_t p0 = static_cast<std::uint64_t>(multipliers[0]) * c[0];
    const std::uint64_t p1 = static_cast<std::uint64_t>(multipliers[1]) * c[2];
    c = {static_cast<std::uint32_t>(p1 >> 32) ^ c[1] ^ key[0], static_cast<std::uint32_t>(p1),
         static_cast<std::uint32_t>(p0 >> 32) ^ c[3] ^ key[1], static_cast<std::uint32_t>(p0)};
    key[0] += weyl[0];
    key[1] += weyl[1];
  }
  return c;
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
