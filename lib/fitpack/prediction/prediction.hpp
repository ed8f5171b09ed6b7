#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "fitpack/kernel/linear_kernel.hpp"
#include "fitpack/prediction/batch_form.hpp"

namespace fitpack {

/// Predictions of the blocks a rank holds as functions of the PDFs at the initial scale and of the
/// theory parameters among θ. The bits of a block depend on its rows alone, not on the rank. Local:
/// no communication.
class Prediction {
 public:
  virtual ~Prediction() = default;

  [[nodiscard]] virtual std::size_t n_columns() const = 0;  ///< length of f
  [[nodiscard]] virtual std::size_t n_blocks() const = 0;
  [[nodiscard]] virtual std::size_t n_rows(std::size_t block) const = 0;

  /// Whether θ enters through the PDFs alone: then the columns of a table may be the PDFs of
  /// several θ, and one product predicts all of them.
  [[nodiscard]] virtual bool depends_on_pdfs_alone() const { return false; }

  /// The kernel K where all predictions are T = K f with elements in double precision, rows in the
  /// order of the blocks; else null.
  [[nodiscard]] virtual const LinearKernel* linear_kernel() const { return nullptr; }

  /// All rows in the form that devices predict, in the order of the blocks; none where predictions
  /// have no such form.
  [[nodiscard]] virtual std::optional<BatchForm> batch_form() const { return std::nullopt; }

  /// Sets the theory parameters of the calls that follow; θ: all free parameters of the fit.
  virtual void set_parameters(std::span<const double> theta) = 0;

  /// theory[i] = T_i for the rows of a block.
  virtual void values(std::size_t block, std::span<const double> f,
                      std::span<double> theory) const = 0;

  /// [T | ∂T/∂θ] for the rows of a block: out [n_rows][stride], table = [f | ∂f/∂θ]
  /// [n_columns][stride]; stride a multiple of column_padding. Column 0 has the bits of `values`.
  virtual void values_and_derivatives(std::size_t block, std::span<const double> table,
                                      std::size_t stride, std::span<double> out) const = 0;
};

}  // namespace fitpack
