#pragma once

#include <cstddef>
#include <span>

#include "fitpack/kernel/dense_product.hpp"

namespace fitpack {

/// QR by Householder reflections, in place: the first a.columns rows become the upper triangle of
/// [J r] = QR (zero below the diagonal), the others are scratch. a.rows >= a.columns; padded
/// columns must be zero. Q is not kept. Rows are sorted by the zeros they begin with, which are
/// left out of the work: triangles on top of each other cost a fifth of full rows.
void triangularise(MatrixView a);

/// Merges two triangles (columns × padded(columns), row-major): `left` becomes the triangle of one
/// on top of the other. Either may also hold up to `columns` full rows, then zero rows; where all
/// rows together are no more than that, they are only put on top of each other. Demmel, Grigori,
/// Hoemmen, Langou, SIAM J. Sci. Comput. 34 (2012) A206. `scratch`: 2 × columns × padded(columns).
void merge_triangles(std::size_t columns, std::span<double> left, std::span<const double> right,
                     std::span<double> scratch);

}  // namespace fitpack
