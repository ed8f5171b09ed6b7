#include "fitpack/cuda/cuda_devices.hpp"

#include <cuda_runtime.h>

namespace fitpack {

CudaDevices find_cuda_devices() {
  CudaDevices devices;
  int count = 0;
  const cudaError_t status = cudaGetDeviceCount(&count);
  if (status != cudaSuccess) {
    devices.why_none = cudaGetErrorString(status);
    return devices;
  }
  for (int k = 0; k < count; ++k) {
    cudaDeviceProp properties{};
    if (cudaGetDeviceProperties(&properties, k) == cudaSuccess)
      devices.found.push_back({k, properties.name, properties.totalGlobalMem});
  }
  if (devices.found.empty()) devices.why_none = "the driver lists no device";
  return devices;
}

}  // namespace fitpack
