#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "fitpack/objective/chi_square.hpp"
#include "fitpack/objective/measurement_block.hpp"
#include "fitpack/reduction/local_model.hpp"

namespace fitpack {

/// The data that many sets of predictions are compared with: the blocks of all rows, in their
/// order.
struct BatchData {
  std::vector<MeasurementBlock> blocks;
  ChiSquareOptions chi_square;
  std::size_t n_sources = 0;
  std::size_t n_data_sets = 0;

  [[nodiscard]] std::size_t n_rows() const;
  /// Throws Error where the columns of a block differ in length or name what is not there.
  void check() const;
};

/// Predictions, and values to compare them with, of `n_sets` sets; rows in the order of the blocks.
struct TheoryBatch {
  std::size_t n_sets = 0;
  std::span<const double> theory;   ///< n_sets × n_rows
  std::span<const double> outcome;  ///< n_sets × n_rows: pseudo-data; empty: those of the blocks
};

enum class OfDataSets { left_out, wanted };

/// χ² of the data of each set, shifts of the sources eliminated set by set.
struct BatchChiSquareResult {
  std::vector<ChiSquareParts> sets;  ///< points, correlated, log_penalty, and their total
  // n_sets × n_data_sets, where wanted
  std::vector<double> points;       ///< Σ r_i(b*)² over the rows of a data set
  std::vector<double> log_penalty;  ///< its part of the log term

  void resize(std::size_t n_sets, std::size_t n_data_sets, OfDataSets wanted);
};

/// χ² of many sets of predictions against the same data:
///   χ² = min_b [ Σ (r_i − Σ_j Γ_ij b_j)² + Σ b_j² ] + Σ log_term_i.
/// Local. A set whose χ² is not finite has NaN or ±∞ there and disturbs no other.
class BatchChiSquare {
 public:
  virtual ~BatchChiSquare() = default;

  [[nodiscard]] virtual std::size_t n_rows() const = 0;
  [[nodiscard]] virtual std::string description() const = 0;  ///< "CPU", "GPU 0 (…)"

  /// Any number of sets.
  virtual void evaluate(const TheoryBatch& batch, OfDataSets wanted, BatchChiSquareResult& out) = 0;
};

/// On the processor that calls. Where the covariance matrix depends on the theory each set has the
/// bits of DistributedObjective. Where it is constant the matrix is factorised once and the sets
/// share products; a set's bits do not depend on the others, and its χ² is that of
/// DistributedObjective but for rounding.
[[nodiscard]] std::unique_ptr<BatchChiSquare> make_cpu_chi_square(BatchData data);

}  // namespace fitpack
