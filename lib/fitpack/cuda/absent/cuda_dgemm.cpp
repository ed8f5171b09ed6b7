// Stands in for the folder `device` in a build without CUDA.
#include "fitpack/cuda/cuda_dgemm.hpp"

#include "fitpack/core/error.hpp"

namespace fitpack {

double seconds_of_dgemm(const CudaDevice& device, ProductShape /*shape*/, int /*repetitions*/) {
  throw Error(ExitCode::internal,
              "GPU " + std::to_string(device.number) + ": this program was built without CUDA");
}

}  // namespace fitpack
