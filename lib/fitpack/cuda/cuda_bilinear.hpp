#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "fitpack/cuda/cuda_devices.hpp"
#include "fitpack/prediction/bilinear_batch.hpp"

namespace fitpack {

/// Drell-Yan predictions of many sets of PDFs on a device, where operators and forms stay: the rows
/// alone, for tests and timings; as a part of other predictions they are in a BatchForm. One object
/// serves one thread at a time.
class CudaBilinear {
 public:
  virtual ~CudaBilinear() = default;

  [[nodiscard]] virtual std::size_t n_rows() const = 0;
  [[nodiscard]] virtual std::size_t n_columns() const = 0;  ///< length of f
  /// out[set][column][k] for the rows k of the batch, from f[set][column][n_columns()]: column 0
  /// are PDFs and their predictions, further columns ∂f/∂θ and ∂T/∂θ. Any number of sets. NaN in a
  /// set stays there. Throws Error where memory is short even for one set.
  virtual void predict(std::span<const double> f, std::size_t n_sets, std::size_t columns,
                       std::span<double> out) = 0;
};

[[nodiscard]] std::unique_ptr<CudaBilinear> make_cuda_bilinear(BilinearBatch batch,
                                                               const CudaDevice& device);

/// Seconds of the predictions of `n_sets` sets where PDFs and predictions stay on the device, the
/// shortest of `repetitions`.
[[nodiscard]] double seconds_of_bilinear(const BilinearBatch& batch, std::size_t n_sets,
                                         std::size_t columns, const CudaDevice& device,
                                         int repetitions);

}  // namespace fitpack
