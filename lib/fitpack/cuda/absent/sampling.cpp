// Stands in for device/sampling.cu in a build without CUDA.
#include "fitpack/core/error.hpp"
#include "fitpack/cuda/cuda_sampling.hpp"

namespace fitpack {

std::unique_ptr<DeviceSampler> make_cuda_sampler(const EventSampler& /*sampler*/,
                                                 const CudaDevice& device) {
  throw Error(ExitCode::internal,
              "GPU " + std::to_string(device.number) + ": this program was built without CUDA");
}

}  // namespace fitpack
