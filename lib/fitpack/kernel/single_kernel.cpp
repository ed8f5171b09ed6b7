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

}  // namespace

SingleKernel::SingleKernel(std::size_t n_columns, const std::vector<std::size_t>& rows_of_blocks)
    : n_columns_(n_columns) {
  for (const std::size_t rows : rows_of_blocks) blocks_.push_back({rows, {}, {}});
}

SingleKernel::SingleKernel(const LinearKernel& kernel) : n_columns_(kernel.n_columns()) {
  for (std::size_t b = 0; b < kernel.n_blocks(); ++b) {
    const std::size_t rows = kernel.n_rows(b);
    blocks_.push_back({rows, {}, {}});
    if (rows == 0) continue;
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
  block.groups.clear();
  std::size_t size = 0;
  for (std::size_t i = 0; i < rows.rows; i += rows_per_group) {
    const std::size_t height = std::min(rows_per_group, rows.rows - i);
    block.groups.push_back(
        {support_of({rows.data + i * rows.stride, height, n_columns_, rows.stride}), size});
    size += rows_per_group * length_of(block.groups.back().runs);
  }
  block.elements.assign(size, 0.0F);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    const Group& group = block.groups[i / rows_per_group];
    float* target = block.elements.data() + group.first + i % rows_per_group;
    for (const SummationRun run : group.runs)
      for (std::size_t a = run.begin; a < run.end; ++a, target += rows_per_group)
        *target = static_cast<float>(rows.data[i * rows.stride + a]);
  }
}

void SingleKernel::apply(std::size_t number, std::span<const double> f,
                         std::span<double> theory) const {
  const Block& block = blocks_[number];
  FITPACK_EXPECTS(f.size() == n_columns_ && theory.size() == block.rows);
  for (std::size_t g = 0; g < block.groups.size(); ++g) {
    const float* element = block.elements.data() + block.groups[g].first;
    Vector8 sum{};
    for (const SummationRun run : block.groups[g].runs)
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
  AlignedVector factors(rows_per_group * n_columns_);  // of one group, in double precision
  for (std::size_t g = 0; g < block.groups.size(); ++g) {
    const Group& group = block.groups[g];
    const std::size_t height = std::min(rows_per_group, block.rows - g * rows_per_group);
    const float* element = block.elements.data() + group.first;
    const std::size_t length = length_of(group.runs);
    for (std::size_t k = 0; k < length; ++k)
      store8(factors.data() + k * rows_per_group, load_single8(element + k * rows_per_group));
    const MatrixView target{out.data() + g * rows_per_group * stride, height, stride, stride};
    const double* left = factors.data();
    Accumulate mode = Accumulate::overwrite;
    if (group.runs.empty()) std::fill_n(target.data, height * stride, 0.0);
    for (const SummationRun run : group.runs) {
      const std::size_t n = run.end - run.begin;
      multiply_transposed({left, n, height, rows_per_group},
                          {table.data() + run.begin * stride, n, stride, stride}, target, mode);
      left += n * rows_per_group;
      mode = Accumulate::add;
    }
  }
}

}  // namespace fitpack
