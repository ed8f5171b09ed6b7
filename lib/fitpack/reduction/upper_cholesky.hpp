#pragma once

#include <cstddef>

#include "fitpack/kernel/dense_product.hpp"

namespace fitpack {

/// Factorises the first `pivots` rows of the symmetric matrix whose upper triangle is `a`
/// (N × padded(N), in place): A = UᵀU. The rows from `pivots` on become the Schur complement, so
/// that a right-hand side carried as a last column c yields U⁻ᵀc above and cᵀc - cᵀA⁻¹c on the
/// diagonal. What lies below the diagonal is overwritten. `a` has padded(N) rows.
/// A matrix that is not positive definite gives NaN.
void upper_cholesky(MatrixView a, std::size_t pivots);

/// X = U⁻¹ X for the leading `pivots` rows of an upper triangle; x: padded(pivots) rows, padded
/// columns. Rows of x beyond `pivots` become zero.
void solve_upper(ConstMatrixView u, std::size_t pivots, MatrixView x);

/// X = U⁻ᵀ X, likewise.
void solve_upper_transposed(ConstMatrixView u, std::size_t pivots, MatrixView x);

}  // namespace fitpack
