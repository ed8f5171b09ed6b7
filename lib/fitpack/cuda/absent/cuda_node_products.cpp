#include "fitpack/cuda/cuda_node_products.hpp"

#include "fitpack/core/error.hpp"

namespace fitpack {

std::unique_ptr<NodeProducts> make_cuda_node_products(const DensityKernel& /*kernel*/,
                                                      const CudaDevice& device) {
  throw Error(ExitCode::internal,
              "GPU " + std::to_string(device.number) + ": this program was built without CUDA");
}

}  // namespace fitpack
