#pragma once

#include <algorithm>
#include <cstddef>

namespace fitpack {

/// A contiguous run [begin, end) of blocks or rows.
struct IndexRange {
  std::size_t begin = 0;
  std::size_t end = 0;
  [[nodiscard]] std::size_t size() const { return end - begin; }
  [[nodiscard]] bool contains(std::size_t i) const { return begin <= i && i < end; }
};

/// Cuts rows into blocks of a size that does not depend on the number of ranks, so that a sum over
/// blocks has the same bits however they are distributed.
struct BlockLayout {
  std::size_t n_rows = 0;
  std::size_t rows_per_block = 128;

  [[nodiscard]] std::size_t n_blocks() const {
    return (n_rows + rows_per_block - 1) / rows_per_block;
  }
  [[nodiscard]] IndexRange rows_of_block(std::size_t block) const {
    const std::size_t begin = block * rows_per_block;
    return {begin, std::min(begin + rows_per_block, n_rows)};
  }
};

/// Where the children of a node of the tree over blocks meet; the node has two blocks or more.
[[nodiscard]] inline std::size_t tree_middle(IndexRange node) {
  return node.begin + (node.size() + 1) / 2;
}

/// The blocks of a rank: contiguous runs of nearly equal length; none for some ranks where there
/// are more ranks than blocks.
[[nodiscard]] inline IndexRange blocks_of_rank(std::size_t n_blocks, int rank, int size) {
  const auto r = static_cast<std::size_t>(rank);
  const auto p = static_cast<std::size_t>(size);
  return {n_blocks * r / p, n_blocks * (r + 1) / p};
}

/// The rows of a rank.
[[nodiscard]] inline IndexRange rows_of_rank(const BlockLayout& layout, int rank, int size) {
  const IndexRange blocks = blocks_of_rank(layout.n_blocks(), rank, size);
  return {std::min(blocks.begin * layout.rows_per_block, layout.n_rows),
          std::min(blocks.end * layout.rows_per_block, layout.n_rows)};
}

/// The rank that holds a block in runs of nearly equal length.
[[nodiscard]] inline int rank_of_block(std::size_t n_blocks, std::size_t block, int size) {
  // The largest r with n_blocks * r / size <= block (integer division), found without a search.
  const auto p = static_cast<std::size_t>(size);
  return static_cast<int>(((block + 1) * p - 1) / n_blocks);
}

}  // namespace fitpack
