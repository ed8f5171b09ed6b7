#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "fitpack/cuda/batch_precision.hpp"
#include "fitpack/cuda/cuda_devices.hpp"
#include "fitpack/kernel/linear_kernel.hpp"
#include "fitpack/prediction/batch_form.hpp"
#include "fitpack/reduction/batch_chi_square.hpp"

namespace fitpack {

/// PDFs of `n_sets` sets, and values to compare their predictions with.
struct PdfBatch {
  std::size_t n_sets = 0;
  std::span<const double> f;        ///< n_sets × columns of the kernel
  std::span<const double> outcome;  ///< n_sets × n_rows; empty: those of the data
  /// n_sets × parameters, where predictions depend on more than the PDFs.
  std::span<const double> theta = {};
};

/// The same with derivatives, f: [set][1 + n_parameters][column of the kernel], f, then ∂f/∂θ_p.
struct PdfSlopeBatch {
  std::size_t n_sets = 0, n_parameters = 0;
  std::span<const double> f;
  std::span<const double> outcome;
  std::span<const double> theta = {};
};

/// χ² of the data of each set and its local model ½χ²(θ + d) ≈ ½χ² + zᵀR d + ½|R d|², as LocalModel
/// has it, without priors and penalties. Rows of R and z have any sign.
struct BatchModelResult {
  std::size_t n_parameters = 0;
  std::vector<ChiSquareParts> sets;
  std::vector<double> triangles;  ///< [R | z] of each set, n × (n + 1), row-major

  void resize(std::size_t n_sets, std::size_t n);
  /// ∂χ²/∂θ = 2 Rᵀz.
  [[nodiscard]] std::vector<double> gradient(std::size_t set) const;
};

/// χ² of many sets on a device, where data and kernels stay. One object serves one thread at a
/// time.
class CudaChiSquare : public BatchChiSquare {
 public:
  /// From PDFs instead of predictions; only with a form.
  virtual void evaluate_pdfs(const PdfBatch& batch, OfDataSets wanted,
                             BatchChiSquareResult& out) = 0;
  /// Sets whose local models have room on the device at once; only with a form. Throws Error
  /// where there is none for a single one.
  [[nodiscard]] virtual std::size_t models_at_once(std::size_t n_parameters) const = 0;
  /// χ² and local models; only with a form.
  virtual void evaluate_models(const PdfSlopeBatch& batch, BatchModelResult& out) = 0;
};

/// `form`: predictions of all rows of the data; none: they are made elsewhere. `precision` is that
/// of the products with its kernels; all else is in double precision. Batches, and kernels or a
/// table of sources that are too large for the memory of the device, go through it in parts. Throws
/// Error where memory is short even for that.
[[nodiscard]] std::unique_ptr<CudaChiSquare> make_cuda_chi_square(const BatchData& data,
                                                                  std::optional<BatchForm> form,
                                                                  const CudaDevice& device,
                                                                  BatchPrecision precision);
/// With a plain kernel, T = K f, or none.
[[nodiscard]] inline std::unique_ptr<CudaChiSquare> make_cuda_chi_square(const BatchData& data,
                                                                         const LinearKernel* kernel,
                                                                         const CudaDevice& device,
                                                                         BatchPrecision precision) {
  std::optional<BatchForm> form;
  if (kernel != nullptr) form = form_of_kernel(*kernel);
  return make_cuda_chi_square(data, std::move(form), device, precision);
}

}  // namespace fitpack
