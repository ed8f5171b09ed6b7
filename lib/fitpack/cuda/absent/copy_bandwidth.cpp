#include "fitpack/cuda/copy_bandwidth.hpp"

#include "fitpack/core/error.hpp"

namespace fitpack {

double measure_copy_bandwidth(const CudaDevice& device) {
  throw Error(ExitCode::internal,
              "GPU " + std::to_string(device.number) + ": this program was built without CUDA");
}

}  // namespace fitpack
