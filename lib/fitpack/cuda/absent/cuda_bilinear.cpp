#include "fitpack/cuda/cuda_bilinear.hpp"

#include "fitpack/core/error.hpp"

namespace fitpack {

namespace {

[[noreturn]] void refuse(const CudaDevice& device) {
  throw Error(ExitCode::internal,
              "GPU " + std::to_string(device.number) + ": this program was built without CUDA");
}

}  // namespace

std::unique_ptr<CudaBilinear> make_cuda_bilinear(BilinearBatch /*batch*/,
                                                 const CudaDevice& device) {
  refuse(device);
}

double seconds_of_bilinear(const BilinearBatch& /*batch*/, std::size_t /*n_sets*/,
                           std::size_t /*columns*/, const CudaDevice& device, int /*repetitions*/) {
  refuse(device);
}

}  // namespace fitpack
