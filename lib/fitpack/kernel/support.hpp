#pragma once

#include <span>
#include <vector>

#include "fitpack/kernel/dense_product.hpp"
#include "fitpack/parallel/node_share.hpp"

namespace fitpack {

/// Rows that share the runs of columns that enter products.
inline constexpr std::size_t rows_per_group = 8;

/// The runs of columns that are not zero in all of the rows; runs less than eight columns apart are
/// joined.
[[nodiscard]] std::vector<SummationRun> support_of(ConstMatrixView rows);

/// The runs of every group of rows of a block.
using BlockRuns = std::vector<std::vector<SummationRun>>;

/// Collective over the world of `share`, inside its `run`. The runs of the blocks that this rank
/// stores go to those that share with it, and theirs come.
void pool_runs(std::span<BlockRuns* const> blocks, const NodeShare& share);

}  // namespace fitpack
