#pragma once

#include <memory>

#include "fitpack/kernel/batch_products.hpp"
#include "fitpack/prediction/batch_form.hpp"
#include "queue.hpp"

namespace fitpack::cuda {

/// Predictions of PDFs that stay on the device, [set][vector][row]; a set has one vector f, or
/// those of [f | ∂f/∂θ]. A plain kernel is one product. Else sets are ordered by the cell that
/// their θ lies in; there is one product for all sets of a cell, with the kernels of all parts
/// below each other, and the rows are formed from it element by element. Kernels stay on the
/// device, or go there in parts.
class FormProducts {
 public:
  /// Buffers of this many batches, for one that travels while another is multiplied.
  static constexpr std::size_t n_slots = 2;

  virtual ~FormProducts() = default;
  [[nodiscard]] virtual std::size_t n_columns() const = 0;
  [[nodiscard]] virtual std::size_t n_rows() const = 0;  ///< of the predictions
  [[nodiscard]] virtual std::size_t n_kernel_rows() const = 0;
  [[nodiscard]] virtual std::size_t bytes_of_row() const = 0;  ///< of a kernel
  /// In a slot.
  [[nodiscard]] virtual std::size_t bytes_of_set(std::size_t n_vectors) const = 0;
  /// To be called once, before any product.
  virtual void load(std::size_t rows_at_once, const Stream& stream) = 0;
  [[nodiscard]] virtual bool resident() const = 0;

  /// Makes room for sets of so many vectors. Nothing may be at work in the slot.
  virtual void reserve(std::size_t slot, std::size_t n_sets, std::size_t n_vectors) = 0;
  /// PDFs of the host, of at most the sets and vectors there is room for, to the device.
  virtual void take(std::size_t slot, const PdfSets& sets, const Stream& stream) = 0;
  /// Of the sets taken last, on the device.
  virtual void multiply(std::size_t slot, double* theory, const Stream& stream, Blas& blas) = 0;
};

/// Products in the numbers of `precision`, all else in double precision.
[[nodiscard]] std::unique_ptr<FormProducts> make_form_products(BatchForm form,
                                                               BatchPrecision precision,
                                                               const Queue& queue);

}  // namespace fitpack::cuda
