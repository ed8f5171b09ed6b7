#include "fitpack/kernel/single_kernel.hpp"

#include <algorithm>

#include "fitpack/core/contracts.hpp"
#include "fitpack/kernel/vector8.hpp"

namespace fitpack {
namespace {

typedef float Single8 __attribute__((vector_size(32), may_alias));  // NOLINT: attribute

/// The elements of eight rows in one column.
[[gnu::always_inline]] inline Vector8 load_single8(const float* p) {
  return __builtin_convertvector(*reinterpret_cast<const Single8*>(p), Vector8);
}

std::size_t length_of(std::span<const SummationRun> runs) {
  std::size_t length = 0;
  for (const SummationRun run : runs) length += run.end - run.begin;
  return length;
}

/// C (=, +=) Eᵀ B, eight rows and 8·P columns, for n columns of elements E, which it leaves in
/// `factors` in double precision for the other columns of C. Elements are converted a few columns
/// ahead of their use, while the multiply-adds of earlier ones are under way.
template <int P>
[[gnu::noinline]] void converting_tile(const float* elements, double* factors, std::size_t n,
                                       const double* b, std::size_t b_stride, double* c,
                                       std::size_t c_stride, Accumulate mode) {
  constexpr std::size_t ahead = 4;
  const auto convert = [&](std::size_t k) {
    store8(factors + k * rows_per_group, load_single8(elements + k * rows_per_group));
  };
  Vector8 sum[rows_per_group][P]{};
  if (mode == Accumulate::add)
#pragma GCC unroll 8
    for (std::size_t r = 0; r < rows_per_group; ++r)
#pragma GCC unroll 3
      for (int p = 0; p < P; ++p) sum[r][p] = load8(c + r * c_stride + 8 * p);
  for (std::size_t k = 0; k < std::min(ahead, n); ++k) convert(k);
  for (std::size_t k = 0; k < n; ++k, b += b_stride) {
    if (k + ahead < n) convert(k + ahead);
    Vector8 row[P];
#pragma GCC unroll 3
    for (int p = 0; p < P; ++p) row[p] = load8(b + 8 * p);
#pragma GCC unroll 8
    for (std::size_t r = 0; r < rows_per_group; ++r) {
      const double factor = factors[k * rows_per_group + r];
#pragma GCC unroll 3
      for (int p = 0; p < P; ++p) sum[r][p] += factor * row[p];
    }
  }
#pragma GCC unroll 8
  for (std::size_t r = 0; r < rows_per_group; ++r)
#pragma GCC unroll 3
    for (int p = 0; p < P; ++p) store8(c + r * c_stride + 8 * p, sum[r][p]);
}

/// C (=, +=) Eᵀ B of eight rows and n columns of elements; `factors`: room for them.
void multiply_elements(const float* elements, double* factors, std::size_t n, const double* b,
                       MatrixView c, Accumulate mode) {
  const std::size_t panels = c.columns / column_padding;
  const std::size_t first = panels == 4 ? 2 : std::min<std::size_t>(panels, 3);
  const auto tile = first == 1   ? converting_tile<1>
                    : first == 2 ? converting_tile<2>
                                 : converting_tile<3>;
  tile(elements, factors, n, b, c.stride, c.data, c.stride, mode);
  const std::size_t done = first * column_padding;
  if (done == c.columns) return;
  const std::size_t left = c.columns - done;
  multiply_transposed({factors, n, c.rows, rows_per_group}, {b + done, n, left, c.stride},
                      {c.data + done, c.rows, left, c.stride}, mode);
}

}  // namespace

SingleKernel::SingleKernel(std::size_t n_columns, const std::vector<std::size_t>& rows_of_blocks)
    : n_columns_(n_columns) {
  for (const std::size_t rows : rows_of_blocks) blocks_.push_back({rows, {}, {}});
}

SingleKernel::SingleKernel(const LinearKernel& kernel) : n_columns_(kernel.n_columns()) {
  for (std::size_t b = 0; b < kernel.n_blocks(); ++b) {
    const std::size_t rows = kernel.n_rows(b);
    blocks_.push_back({rows, {}, {}});
    if (rows == 0 || !kernel.holds(b)) continue;
    const double* first = kernel.row(b, 0).data();
    const std::size_t stride =
        rows > 1 ? static_cast<std::size_t>(kernel.row(b, 1).data() - first) : n_columns_;
    set_block(b, {first, rows, n_columns_, stride});
  }
}

std::size_t SingleKernel::bytes() const {
  std::size_t total = 0;
  for (const Block& block : blocks_) total += block.elements.size() * sizeof(float);
  return total;
}

void SingleKernel::set_block(std::size_t number, ConstMatrixView rows) {
  Block& block = blocks_[number];
  FITPACK_EXPECTS(rows.rows == block.rows && rows.columns == n_columns_);
  block.runs.clear();
  std::size_t size = 0;
  for (std::size_t i = 0; i < rows.rows; i += rows_per_group) {
    const std::size_t height = std::min(rows_per_group, rows.rows - i);
    block.runs.push_back(
        support_of({rows.data + i * rows.stride, height, n_columns_, rows.stride}));
    size += rows_per_group * length_of(block.runs.back());
  }
  block.elements.reset(size);
  float* first = block.elements.data();
  for (std::size_t i = 0; i < rows.rows; ++i) {
    const std::vector<SummationRun>& runs = block.runs[i / rows_per_group];
    float* target = first + i % rows_per_group;
    for (const SummationRun run : runs)
      for (std::size_t a = run.begin; a < run.end; ++a, target += rows_per_group)
        *target = static_cast<float>(rows.data[i * rows.stride + a]);
    if (i % rows_per_group == rows_per_group - 1) first += rows_per_group * length_of(runs);
  }
}

void SingleKernel::copy_rows(std::size_t number, std::span<double> out) const {
  const Block& block = blocks_[number];
  FITPACK_EXPECTS(out.size() == block.rows * n_columns_);
  std::ranges::fill(out, 0.0);
  const float* element = block.elements.data();
  for (std::size_t g = 0; g < block.runs.size(); ++g) {
    const std::size_t first = g * rows_per_group;
    const std::size_t height = std::min(rows_per_group, block.rows - first);
    for (const SummationRun run : block.runs[g])
      for (std::size_t a = run.begin; a < run.end; ++a, element += rows_per_group)
        for (std::size_t i = 0; i < height; ++i) out[(first + i) * n_columns_ + a] = element[i];
  }
}

void SingleKernel::pool(const NodeShare& share) {
  if (!share.is_active()) return;
  std::vector<BlockRuns*> runs;
  std::vector<BlockElements<float>*> elements;
  for (Block& block : blocks_) {
    runs.push_back(&block.runs);
    elements.push_back(&block.elements);
  }
  pool_runs(runs, share);
  pool_blocks<float>(elements, share);
}

void SingleKernel::apply(std::size_t number, std::span<const double> f,
                         std::span<double> theory) const {
  const Block& block = blocks_[number];
  FITPACK_EXPECTS(f.size() == n_columns_ && theory.size() == block.rows);
  const float* element = block.elements.data();
  for (std::size_t g = 0; g < block.runs.size(); ++g) {
    Vector8 sum{};
    for (const SummationRun run : block.runs[g])
      for (std::size_t a = run.begin; a < run.end; ++a, element += rows_per_group)
        sum += load_single8(element) * f[a];
    const std::size_t first = g * rows_per_group;
    for (std::size_t i = first; i < std::min(first + rows_per_group, block.rows); ++i)
      theory[i] = sum[i - first];
  }
}

void SingleKernel::apply_table(std::size_t number, std::span<const double> table,
                               std::size_t stride, std::span<double> out) const {
  const Block& block = blocks_[number];
  FITPACK_EXPECTS(stride % column_padding == 0 && table.size() >= n_columns_ * stride);
  FITPACK_EXPECTS(out.size() >= block.rows * stride);
  AlignedVector factors(rows_per_group * n_columns_);  // of one run, in double precision
  AlignedVector last(rows_per_group * stride);         // of a group with fewer rows
  const float* element = block.elements.data();
  for (std::size_t g = 0; g < block.runs.size(); ++g) {
    const std::size_t height = std::min(rows_per_group, block.rows - g * rows_per_group);
    double* rows = out.data() + g * rows_per_group * stride;
    const MatrixView target{height == rows_per_group ? rows : last.data(), rows_per_group, stride,
                            stride};
    Accumulate mode = Accumulate::overwrite;
    if (block.runs[g].empty()) std::fill_n(target.data, rows_per_group * stride, 0.0);
    for (const SummationRun run : block.runs[g]) {
      const std::size_t n = run.end - run.begin;
      multiply_elements(element, factors.data(), n, table.data() + run.begin * stride, target,
                        mode);
      element += n * rows_per_group;
      mode = Accumulate::add;
    }
    if (target.data != rows) std::copy_n(target.data, height * stride, rows);
  }
}

}  // namespace fitpack
