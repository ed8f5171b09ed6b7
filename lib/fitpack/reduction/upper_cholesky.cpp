#include "fitpack/reduction/upper_cholesky.hpp"

#include <algorithm>
#include <cmath>

#include "fitpack/core/contracts.hpp"
#include "fitpack/kernel/vector8.hpp"

namespace fitpack {
namespace {

constexpr std::size_t width = column_padding;  ///< rows of a panel

/// target -= factor * source, over whole vectors.
void subtract_row(double* target, double factor, const double* source, std::size_t n) {
  for (std::size_t j = 0; j < n; j += width)
    store8(target + j, load8(target + j) - factor * load8(source + j));
}

void scale_row(double* row, double factor, std::size_t n) {
  for (std::size_t j = 0; j < n; j += width) store8(row + j, factor * load8(row + j));
}

/// Eliminates within the rows [first, first + width), up to date with all rows above.
void factorise_panel(MatrixView a, std::size_t first, std::size_t pivots) {
  const std::size_t n = padded(a.columns) - first;
  const std::size_t end = std::min(first + width, pivots);
  for (std::size_t k = first; k < end; ++k) {
    double* row = a.data + k * a.stride;
    scale_row(row + first, 1.0 / std::sqrt(row[k]), n);
    for (std::size_t i = k + 1; i < first + width; ++i)
      subtract_row(a.data + i * a.stride + first, row[i], row + first, n);
  }
}

void clear_rows(MatrixView x, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end; ++i)
    std::fill_n(x.data + i * x.stride, padded(x.columns), 0.0);
}

/// The rows [first, first + width) of a matrix, from column `column` on.
MatrixView panel_of(MatrixView x, std::size_t first) {
  return {x.data + first * x.stride, width, x.columns, x.stride};
}

}  // namespace

void upper_cholesky(MatrixView a, std::size_t pivots) {
  FITPACK_EXPECTS(pivots <= a.columns && a.stride % width == 0);
  const std::size_t n = padded(a.columns);
  for (std::size_t first = 0; first < n; first += width) {
    // A[panel, first:] -= U[0:first, panel]ᵀ U[0:first, first:]
    const ConstMatrixView left{a.data + first, std::min(first, pivots), width, a.stride};
    const ConstMatrixView right{a.data + first, left.rows, n - first, a.stride};
    multiply_transposed(left, right,
                        {a.data + first * a.stride + first, width, n - first, a.stride},
                        Accumulate::subtract);
    factorise_panel(a, first, pivots);
  }
}

void solve_upper(ConstMatrixView u, std::size_t pivots, MatrixView x) {
  const std::size_t n = padded(pivots);
  const std::size_t columns = padded(x.columns);
  clear_rows(x, pivots, n);
  for (std::size_t first = n; first > 0;) {
    first -= width;
    const std::size_t below = first + width;
    multiply({u.data + first * u.stride + below, width, n - below, u.stride},
             {x.data + below * x.stride, n - below, x.columns, x.stride}, panel_of(x, first),
             Accumulate::subtract);
    for (std::size_t k = std::min(below, pivots); k > first;) {
      --k;
      double* row = x.data + k * x.stride;
      scale_row(row, 1.0 / u.data[k * u.stride + k], columns);
      for (std::size_t i = first; i < k; ++i)
        subtract_row(x.data + i * x.stride, u.data[i * u.stride + k], row, columns);
    }
  }
}

void solve_upper_transposed(ConstMatrixView u, std::size_t pivots, MatrixView x) {
  const std::size_t n = padded(pivots);
  const std::size_t columns = padded(x.columns);
  for (std::size_t first = 0; first < n; first += width) {
    multiply_transposed({u.data + first, first, width, u.stride},
                        {x.data, first, x.columns, x.stride}, panel_of(x, first),
                        Accumulate::subtract);
    const std::size_t end = std::min(first + width, pivots);
    for (std::size_t k = first; k < end; ++k) {
      double* row = x.data + k * x.stride;
      scale_row(row, 1.0 / u.data[k * u.stride + k], columns);
      for (std::size_t i = k + 1; i < end; ++i)
        subtract_row(x.data + i * x.stride, u.data[k * u.stride + i], row, columns);
    }
  }
  clear_rows(x, pivots, n);
}

}  // namespace fitpack
