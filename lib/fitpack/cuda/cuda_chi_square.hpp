#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "fitpack/cuda/batch_precision.hpp"
#include "fitpack/cuda/cuda_devices.hpp"
#include "fitpack/kernel/linear_kernel.hpp"
#include "fitpack/reduction/batch_chi_square.hpp"

namespace fitpack {

/// PDFs of `n_sets` sets, and values to compare their predictions with.
struct PdfBatch {
  std::size_t n_sets = 0;
  std::span<const double> f;        ///< n_sets × columns of the kernel
  std::span<const double> outcome;  ///< n_sets × n_rows; empty: those of the data
};

/// χ² of many sets on a device, where data and kernel stay. One object serves one thread at a time.
class CudaChiSquare : public BatchChiSquare {
 public:
  /// From PDFs instead of predictions, T = K f; only with a kernel.
  virtual void evaluate_pdfs(const PdfBatch& batch, OfDataSets wanted,
                             BatchChiSquareResult& out) = 0;
};

/// `kernel`: of all rows of the data, which is copied; null: none. `precision` is that of its
/// products; all else is in double precision. Batches, and a kernel or a table of sources that is
/// too large for the memory of the device, go through it in parts. Throws Error where memory is
/// short even for that.
[[nodiscard]] std::unique_ptr<CudaChiSquare> make_cuda_chi_square(const BatchData& data,
                                                                  const LinearKernel* kernel,
                                                                  const CudaDevice& device,
                                                                  BatchPrecision precision);

}  // namespace fitpack
