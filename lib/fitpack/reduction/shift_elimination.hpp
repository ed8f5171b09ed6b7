#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "fitpack/core/aligned_vector.hpp"
#include "fitpack/kernel/dense_product.hpp"

namespace fitpack {

/// Minimises Σ r(b)² + Σ b² over the shifts b, with r(b) = r - Γ b:
///   A = 1 + ΓᵀΓ = UᵀU,  b* = A⁻¹Γᵀr,  minimum = rᵀr - (Γᵀr)ᵀ b*.
/// Works on the sums over all rows; lives at the root.
class ShiftElimination {
 public:
  explicit ShiftElimination(std::size_t n_sources);

  /// Length of the sums: packed upper triangle of [Γ|r]ᵀ[Γ|r] (see packed_upper_index).
  [[nodiscard]] std::size_t sums_size() const { return packed_upper_size(n_ + 1); }
  /// Factorises. Sums that are not finite make `minimum` NaN.
  void factorise(std::span<const double> sums);

  [[nodiscard]] double minimum() const { return minimum_; }  ///< Σ r(b*)² + Σ b*²
  [[nodiscard]] const std::vector<double>& shifts() const { return shifts_; }  ///< b*
  [[nodiscard]] double sum_of_squared_shifts() const;

  /// X = A⁻¹ X; x: padded(n_sources) rows, padded columns.
  void solve(MatrixView x) const;
  /// sqrt of the diagonal of A⁻¹: the uncertainties of the shifts at fixed theory.
  [[nodiscard]] std::vector<double> shift_errors() const;

 private:
  void unpack(std::span<const double> sums);
  [[nodiscard]] ConstMatrixView factor() const;

  std::size_t n_;
  std::size_t stride_;
  AlignedVector factor_;  ///< U, with U⁻ᵀΓᵀr as column n_
  AlignedVector right_hand_side_;
  std::vector<double> shifts_;
  double minimum_ = 0.0;
};

}  // namespace fitpack
