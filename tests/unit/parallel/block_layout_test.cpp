#include "fitpack/parallel/block_layout.hpp"

#include <gtest/gtest.h>

namespace fitpack {
namespace {

TEST(BlockLayout, BlocksCoverAllRowsOnce) {
  for (const std::size_t n_rows : {0U, 1U, 127U, 128U, 129U, 1145U}) {
    const BlockLayout layout{n_rows};
    std::size_t next = 0;
    for (std::size_t b = 0; b < layout.n_blocks(); ++b) {
      const IndexRange rows = layout.rows_of_block(b);
      EXPECT_EQ(rows.begin, next);
      EXPECT_GT(rows.size(), 0U);
      EXPECT_LE(rows.size(), layout.rows_per_block);
      next = rows.end;
    }
    EXPECT_EQ(next, n_rows);
  }
}

TEST(BlockLayout, RanksHoldContiguousRunsThatCoverAllBlocks) {
  for (std::size_t n_blocks = 0; n_blocks < 20; ++n_blocks)
    for (int size = 1; size < 25; ++size) {
      std::size_t next = 0;
      for (int rank = 0; rank < size; ++rank) {
        const IndexRange blocks = blocks_of_rank(n_blocks, rank, size);
        EXPECT_EQ(blocks.begin, next);
        next = blocks.end;
        for (std::size_t b = blocks.begin; b < blocks.end; ++b)
          EXPECT_EQ(rank_of_block(n_blocks, b, size), rank) << n_blocks << " blocks, " << size;
      }
      EXPECT_EQ(next, n_blocks);
    }
}

TEST(BlockLayout, RunsDifferByAtMostOneBlock) {
  for (int rank = 0; rank < 4; ++rank) {
    const std::size_t n = blocks_of_rank(9, rank, 4).size();
    EXPECT_GE(n, 2U);
    EXPECT_LE(n, 3U);
  }
}

TEST(BlockLayout, RowsOfRanksEndWithTheLastRow) {
  const BlockLayout layout{1145};
  EXPECT_EQ(rows_of_rank(layout, 0, 3).begin, 0U);
  EXPECT_EQ(rows_of_rank(layout, 2, 3).end, 1145U);
  EXPECT_EQ(rows_of_rank(layout, 0, 3).end, rows_of_rank(layout, 1, 3).begin);
}

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

TEST(BlockDeal, GivesNoRankMoreThanAShareAndABlock) {
  std::vector<double> costs;
  for (std::size_t b = 0; b < 200; ++b) costs.push_back(b < 150 ? 1.0 : 3.0);
  for (int ranks = 1; ranks < 20; ++ranks) {
    const BlockDeal deal(costs, ranks);
    for (int rank = 0; rank < ranks; ++rank) {
      double cost = 0.0;
      for (std::size_t b = deal.blocks(rank).begin; b < deal.blocks(rank).end; ++b)
        cost += costs[b];
      EXPECT_LE(cost, 300.0 / ranks + 3.0) << rank << " of " << ranks;
    }
  }
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
