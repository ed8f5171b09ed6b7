#include "fitpack/cuda/cuda_node_products.hpp"
#include "refuse.hpp"

namespace fitpack {

std::unique_ptr<NodeProducts> make_cuda_node_products(const DensityKernel& /*kernel*/,
                                                      const CudaDevice& device) {
  refuse(device);
}

}  // namespace fitpack
