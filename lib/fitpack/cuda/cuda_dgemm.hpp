#pragma once

#include <cstddef>
#include <span>

#include "fitpack/cuda/cuda_devices.hpp"

namespace fitpack {

/// Shape of a product C = A Bᵀ: rows of A, rows of B, columns of both.
struct ProductShape {
  std::size_t rows = 0, columns = 0, depth = 0;
  [[nodiscard]] double flops() const {
    return 2.0 * static_cast<double>(rows) * static_cast<double>(columns) *
           static_cast<double>(depth);
  }
};

/// Seconds of one product in double precision by cuBLAS, factors and result on the device, the
/// shortest of `repetitions`: what other work on a device is compared with.
[[nodiscard]] double seconds_of_dgemm(const CudaDevice& device, ProductShape shape,
                                      int repetitions);

/// Seconds of the predictions of `n_sets` sets of PDFs, all at the same θ, where kernels, PDFs and
/// predictions stay on the device, the shortest of `repetitions`.
[[nodiscard]] double seconds_of_predictions(const BatchForm& form, std::span<const double> theta,
                                            std::size_t n_sets, const CudaDevice& device,
                                            BatchPrecision precision, int repetitions);

}  // namespace fitpack
