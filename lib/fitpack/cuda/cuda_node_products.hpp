#pragma once

#include <memory>

#include "fitpack/cuda/cuda_devices.hpp"
#include "fitpack/events/node_products.hpp"

namespace fitpack {

/// Products with the matrix of a density kernel, which is copied to a device (n_nodes × n_columns
/// numbers, some 20 MB). Sums in a fixed order: the same bits in every run. Throws Error where
/// memory is short.
[[nodiscard]] std::unique_ptr<NodeProducts> make_cuda_node_products(const DensityKernel& kernel,
                                                                    const CudaDevice& device);

}  // namespace fitpack
