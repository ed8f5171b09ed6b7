#pragma once

#include <cstdint>
#include <cstring>
#include <functional>

/// Threads of a block, as the kernel sees them and as the emulator runs them.

struct uint3 {
  unsigned x, y, z;
};
struct dim3 {
  unsigned x = 1, y = 1, z = 1;
  constexpr dim3(unsigned columns = 1, unsigned rows = 1, unsigned layers = 1)
      : x(columns), y(rows), z(layers) {}
};

/// Of the thread that runs now.
inline uint3 threadIdx{}, blockIdx{};
inline dim3 blockDim, gridDim;

namespace cuda_emulation {

inline constexpr int warp_size = 32;
inline constexpr unsigned all_lanes = 0xFFFFFFFFU;

/// Runs all threads of all blocks. Threads are fibers: one runs until it waits for others.
void run_grid(dim3 blocks, dim3 threads, const std::function<void()>& thread);

/// Barriers. `line`: where the source has it; all threads must wait at the same one.
void wait_for_block(unsigned line);
void wait_for_warp(unsigned mask);

[[nodiscard]] unsigned lane();
/// Gives `bits` to the warp and returns those that lane number `from` gave.
[[nodiscard]] std::uint64_t exchange_bits(unsigned mask, std::uint64_t bits, unsigned from);

template <class T>
[[nodiscard]] T exchange(unsigned mask, T value, unsigned from) {
  static_assert(sizeof(T) <= sizeof(std::uint64_t));
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof(T));
  bits = exchange_bits(mask, bits, from);
  std::memcpy(&value, &bits, sizeof(T));
  return value;
}

}  // namespace cuda_emulation
