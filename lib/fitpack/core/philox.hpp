#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace fitpack {

/// Counter-based random numbers: a pure function of key and counter, so that a draw depends on what
/// it is for and never on who asks or when. Philox4x32-10 of Salmon, Moraes, Dror, Shaw,
/// "Parallel random numbers: as easy as 1, 2, 3", SC11 (2011).
class Philox {
 public:
  using Counter = std::array<std::uint32_t, 4>;

  explicit Philox(std::uint64_t seed)
      : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)} {}

  /// Four independent 32-bit words of one counter.
  [[nodiscard]] Counter words(Counter counter) const;
  /// The words of many counters {n, n >> 32, third, fourth}, n = first, first + 1, …: word w of
  /// counter i goes to words[w][i]; all four of the same length.
  void fill(std::uint64_t first, std::uint32_t third, std::uint32_t fourth,
            const std::array<std::span<std::uint32_t>, 4>& words) const;
  /// Uniform on (0, 1), 53 bits, never 0 or 1.
  [[nodiscard]] double uniform(Counter counter) const;
  /// Standard normal deviate.
  [[nodiscard]] double normal(Counter counter) const;

 private:
  std::array<std::uint32_t, 2> key_;
};

}  // namespace fitpack
