#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "fitpack/parallel/block_layout.hpp"

namespace fitpack {

/// Which rank holds which blocks: contiguous runs, so that sums over the tree of blocks need few
/// messages. Where they are cut has no effect on any bit. Local, alike on every rank.
class BlockDeal {
 public:
  /// Runs of nearly equal length, see blocks_of_rank.
  BlockDeal(std::size_t n_blocks, int ranks);
  /// Runs of nearly equal cost; costs are positive. Among cuts that are about equally good the one
  /// is taken that cuts the tree nearest to its root: a run that is a whole subtree sends one
  /// message.
  BlockDeal(std::span<const double> costs, int ranks);

  [[nodiscard]] std::size_t n_blocks() const { return first_.back(); }
  [[nodiscard]] IndexRange blocks(int rank) const {
    const auto r = static_cast<std::size_t>(rank);
    return {first_[r], first_[r + 1]};
  }
  /// The rank that holds a block.
  [[nodiscard]] int owner(std::size_t block) const;

 private:
  std::vector<std::size_t> first_;  ///< block of every rank, then the end
};

}  // namespace fitpack
