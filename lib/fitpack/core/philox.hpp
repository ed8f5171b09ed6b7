#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace fitpack {

/// Counter-based random numbers: a pure function of key and counter, so that a draw depends on what
/// it is for and never on who asks or when. Philox4x32-10 of Salmon, Moraes, Dror, Shaw,
/// "Parallel random numbers: as easy as 1, 2, 3", SC11 (2011). What is constexpr runs on GPUs, too.
class Philox {
 public:
  using Counter = std::array<std::uint32_t, 4>;

  constexpr explicit Philox(std::uint64_t seed)
      : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)} {}

  /// Four independent 32-bit words of one counter.
  [[nodiscard]] constexpr Counter words(Counter c) const {
    std::array<std::uint32_t, 2> key = key_;
    for (int round = 0; round < rounds; ++round) {
      const std::uint64_t p0 = std::uint64_t{first_multiplier} * c[0];
      const std::uint64_t p1 = std::uint64_t{second_multiplier} * c[2];
      c = {static_cast<std::uint32_t>(p1 >> 32) ^ c[1] ^ key[0], static_cast<std::uint32_t>(p1),
           static_cast<std::uint32_t>(p0 >> 32) ^ c[3] ^ key[1], static_cast<std::uint32_t>(p0)};
      key[0] += first_increment;
      key[1] += second_increment;
    }
    return c;
  }
  /// The words of many counters {n, n >> 32, third, fourth}, n = first, first + 1, …: word w of
  /// counter i goes to words[w][i]; all four of the same length.
  void fill(std::uint64_t first, std::uint32_t third, std::uint32_t fourth,
            const std::array<std::span<std::uint32_t>, 4>& words) const;
  /// Uniform on (0, 1), 53 bits, never 0 or 1.
  [[nodiscard]] double uniform(Counter counter) const;
  /// Standard normal deviate.
  [[nodiscard]] double normal(Counter counter) const;

 private:
  // Multipliers and Weyl increments of Table 2 and Section 3.2 of the source.
  static constexpr std::uint32_t first_multiplier = 0xD2511F53U, second_multiplier = 0xCD9E8D57U;
  static constexpr std::uint32_t first_increment = 0x9E3779B9U, second_increment = 0xBB67AE85U;
  static constexpr int rounds = 10;

  std::array<std::uint32_t, 2> key_;
};

}  // namespace fitpack
