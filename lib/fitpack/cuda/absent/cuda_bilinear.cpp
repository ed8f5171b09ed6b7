#include "fitpack/cuda/cuda_bilinear.hpp"
#include "refuse.hpp"

namespace fitpack {

std::unique_ptr<CudaBilinear> make_cuda_bilinear(BilinearBatch /*batch*/,
                                                 const CudaDevice& device) {
  refuse(device);
}

double seconds_of_bilinear(const BilinearBatch& /*batch*/, std::size_t /*n_sets*/,
                           std::size_t /*columns*/, const CudaDevice& device, int /*repetitions*/) {
  refuse(device);
}

}  // namespace fitpack
