#include "fitpack/kernel/dense_product.hpp"

#include <algorithm>
#include <array>

#include "fitpack/core/contracts.hpp"
#include "fitpack/kernel/vector8.hpp"

namespace fitpack {
namespace {

/// The left factor of a tile: element (row, k) at data[row * row_stride + k * k_stride], so that a
/// matrix and its transpose are read by the same code.
struct LeftFactor {
  const double* data;
  std::size_t row_stride;
  std::size_t k_stride;
};

/// C (R rows, 8·P columns) from the runs of the summation index; the accumulators stay in
/// registers.
template <int R, int P, Accumulate mode>
[[gnu::noinline]] void tile(LeftFactor a, const double* b, std::size_t b_stride, double* c,
                            std::size_t c_stride, std::span<const SummationRun> runs) {
  Vector8 sum[R][P];
#pragma GCC unroll 8
  for (int r = 0; r < R; ++r)
#pragma GCC unroll 3
    for (int p = 0; p < P; ++p)
      sum[r][p] =
          mode == Accumulate::overwrite
              ? Vector8{}
              : load8(c + static_cast<std::size_t>(r) * c_stride + static_cast<std::size_t>(8 * p));
  for (const SummationRun run : runs) {
    const double* left = a.data + run.begin * a.k_stride;
    const double* right = b + run.begin * b_stride;
    for (std::size_t k = run.begin; k < run.end; ++k, left += a.k_stride, right += b_stride) {
      Vector8 row[P];
#pragma GCC unroll 3
      for (int p = 0; p < P; ++p) row[p] = load8(right + 8 * p);
#pragma GCC unroll 8
      for (int r = 0; r < R; ++r) {
        const double factor = left[static_cast<std::size_t>(r) * a.row_stride];
#pragma GCC unroll 3
        for (int p = 0; p < P; ++p) {
          if constexpr (mode == Accumulate::subtract)
            sum[r][p] -= factor * row[p];
          else
            sum[r][p] += factor * row[p];
        }
      }
    }
  }
#pragma GCC unroll 8
  for (int r = 0; r < R; ++r)
#pragma GCC unroll 3
    for (int p = 0; p < P; ++p)
      store8(c + static_cast<std::size_t>(r) * c_stride + static_cast<std::size_t>(8 * p),
             sum[r][p]);
}

using Tile = void (*)(LeftFactor, const double*, std::size_t, double*, std::size_t,
                      std::span<const SummationRun>);

constexpr std::size_t max_rows = 8;    ///< of a tile: with 3 vectors, 24 of 32 registers
constexpr std::size_t max_panels = 3;  ///< vectors per row of a tile

template <Accumulate mode>
Tile tile_of(std::size_t rows, std::size_t panels) {
#define FITPACK_TILES(R) \
  { tile<R, 1, mode>, tile<R, 2, mode>, tile<R, 3, mode> }
  static constexpr std::array<std::array<Tile, max_panels>, max_rows> table = {
      {FITPACK_TILES(1), FITPACK_TILES(2), FITPACK_TILES(3), FITPACK_TILES(4), FITPACK_TILES(5),
       FITPACK_TILES(6), FITPACK_TILES(7), FITPACK_TILES(8)}};
#undef FITPACK_TILES
  return table[rows - 1][panels - 1];
}

Tile find_tile(std::size_t rows, std::size_t panels, Accumulate mode) {
  switch (mode) {
    case Accumulate::add:
      return tile_of<Accumulate::add>(rows, panels);
    case Accumulate::subtract:
      return tile_of<Accumulate::subtract>(rows, panels);
    case Accumulate::overwrite:
      break;
  }
  return tile_of<Accumulate::overwrite>(rows, panels);
}

/// Columns are cut into groups of up to three vectors, four into two and two.
std::size_t panels_of_group(std::size_t left) { return left == 4 ? 2 : std::min(left, max_panels); }

/// C (rows × n) = left · B, cut into tiles. Within a group of columns the rows follow one another,
/// so that the group's columns of B stay in the first cache.
void multiply_tiles(LeftFactor a, std::size_t rows, ConstMatrixView b, double* c,
                    std::size_t c_stride, std::span<const SummationRun> runs, Accumulate mode) {
  const std::size_t panels = padded(b.columns) / column_padding;
  for (std::size_t p = 0; p < panels;) {
    const std::size_t width = panels_of_group(panels - p);
    const std::size_t column = p * column_padding;
    for (std::size_t r = 0; r < rows; r += max_rows) {
      const std::size_t height = std::min(max_rows, rows - r);
      const LeftFactor part{a.data + r * a.row_stride, a.row_stride, a.k_stride};
      find_tile(height, width, mode)(part, b.data + column, b.stride, c + r * c_stride + column,
                                     c_stride, runs);
    }
    p += width;
  }
}

/// One chain of multiply-adds per row, R rows at a time to hide their latency.
template <std::size_t R>
void dot_rows(const double* a, std::size_t stride, std::span<const double> x, double* y,
              std::span<const SummationRun> runs) {
  std::array<double, R> sum{};
  for (const SummationRun run : runs)
    for (std::size_t k = run.begin; k < run.end; ++k) {
      const double factor = x[k];
#pragma GCC unroll 8
      for (std::size_t r = 0; r < R; ++r) sum[r] = multiply_add(a[r * stride + k], factor, sum[r]);
    }
  std::copy(sum.begin(), sum.end(), y);
}

}  // namespace

void multiply(ConstMatrixView a, ConstMatrixView b, MatrixView c,
              std::span<const SummationRun> runs, Accumulate mode) {
  FITPACK_EXPECTS(a.columns == b.rows && a.rows == c.rows && b.columns == c.columns);
  FITPACK_EXPECTS(b.stride % column_padding == 0 && c.stride % column_padding == 0);
  multiply_tiles({a.data, a.stride, 1}, a.rows, b, c.data, c.stride, runs, mode);
}

void multiply(ConstMatrixView a, ConstMatrixView b, MatrixView c, Accumulate mode) {
  const SummationRun all{0, a.columns};
  multiply(a, b, c, std::span(&all, 1), mode);
}

void multiply_transposed(ConstMatrixView a, ConstMatrixView b, MatrixView c, Accumulate mode) {
  FITPACK_EXPECTS(a.rows == b.rows && a.columns == c.rows && b.columns == c.columns);
  FITPACK_EXPECTS(b.stride % column_padding == 0 && c.stride % column_padding == 0);
  const SummationRun all{0, a.rows};
  multiply_tiles({a.data, 1, a.stride}, a.columns, b, c.data, c.stride, std::span(&all, 1), mode);
}

void multiply_vector(ConstMatrixView a, std::span<const double> x, std::span<double> y,
                     std::span<const SummationRun> runs) {
  FITPACK_EXPECTS(a.columns <= x.size() && a.rows <= y.size());
  std::size_t i = 0;
  for (; i + max_rows <= a.rows; i += max_rows)
    dot_rows<max_rows>(a.data + i * a.stride, a.stride, x, y.data() + i, runs);
  for (; i < a.rows; ++i) dot_rows<1>(a.data + i * a.stride, a.stride, x, y.data() + i, runs);
}

void multiply_vector(ConstMatrixView a, std::span<const double> x, std::span<double> y) {
  const SummationRun all{0, a.columns};
  multiply_vector(a, x, y, std::span(&all, 1));
}

void gram_upper(ConstMatrixView a, std::span<double> c) {
  FITPACK_EXPECTS(a.stride % column_padding == 0 && c.size() >= packed_upper_size(a.columns));
  const std::size_t panels = padded(a.columns) / column_padding;
  const SummationRun all{0, a.rows};
  for (std::size_t group = 0; group < panels; group += max_panels) {
    const std::size_t last = std::min(group + max_panels, panels);
    for (std::size_t row = 0; row < last; ++row) {
      const std::size_t first = std::max(group, row);
      const std::size_t c_stride = (panels - row) * column_padding;
      double* target =
          c.data() + packed_group_offset(a.columns, row) + (first - row) * column_padding;
      find_tile(max_rows, last - first, Accumulate::overwrite)(
          {a.data + row * column_padding, 1, a.stride}, a.data + first * column_padding, a.stride,
          target, c_stride, std::span(&all, 1));
    }
  }
}

}  // namespace fitpack
