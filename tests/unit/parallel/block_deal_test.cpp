#include "fitpack/parallel/block_deal.hpp"

#include <gtest/gtest.h>

namespace fitpack {
namespace {

TEST(BlockDeal, CoversAllBlocksInOrder) {
  const std::vector<double> costs = {1.0, 5.0, 0.5, 0.5, 3.0, 2.0, 2.0, 1.0, 4.0};
  for (int ranks = 1; ranks < 15; ++ranks) {
    const BlockDeal deal(costs, ranks);
    EXPECT_EQ(deal.n_blocks(), costs.size());
    std::size_t next = 0;
    for (int rank = 0; rank < ranks; ++rank) {
      const IndexRange blocks = deal.blocks(rank);
      EXPECT_EQ(blocks.begin, next);
      EXPECT_GE(blocks.end, blocks.begin);
      next = blocks.end;
      for (std::size_t b = blocks.begin; b < blocks.end; ++b) EXPECT_EQ(deal.owner(b), rank);
    }
    EXPECT_EQ(next, costs.size());
  }
}

TEST(BlockDeal, GivesNoRankMuchMoreThanItsShare) {
  std::vector<double> costs;
  for (std::size_t b = 0; b < 200; ++b) costs.push_back(b < 150 ? 1.0 : 3.0);
  for (int ranks = 1; ranks < 20; ++ranks) {
    const BlockDeal deal(costs, ranks);
    for (int rank = 0; rank < ranks; ++rank) {
      double cost = 0.0;
      for (std::size_t b = deal.blocks(rank).begin; b < deal.blocks(rank).end; ++b)
        cost += costs[b];
      EXPECT_LE(cost, 1.02 * 300.0 / ranks + 2.0 * 1.25 * 1.5) << rank << " of " << ranks;
    }
  }
}

TEST(BlockDeal, PrefersCutsNearTheRootOfTheTree) {
  // Nine blocks on two ranks: four and five or five and four; the tree is cut after five.
  EXPECT_EQ(BlockDeal(std::vector<double>(9, 1.0), 2).blocks(1).begin, 5U);
  // A third of 782 blocks is 260.7, a hundredth of it 2.6; the tree is cut at 391, 196, 294, 245,
  // 270, 258, 264 and 261.
  EXPECT_EQ(BlockDeal(std::vector<double>(782, 1.0), 3).blocks(1).begin, 261U);
}

TEST(BlockDeal, MoreRanksThanBlocks) {
  const BlockDeal deal(std::vector<double>(2, 1.0), 7);
  std::size_t held = 0;
  for (int rank = 0; rank < 7; ++rank) held += deal.blocks(rank).size();
  EXPECT_EQ(held, 2U);
  EXPECT_NE(deal.owner(0), deal.owner(1));
}

TEST(BlockDeal, EqualCostsGiveEqualRuns) {
  const std::vector<double> costs(64, 2.5);
  for (const int ranks : {1, 2, 4, 8, 16, 64})
    for (int rank = 0; rank < ranks; ++rank) {
      EXPECT_EQ(BlockDeal(costs, ranks).blocks(rank).begin, blocks_of_rank(64, rank, ranks).begin);
      EXPECT_EQ(BlockDeal(64, ranks).blocks(rank).end, blocks_of_rank(64, rank, ranks).end);
    }
}

}  // namespace
}  // namespace fitpack
