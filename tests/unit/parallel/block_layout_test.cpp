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

}  // namespace
}  // namespace fitpack
