#pragma once

#include <cstddef>
#include <span>

#include "fitpack/core/aligned_vector.hpp"

/// Products of small dense row-major matrices whose bits depend on the numbers alone: every element
/// of a result is accumulated in ascending order of the summation index, one (fused, where the
/// processor can) multiply-add per term, whatever the shape, the alignment or the tile it falls in.
/// BLAS and Eigen promise nothing of the kind. "Padded" matrices have a stride that is a multiple
/// of `column_padding`; columns up to the padded end are read and written like any other.
namespace fitpack {

/// A row-major matrix that belongs to somebody else.
struct ConstMatrixView {
  const double* data = nullptr;
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::size_t stride = 0;  ///< distance of rows
};
struct MatrixView {
  double* data = nullptr;
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::size_t stride = 0;
  operator ConstMatrixView() const { return {data, rows, columns, stride}; }  // NOLINT
};

/// A run [begin, end) of the summation index.
struct SummationRun {
  std::size_t begin = 0;
  std::size_t end = 0;
};

enum class Accumulate { overwrite, add, subtract };

/// C (=, +=, -=) A B.  A: m × k; B: k × n and C: m × n, both padded.
void multiply(ConstMatrixView a, ConstMatrixView b, MatrixView c,
              Accumulate mode = Accumulate::overwrite);
/// The same, summed over the given ascending runs only (the rest of A is known to be zero).
void multiply(ConstMatrixView a, ConstMatrixView b, MatrixView c,
              std::span<const SummationRun> runs, Accumulate mode = Accumulate::overwrite);

/// C (=, +=, -=) Aᵀ B.  A: m × k; B: m × n and C: k × n, both padded.
void multiply_transposed(ConstMatrixView a, ConstMatrixView b, MatrixView c,
                         Accumulate mode = Accumulate::overwrite);

/// y = A x: each y_i has the bits of a column of `multiply`.  A: m × k.
void multiply_vector(ConstMatrixView a, std::span<const double> x, std::span<double> y);
/// The same, summed over the given ascending runs only.
void multiply_vector(ConstMatrixView a, std::span<const double> x, std::span<double> y,
                     std::span<const SummationRun> runs);

/// The upper triangle of AᵀA (A: m × n, padded), packed: groups of `column_padding` rows, each with
/// the columns from the group's first one to the padded end (see packed_upper_index).
void gram_upper(ConstMatrixView a, std::span<double> c);

/// First element of row group `group` of a packed upper triangle with n columns; its rows are
/// padded(n) - column_padding * group apart.
[[nodiscard]] constexpr std::size_t packed_group_offset(std::size_t n, std::size_t group) {
  const std::size_t skipped = column_padding * group * (group - 1) / 2;
  return group == 0 ? 0 : column_padding * (group * padded(n) - skipped);
}
/// Length of the packed upper triangle of a symmetric matrix with n columns.
[[nodiscard]] constexpr std::size_t packed_upper_size(std::size_t n) {
  return packed_group_offset(n, padded(n) / column_padding);
}
/// Position of element (i, j), i <= j.
[[nodiscard]] constexpr std::size_t packed_upper_index(std::size_t n, std::size_t i,
                                                       std::size_t j) {
  const std::size_t group = i / column_padding;
  const std::size_t first = column_padding * group;
  return packed_group_offset(n, group) + (i - first) * (padded(n) - first) + (j - first);
}

/// A stride for n columns that spreads the rows of a matrix over all cache sets (an odd number of
/// cache lines), for matrices that are read down their columns.
[[nodiscard]] constexpr std::size_t spread_stride(std::size_t n) {
  return column_padding * (padded(n) / column_padding | 1U);
}

}  // namespace fitpack
