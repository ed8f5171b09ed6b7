#include "fitpack/reduction/tsqr.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "fitpack/core/contracts.hpp"
#include "fitpack/kernel/vector8.hpp"

namespace fitpack {
namespace {

constexpr std::size_t lanes = column_padding;
/// Rows summed side by side, to hide the latency of the additions.
constexpr std::size_t side_by_side = 4;

/// sums[c] = Σ_{i >= j} a_ij a_ic for the eight columns from `first` on.
[[gnu::always_inline]] inline Vector8 column_products(ConstMatrixView a, std::size_t j,
                                                      std::size_t first) {
  Vector8 partial[side_by_side] = {};
  std::size_t i = j;
  for (; i + side_by_side <= a.rows; i += side_by_side)
#pragma GCC unroll 4
    for (std::size_t s = 0; s < side_by_side; ++s) {
      const double* row = a.data + (i + s) * a.stride;
      partial[s] += row[j] * load8(row + first);
    }
  for (; i < a.rows; ++i) {
    const double* row = a.data + i * a.stride;
    partial[0] += row[j] * load8(row + first);
  }
  return (partial[0] + partial[1]) + (partial[2] + partial[3]);
}

/// a_ic -= v_i factor_c for eight columns c, with v_j = a_jj - image and v_i = a_ij below.
[[gnu::always_inline]] inline void reflect(MatrixView a, std::size_t j, std::size_t first,
                                           Vector8 factor, double image) {
  double* head = a.data + j * a.stride;
  store8(head + first, load8(head + first) - (head[j] - image) * factor);
  for (std::size_t i = j + 1; i < a.rows; ++i) {
    double* row = a.data + i * a.stride;
    store8(row + first, load8(row + first) - row[j] * factor);
  }
}

/// Maps column j, from row j on, to `image` e_j by H = 1 - 2 vvᵀ/vᵀv, and the columns after it.
void eliminate_column(MatrixView a, std::size_t j) {
  double* head = a.data + j * a.stride;
  const std::size_t own = j / lanes * lanes;
  const double norm2 = column_products(a, j, own)[j - own];
  if (norm2 == 0.0) return;
  const double norm = std::sqrt(norm2);
  const double image = head[j] > 0.0 ? -norm : norm;     // no cancellation in v_j
  const double scale = 1.0 / (norm2 - head[j] * image);  // 2/vᵀv
  // The vectors with column j come last: the others read v from it.
  for (std::size_t first = padded(a.columns); first > own;) {
    first -= lanes;
    const Vector8 products = column_products(a, j, first) - image * load8(head + first);
    reflect(a, j, first, products * scale, image);
  }
  head[j] = image;
}

/// Columns of zeros that each row begins with.
std::vector<std::size_t> leading_zeros(ConstMatrixView a) {
  std::vector<std::size_t> zeros(a.rows);
  for (std::size_t i = 0; i < a.rows; ++i) {
    const double* row = a.data + i * a.stride;
    zeros[i] = static_cast<std::size_t>(
        std::find_if(row, row + a.columns, [](double x) { return x != 0.0; }) - row);
  }
  return zeros;
}

/// Rows in the order of their leading zeros, in place, cycle by cycle of the permutation.
void sort_rows(MatrixView a, std::vector<std::size_t>& zeros) {
  if (std::is_sorted(zeros.begin(), zeros.end())) return;
  std::vector<std::size_t> from(a.rows);
  std::iota(from.begin(), from.end(), std::size_t{0});
  std::stable_sort(from.begin(), from.end(),
                   [&](std::size_t i, std::size_t k) { return zeros[i] < zeros[k]; });
  std::sort(zeros.begin(), zeros.end());
  const auto row = [&](std::size_t i) { return a.data + i * a.stride; };
  std::vector<double> kept(a.stride);
  for (std::size_t start = 0; start < a.rows; ++start) {
    if (from[start] == start) continue;
    std::copy_n(row(start), a.stride, kept.begin());
    std::size_t to = start;
    while (from[to] != start) {
      std::copy_n(row(from[to]), a.stride, row(to));
      to = std::exchange(from[to], to);
    }
    std::copy(kept.begin(), kept.end(), row(to));
    from[to] = to;
  }
}

/// Rows that are not zero come first: how many there are at most.
std::size_t used_rows(std::span<const double> rows, std::size_t columns, std::size_t stride) {
  std::size_t used = columns;
  while (used > 0 && std::all_of(rows.begin() + static_cast<std::ptrdiff_t>((used - 1) * stride),
                                 rows.begin() + static_cast<std::ptrdiff_t>(used * stride),
                                 [](double x) { return x == 0.0; }))
    --used;
  return used;
}

}  // namespace

void triangularise(MatrixView a) {
  FITPACK_EXPECTS(a.rows >= a.columns && a.stride % lanes == 0);
  std::vector<std::size_t> zeros = leading_zeros(a);
  sort_rows(a, zeros);
  std::size_t reached = 0;  // rows that are not zero up to column j
  for (std::size_t j = 0; j < a.columns; ++j) {
    while (reached < a.rows && zeros[reached] <= j) ++reached;
    if (reached > j) eliminate_column({a.data, reached, a.columns, a.stride}, j);
  }
  for (std::size_t i = 1; i < a.columns; ++i) std::fill_n(a.data + i * a.stride, i, 0.0);
}

void merge_triangles(std::size_t columns, std::span<double> left, std::span<const double> right,
                     std::span<double> scratch) {
  const std::size_t stride = padded(columns);
  const std::size_t size = columns * stride;
  FITPACK_EXPECTS(left.size() >= size && right.size() >= size && scratch.size() >= 2 * size);
  const std::size_t n_left = used_rows(left, columns, stride);
  const std::size_t n_right = used_rows(right, columns, stride);
  const auto middle = static_cast<std::ptrdiff_t>(n_left * stride);
  if (n_left + n_right <= columns) {  // short blocks of many columns: nothing to reduce yet
    std::copy_n(right.begin(), n_right * stride, left.begin() + middle);
    return;
  }
  std::copy_n(left.begin(), n_left * stride, scratch.begin());
  std::copy_n(right.begin(), n_right * stride, scratch.begin() + middle);
  triangularise({scratch.data(), n_left + n_right, columns, stride});
  std::copy_n(scratch.begin(), size, left.begin());
}

}  // namespace fitpack
