#pragma once

#include <span>
#include <utility>
#include <vector>

#include "fitpack/core/aligned_vector.hpp"
#include "fitpack/parallel/block_deal.hpp"
#include "fitpack/parallel/communicator.hpp"

namespace fitpack {

/// A reduction over blocks along a fixed binary tree of block numbers: node [lo, hi) has the
/// children [lo, mid) and [mid, hi). The tree knows nothing of ranks, and every merge is done once,
/// so the result has the same bits on any number of ranks. The rank that holds a node's first block
/// merges; the result ends at the holder of block 0, which is rank 0 unless there are more ranks
/// than blocks: then it is sent on to rank 0.
///
/// Ranks visit the nodes they take part in in the same (post-)order, so the earliest open message
/// always finds both partners: blocking messages cannot deadlock.
class TreeReduction {
 public:
  TreeReduction(Communicator comm, std::size_t n_blocks)
      : TreeReduction(comm, BlockDeal(n_blocks, comm.size())) {}
  TreeReduction(Communicator comm, BlockDeal deal)
      : comm_(std::move(comm)),
        deal_(std::move(deal)),
        n_blocks_(deal_.n_blocks()),
        mine_(deal_.blocks(comm_.rank())) {}

  /// Collective. `leaf(block, payload)` fills the payload of a local block (global block number);
  /// `merge(left, right)` replaces left by the union; both see spans of `result.size()` doubles.
  /// Neither may throw (see FailureGuard). On return `result` of rank 0 is the root's payload, that
  /// of other ranks is scratch; without any block it is left as it was.
  template <class Leaf, class Merge>
  void operator()(std::span<double> result, Leaf&& leaf, Merge&& merge) {
    if (n_blocks_ == 0) return;
    if (mine_.size() > 0) reduce({0, n_blocks_}, result, 0, leaf, merge);
    const int holder = owner(0);
    if (holder == 0) return;
    if (comm_.rank() == holder) comm_.send(result, 0);
    if (comm_.rank() == 0) comm_.receive(result, holder);
  }

  [[nodiscard]] IndexRange local_blocks() const { return mine_; }
  [[nodiscard]] std::size_t n_blocks() const { return n_blocks_; }

 private:
  [[nodiscard]] int owner(std::size_t block) const { return deal_.owner(block); }
  [[nodiscard]] bool takes_part(IndexRange node) const {
    return mine_.begin < node.end && node.begin < mine_.end;
  }

  template <class Leaf, class Merge>
  void reduce(IndexRange node, std::span<double> out, std::size_t depth, Leaf& leaf, Merge& merge) {
    if (node.size() == 1) return leaf(node.begin, out);
    const std::size_t middle = tree_middle(node);
    const IndexRange left{node.begin, middle};
    const IndexRange right{middle, node.end};
    if (takes_part(left)) reduce(left, out, depth + 1, leaf, merge);
    const std::span<double> other = buffer(depth, out.size());
    if (takes_part(right)) reduce(right, other, depth + 1, leaf, merge);
    const int to = owner(left.begin);
    const int from = owner(right.begin);
    if (comm_.rank() == to) {
      if (from != to) comm_.receive(other, from);
      merge(out, std::span<const double>(other));
    } else if (comm_.rank() == from) {
      comm_.send(other, to);
    }
  }

  /// The right child's payload at each depth; kept, so that repeated reductions do not allocate.
  std::span<double> buffer(std::size_t depth, std::size_t length) {
    if (buffers_.size() <= depth) buffers_.resize(depth + 1);
    if (buffers_[depth].size() < length) buffers_[depth].resize(length);
    return std::span<double>(buffers_[depth]).first(length);
  }

  Communicator comm_;
  BlockDeal deal_;
  std::size_t n_blocks_;
  IndexRange mine_;
  std::vector<AlignedVector> buffers_;
};

}  // namespace fitpack
