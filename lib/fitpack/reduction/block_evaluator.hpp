#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "fitpack/core/aligned_vector.hpp"
#include "fitpack/kernel/dense_product.hpp"
#include "fitpack/objective/chi_square.hpp"
#include "fitpack/objective/shifted_rows.hpp"
#include "fitpack/prediction/prediction.hpp"

namespace fitpack {

/// Work space that the blocks of a rank share.
struct BlockScratch {
  AlignedVector sources;        ///< [Γ|r] of a block
  AlignedVector sums;           ///< sums over the block's own sources
  AlignedVector weighted;       ///< rows of J times a weight
  AlignedVector qr;             ///< rows to be triangularised
  AlignedVector local_sources;  ///< A⁻¹ΓᵀJ of the block's own sources
};

/// Which rows of the data take part in an evaluation.
enum class RowSelection : int { all = 0, training = 1, validation = 2 };

/// One block on the hot path: kernel rows and measurements in, contributions to the three sums of
/// the reduction out. The steps are called in the order of declaration. Local.
///   n: free parameters; N: sources of all data sets; stride: padded(n + 1).
class BlockEvaluator {
 public:
  BlockEvaluator(MeasurementBlock measurements, std::shared_ptr<const ChiSquare> chi_square,
                 std::size_t n_parameters, std::size_t n_sources);

  [[nodiscard]] const MeasurementBlock& measurements() const { return measurements_; }

  /// Other values to compare the theory with, one per row; their errors stay those of the measured
  /// ones. None: the measured values.
  void set_outcome(std::span<const double> values);
  /// t0 that errors scale with, one per row; none: empty.
  void set_reference(std::span<const double> values);

  /// Which rows train (the others validate), one number per row, not 0 for training; none: all do.
  void set_training(std::span<const std::uint8_t> rows);
  /// Rows left out by the selection have no terms from the next evaluation on.
  void select(RowSelection selection) { selection_ = selection; }

  /// T from the PDFs; f: n_columns.
  void predict(const Prediction& prediction, std::size_t block, std::span<const double> f);
  /// [T | ∂T] from [f | ∂f]; table: n_columns × stride.
  void predict_with_derivatives(const Prediction& prediction, std::size_t block,
                                std::span<const double> table);
  /// T that somebody else has predicted; theory: n_rows.
  void take_theory(std::span<const double> theory);
  /// Terms of the χ² at b = 0.
  void evaluate_terms();
  /// The packed upper triangle of [Γ|r]ᵀ[Γ|r] over all N sources.
  void write_sums(std::span<double> out, BlockScratch& scratch) const;
  [[nodiscard]] double log_penalty() const;

  /// Rows at b*; b: N.
  void shift(std::span<const double> b);
  /// The rows [J | r] at b* (needs predict_with_derivatives).
  void form_jacobian();
  /// Γᵀ[J | r]: N × stride, padded(N) rows.
  void write_source_gradients(std::span<double> out, BlockScratch& scratch) const;
  /// Puts the rows [J - ΓX | r] into the scratch space; x: N × stride with zero in column n.
  void project(std::span<const double> x, BlockScratch& scratch) const;
  /// The triangle of the projected rows in the scratch space and of the Fisher rows of the log
  /// term; out: (n + 1) × stride.
  void write_triangle(std::span<double> out, BlockScratch& scratch) const;

  [[nodiscard]] double theory(std::size_t i) const { return theory_[i * theory_stride_]; }
  [[nodiscard]] const RowTerms& terms() const { return terms_; }
  [[nodiscard]] const ShiftedRows& shifted() const { return shifted_; }

 private:
  /// All N sources in their order: sums need no sorting in.
  [[nodiscard]] bool has_all_sources() const { return measurements_.n_sources() == n_sources_; }
  [[nodiscard]] bool selected(std::size_t row) const;
  void subtract_part(SummationRun part, std::span<const double> weight, ConstMatrixView x,
                     std::span<double> rows, BlockScratch& scratch) const;
  std::size_t drop_silent_rows(std::span<double> rows) const;
  std::size_t append_fisher_rows(std::span<double> rows) const;
  void source_gradients_of(SummationRun part, std::span<const double> weight, double* out,
                           BlockScratch& scratch) const;

  MeasurementBlock measurements_;
  std::shared_ptr<const ChiSquare> chi_square_;
  std::size_t n_;
  std::size_t n_sources_;
  std::size_t stride_;
  std::vector<std::uint8_t> training_;  ///< empty: every row
  RowSelection selection_ = RowSelection::all;

  std::size_t theory_stride_ = 1;
  AlignedVector theory_;  ///< T, or [T | ∂T] rows
  RowTerms terms_;
  ShiftedRows shifted_;
  std::vector<double> own_shifts_;
  AlignedVector jacobian_;  ///< [J | r], rows × stride
};

}  // namespace fitpack
