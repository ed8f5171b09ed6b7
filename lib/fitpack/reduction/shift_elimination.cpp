#include "fitpack/reduction/shift_elimination.hpp"

#include <algorithm>
#include <cmath>

#include "fitpack/core/contracts.hpp"
#include "fitpack/reduction/upper_cholesky.hpp"

namespace fitpack {

ShiftElimination::ShiftElimination(std::size_t n_sources)
    : n_(n_sources),
      stride_(spread_stride(n_sources + 1)),
      factor_(padded(n_sources + 1) * stride_),
      right_hand_side_(padded(n_sources) * column_padding),
      shifts_(n_sources) {}

ConstMatrixView ShiftElimination::factor() const {
  return {factor_.data(), padded(n_ + 1), n_ + 1, stride_};
}

void ShiftElimination::unpack(std::span<const double> sums) {
  const std::size_t n = padded(n_ + 1);
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t first = i / column_padding * column_padding;
    std::copy_n(sums.data() + packed_upper_index(n_ + 1, i, first), n - first,
                factor_.data() + i * stride_ + first);
  }
  for (std::size_t i = 0; i < n_; ++i) factor_[i * stride_ + i] += 1.0;
}

void ShiftElimination::factorise(std::span<const double> sums) {
  FITPACK_EXPECTS(sums.size() >= sums_size());
  unpack(sums);
  upper_cholesky({factor_.data(), padded(n_ + 1), n_ + 1, stride_}, n_);
  minimum_ = factor_[n_ * stride_ + n_];
  std::fill(right_hand_side_.begin(), right_hand_side_.end(), 0.0);
  for (std::size_t i = 0; i < n_; ++i)
    right_hand_side_[i * column_padding] = factor_[i * stride_ + n_];
  solve_upper(factor(), n_, {right_hand_side_.data(), padded(n_), 1, column_padding});
  for (std::size_t i = 0; i < n_; ++i) shifts_[i] = right_hand_side_[i * column_padding];
}

double ShiftElimination::sum_of_squared_shifts() const {
  double sum = 0.0;
  for (const double shift : shifts_) sum += shift * shift;
  return sum;
}

void ShiftElimination::solve(MatrixView x) const {
  solve_upper_transposed(factor(), n_, x);
  solve_upper(factor(), n_, x);
}

std::vector<double> ShiftElimination::shift_errors() const {
  const std::size_t n = padded(n_);
  AlignedVector inverse(n * n, 0.0);
  for (std::size_t i = 0; i < n_; ++i) inverse[i * n + i] = 1.0;
  // A⁻¹ = U⁻¹U⁻ᵀ: the diagonal is the squared length of the columns of U⁻ᵀ.
  solve_upper_transposed(factor(), n_, {inverse.data(), n, n, n});
  std::vector<double> errors(n_, 0.0);
  for (std::size_t k = 0; k < n_; ++k)
    for (std::size_t i = 0; i < n_; ++i) errors[i] += inverse[k * n + i] * inverse[k * n + i];
  for (double& error : errors) error = std::sqrt(error);
  return errors;
}

}  // namespace fitpack
