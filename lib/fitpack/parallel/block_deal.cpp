#include "fitpack/parallel/block_deal.hpp"

#include <algorithm>
#include <cmath>

namespace fitpack {

namespace {

/// A cut may be worse than the best one by this factor of its distance from the ideal, or by this
/// part of a rank's share.
constexpr double tolerated_factor = 1.25;
constexpr double tolerated_share = 0.01;

/// Depth of the node of the tree over the blocks (see TreeReduction) whose children meet at `cut`;
/// 0 < cut < n_blocks.
std::size_t depth_of_cut(std::size_t cut, std::size_t n_blocks) {
  IndexRange node{0, n_blocks};
  for (std::size_t depth = 0;; ++depth) {
    const std::size_t middle = tree_middle(node);
    if (cut == middle) return depth;
    (cut < middle ? node.end : node.begin) = middle;
  }
}

/// The cut after which blocks of the cost `share` have been dealt; `sums`: of the costs before
/// every block, and of all.
std::size_t best_cut(std::span<const double> sums, double share, double slack) {
  const std::size_t n_blocks = sums.size() - 1;
  const auto distance = [&](std::size_t cut) { return std::abs(sums[cut] - share); };
  auto nearest = static_cast<std::size_t>(std::ranges::lower_bound(sums, share) - sums.begin());
  nearest = std::min(nearest, n_blocks);
  if (nearest > 0 && distance(nearest - 1) < distance(nearest)) --nearest;
  const double tolerated = std::max(tolerated_factor * distance(nearest), slack);
  std::size_t first = nearest, last = nearest;
  while (first > 1 && distance(first - 1) <= tolerated) --first;
  while (last + 1 < n_blocks && distance(last + 1) <= tolerated) ++last;
  std::size_t best = nearest;
  const auto at_an_end = [&](std::size_t cut) { return cut == 0 || cut == n_blocks; };
  for (std::size_t cut = first; cut <= last; ++cut) {
    if (at_an_end(cut)) continue;
    if (at_an_end(best) || depth_of_cut(cut, n_blocks) < depth_of_cut(best, n_blocks)) best = cut;
  }
  return best;
}

}  // namespace

BlockDeal::BlockDeal(std::size_t n_blocks, int ranks) {
  for (int r = 0; r < ranks; ++r) first_.push_back(blocks_of_rank(n_blocks, r, ranks).begin);
  first_.push_back(n_blocks);
}

BlockDeal::BlockDeal(std::span<const double> costs, int ranks) {
  std::vector<double> sums{0.0};
  for (const double cost : costs) sums.push_back(sums.back() + cost);
  const double share = sums.back() / ranks;
  first_.push_back(0);
  for (int r = 1; r < ranks; ++r)
    first_.push_back(std::max(
        first_.back(), costs.empty() ? 0 : best_cut(sums, share * r, tolerated_share * share)));
  first_.push_back(costs.size());
}

int BlockDeal::owner(std::size_t block) const {
  const auto after = std::upper_bound(first_.begin(), first_.end() - 1, block);
  return static_cast<int>(after - first_.begin()) - 1;
}

}  // namespace fitpack
