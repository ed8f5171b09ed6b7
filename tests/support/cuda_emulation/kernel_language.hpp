#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <source_location>

#include "support/cuda_emulation/block.hpp"

/// Words of CUDA's language inside a kernel. A shared array is a static one: blocks run one after
/// another.
#define __global__
#define __device__
#define __host__
#define __constant__ static
#define __shared__ static
#define __forceinline__ inline
#define __launch_bounds__(...)

struct alignas(16) double2 {
  double x, y;
};
struct alignas(8) float2 {
  float x, y;
};
struct alignas(16) float4 {
  float x, y, z, w;
};
inline double2 make_double2(double x, double y) { return {x, y}; }
inline float2 make_float2(float x, float y) { return {x, y}; }
inline float4 make_float4(float x, float y, float z, float w) { return {x, y, z, w}; }

inline constexpr int warpSize = cuda_emulation::warp_size;

inline void __syncthreads(const std::source_location& at = std::source_location::current()) {
  cuda_emulation::wait_for_block(at.line());
}
inline void __syncwarp(unsigned mask = cuda_emulation::all_lanes) {
  cuda_emulation::wait_for_warp(mask);
}

/// Values go to the lane that reads them; lanes of other segments of `width` give the own value.
template <class T>
T __shfl_sync(unsigned mask, T value, int lane, int width = warpSize) {
  const auto own = static_cast<int>(cuda_emulation::lane());
  return cuda_emulation::exchange(mask, value,
                                  static_cast<unsigned>(own / width * width + lane % width));
}
template <class T>
T __shfl_down_sync(unsigned mask, T value, unsigned delta, int width = warpSize) {
  const unsigned own = cuda_emulation::lane(), segment = static_cast<unsigned>(width);
  return cuda_emulation::exchange(mask, value, own % segment + delta < segment ? own + delta : own);
}
template <class T>
T __shfl_up_sync(unsigned mask, T value, unsigned delta, int width = warpSize) {
  const unsigned own = cuda_emulation::lane(), segment = static_cast<unsigned>(width);
  return cuda_emulation::exchange(mask, value, own % segment >= delta ? own - delta : own);
}
template <class T>
T __shfl_xor_sync(unsigned mask, T value, int lanes, int width = warpSize) {
  const unsigned own = cuda_emulation::lane(), segment = static_cast<unsigned>(width);
  const unsigned other = own ^ static_cast<unsigned>(lanes);
  return cuda_emulation::exchange(mask, value, other / segment <= own / segment ? other : own);
}

/// Whole numbers only: sums of floating-point numbers would depend on the order of threads.
template <class T>
requires std::is_integral_v<T> T atomicAdd(T* at, std::type_identity_t<T> value) {
  const T before = *at;
  *at = before + value;
  return before;
}
template <class T>
requires std::is_integral_v<T> T atomicMin(T* at, std::type_identity_t<T> value) {
  const T before = *at;
  *at = std::min(before, value);
  return before;
}
template <class T>
requires std::is_integral_v<T> T atomicMax(T* at, std::type_identity_t<T> value) {
  const T before = *at;
  *at = std::max(before, value);
  return before;
}
inline void __threadfence() {}

template <class T>
T __ldg(const T* at) {
  return *at;
}
inline unsigned __umulhi(unsigned a, unsigned b) {
  return static_cast<unsigned>((std::uint64_t{a} * b) >> 32U);
}
