#pragma once

#include <algorithm>

#include "device_memory.hpp"

namespace fitpack::cuda {

/// Starts kernel(arguments...) on blocks × threads threads, in the queue of a stream. The only
/// place that knows of CUDA's syntax for it: other compilers read these sources too, with headers
/// that stand in for CUDA's (tests/support/cuda_emulation).
template <class... Parameters, class... Arguments>
void launch(void (*kernel)(Parameters...), dim3 blocks, dim3 threads, const Stream& stream,
            Arguments... arguments) {
#ifdef __CUDACC__
  kernel<<<blocks, threads, 0, stream.get()>>>(arguments...);
#else
  cuda_emulation::launch(kernel, blocks, threads, stream.get(), arguments...);
#endif
  check(cudaGetLastError(), "starting a kernel");
}

inline constexpr unsigned threads_per_block = 256;

/// Blocks for a loop over n > 0 elements in which every thread goes on in steps of the whole grid.
inline unsigned blocks_for(std::size_t n) {
  constexpr std::size_t most = 65535;
  return static_cast<unsigned>(std::min((n + threads_per_block - 1) / threads_per_block, most));
}

/// The loop of a thread: for (e = first_element(); e < n; e += element_step()).
__device__ inline std::size_t first_element() {
  return blockIdx.x * static_cast<std::size_t>(blockDim.x) + threadIdx.x;
}
__device__ inline std::size_t element_step() {
  return static_cast<std::size_t>(gridDim.x) * blockDim.x;
}

}  // namespace fitpack::cuda
