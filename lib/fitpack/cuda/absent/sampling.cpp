// Stands in for device/sampling.cu in a build without CUDA.
#include "fitpack/cuda/cuda_sampling.hpp"
#include "refuse.hpp"

namespace fitpack {

std::unique_ptr<DeviceSampler> make_cuda_sampler(const EventSampler& /*sampler*/,
                                                 const CudaDevice& device) {
  refuse(device);
}

}  // namespace fitpack
