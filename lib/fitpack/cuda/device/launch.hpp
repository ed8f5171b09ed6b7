#pragma once

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

}  // namespace fitpack::cuda
