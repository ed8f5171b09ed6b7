// Stands in for the folder `device` in a build without CUDA.
#include "fitpack/cuda/cuda_chi_square.hpp"
#include "refuse.hpp"

namespace fitpack {

std::unique_ptr<CudaChiSquare> make_cuda_chi_square(const BatchData& /*data*/,
                                                    std::optional<BatchForm> /*form*/,
                                                    const CudaDevice& device,
                                                    BatchPrecision /*precision*/) {
  refuse(device);
}

}  // namespace fitpack
