#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

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

/// Which rank holds which blocks: contiguous runs, so that sums over the tree of blocks need few
/// messages. Where they are cut has no effect on any bit.
class BlockDeal {
 public:
  /// Runs of nearly equal length, see blocks_of_rank.
  BlockDeal(std::size_t n_blocks, int ranks) {
    for (int r = 0; r < ranks; ++r) first_.push_back(blocks_of_rank(n_blocks, r, ranks).begin);
    first_.push_back(n_blocks);
  }
  /// Runs of nearly equal cost: cut where the sum of the costs (positive) is nearest to an equal
  /// share.
  BlockDeal(std::span<const double> costs, int ranks) {
    double total = 0.0;
    for (const double cost : costs) total += cost;
    double before = 0.0;  // of the blocks already dealt
    std::size_t block = 0;
    for (int r = 0; r < ranks; ++r) {
      const double share = total * r / ranks;
      while (block < costs.size() && before + 0.5 * costs[block] < share) before += costs[block++];
      first_.push_back(block);
    }
    first_.push_back(costs.size());
  }

  [[nodiscard]] std::size_t n_blocks() const { return first_.back(); }
  [[nodiscard]] IndexRange blocks(int rank) const {
    const auto r = static_cast<std::size_t>(rank);
    return {first_[r], first_[r + 1]};
  }
  /// The rank that holds a block.
  [[nodiscard]] int owner(std::size_t block) const {
    const auto after = std::upper_bound(first_.begin(), first_.end() - 1, block);
    return static_cast<int>(after - first_.begin()) - 1;
  }

 private:
  std::vector<std::size_t> first_;  ///< block of every rank, then the end
};

/// The rank that holds a block in runs of nearly equal length.
[[nodiscard]] inline int rank_of_block(std::size_t n_blocks, std::size_t block, int size) {
  // The largest r with n_blocks * r / size <= block (integer division), found without a search.
  const auto p = static_cast<std::size_t>(size);
  return static_cast<int>(((block + 1) * p - 1) / n_blocks);
}

}  // namespace fitpack
