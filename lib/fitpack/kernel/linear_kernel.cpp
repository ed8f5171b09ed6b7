#include "fitpack/kernel/linear_kernel.hpp"

#include <algorithm>

#include "fitpack/core/contracts.hpp"

namespace fitpack {
LinearKernel::LinearKernel(std::size_t n_columns, const std::vector<std::size_t>& rows_of_blocks,
                           const NodeShare& share)
    : n_columns_(n_columns), stride_(spread_stride(n_columns)) {
  for (const std::size_t rows : rows_of_blocks) {
    const std::size_t groups = (rows + rows_per_group - 1) / rows_per_group;
    const bool here = share.stores(blocks_.size());
    blocks_.push_back({rows, BlockElements<double>(here ? rows * stride_ : 0), {}});
    blocks_.back().runs.assign(groups, {SummationRun{0, n_columns}});
  }
}

std::size_t LinearKernel::bytes() const {
  std::size_t total = 0;
  for (const Block& block : blocks_) total += block.elements.size() * sizeof(double);
  return total;
}

void LinearKernel::keep_share(const NodeShare& share) {
  for (std::size_t b = 0; b < n_blocks(); ++b)
    if (!share.stores(b)) blocks_[b].elements.reset(0);
}

std::vector<BlockRuns*> LinearKernel::runs_of_blocks() {
  std::vector<BlockRuns*> runs;
  for (Block& block : blocks_) runs.push_back(&block.runs);
  return runs;
}

void LinearKernel::pool(const NodeShare& share) {
  if (!share.is_active()) return;
  std::vector<BlockElements<double>*> elements;
  for (Block& block : blocks_) elements.push_back(&block.elements);
  pool_runs(runs_of_blocks(), share);
  pool_blocks<double>(elements, share);
}

void LinearKernel::pool_support(const NodeShare& share) {
  if (!share.is_active()) return;
  pool_runs(runs_of_blocks(), share);
  for (Block& block : blocks_) block.elements.reset(block.rows * stride_);
}

std::span<double> LinearKernel::row(std::size_t block, std::size_t i) {
  FITPACK_EXPECTS(block < n_blocks() && i < n_rows(block) && holds(block));
  return blocks_[block].elements.all().subspan(i * stride_, n_columns_);
}

std::span<const double> LinearKernel::row(std::size_t block, std::size_t i) const {
  FITPACK_EXPECTS(block < n_blocks() && i < n_rows(block) && holds(block));
  return blocks_[block].elements.all().subspan(i * stride_, n_columns_);
}

void LinearKernel::copy_rows(std::size_t block, std::span<double> out) const {
  FITPACK_EXPECTS(out.size() == n_rows(block) * n_columns_);
  for (std::size_t i = 0; i < n_rows(block); ++i)
    std::ranges::copy(row(block, i), out.begin() + static_cast<std::ptrdiff_t>(i * n_columns_));
}

ConstMatrixView LinearKernel::group_of_rows(const Block& block, std::size_t group) const {
  const std::size_t first = group * rows_per_group;
  return {block.elements.data() + first * stride_, std::min(rows_per_group, block.rows - first),
          n_columns_, stride_};
}

void LinearKernel::find_support() {
  for (Block& block : blocks_) {
    if (block.elements.empty()) continue;
    for (std::size_t group = 0; group < block.runs.size(); ++group)
      block.runs[group] = support_of(group_of_rows(block, group));
  }
}

double LinearKernel::density() const {
  std::size_t used = 0;
  std::size_t all = 0;
  for (const Block& block : blocks_)
    for (std::size_t group = 0; group < block.runs.size(); ++group) {
      const std::size_t rows = group_of_rows(block, group).rows;
      all += rows * n_columns_;
      for (const SummationRun run : block.runs[group]) used += rows * (run.end - run.begin);
    }
  return all == 0 ? 0.0 : static_cast<double>(used) / static_cast<double>(all);
}

void LinearKernel::apply(std::size_t block, std::span<const double> f,
                         std::span<double> theory) const {
  FITPACK_EXPECTS(f.size() == n_columns_ && theory.size() == n_rows(block));
  for (std::size_t group = 0; group < blocks_[block].runs.size(); ++group) {
    const ConstMatrixView rows = group_of_rows(blocks_[block], group);
    multiply_vector(rows, f, theory.subspan(group * rows_per_group, rows.rows),
                    blocks_[block].runs[group]);
  }
}

void LinearKernel::apply_table(std::size_t block, std::span<const double> table, std::size_t stride,
                               std::span<double> out) const {
  FITPACK_EXPECTS(stride % column_padding == 0 && table.size() >= n_columns_ * stride);
  FITPACK_EXPECTS(out.size() >= n_rows(block) * stride);
  for (std::size_t group = 0; group < blocks_[block].runs.size(); ++group) {
    const ConstMatrixView rows = group_of_rows(blocks_[block], group);
    const MatrixView target{out.data() + group * rows_per_group * stride, rows.rows, stride,
                            stride};
    multiply(rows, {table.data(), n_columns_, stride, stride}, target, blocks_[block].runs[group]);
  }
}

}  // namespace fitpack
