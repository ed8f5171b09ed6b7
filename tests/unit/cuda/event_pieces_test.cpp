#include "fitpack/cuda/event_pieces.hpp"

#include <gtest/gtest.h>

#include <array>

namespace fitpack {
namespace {

constexpr std::size_t full = events_per_piece;
constexpr std::array<CellRun, 3> runs{{{2, 0, 5}, {3, 8, 2 * full + 3}, {9, 2 * full + 16, full}}};
constexpr std::size_t n_events = 3 * full + 16;

TEST(EventPieces, CoverEveryRunInOrder) {
  const EventPieces cut(runs);
  ASSERT_EQ(cut.n_runs(), runs.size());
  for (std::size_t r = 0; r < runs.size(); ++r) {
    EXPECT_EQ(cut.cell_of_run[r], runs[r].cell);
    std::size_t next = runs[r].first;
    for (std::size_t p = cut.first_of_run[r]; p < cut.first_of_run[r + 1]; ++p) {
      EXPECT_EQ(cut.pieces[p].cell, runs[r].cell);
      EXPECT_EQ(cut.pieces[p].first, next);
      EXPECT_GT(cut.pieces[p].count, 0U);
      EXPECT_LE(cut.pieces[p].count, full);
      next += cut.pieces[p].count;
    }
    EXPECT_EQ(next, runs[r].first + runs[r].count);
  }
}

TEST(EventPieces, PartsAreAllOfThemWithinTheLimit) {
  const std::vector<EventPiece> pieces = EventPieces(runs).pieces;
  EXPECT_EQ(cut_into_parts(pieces, n_events, n_events).size(), 1U);
  for (std::size_t limit = full + 8; limit < n_events; limit += 999) {
    std::size_t next_piece = 0, next_event = 0;
    for (const EventPart& part : cut_into_parts(pieces, n_events, limit)) {
      EXPECT_EQ(part.first_piece, next_piece);
      EXPECT_EQ(part.first_event, next_event);
      EXPECT_EQ(part.first_event, pieces[part.first_piece].first);
      EXPECT_LE(part.n_events, limit);
      next_piece += part.n_pieces;
      next_event += part.n_events;
    }
    EXPECT_EQ(next_piece, pieces.size());
    EXPECT_EQ(next_event, n_events);
  }
}

TEST(EventPieces, NothingFits) {
  const std::vector<EventPiece> pieces = EventPieces(runs).pieces;
  EXPECT_TRUE(cut_into_parts(pieces, n_events, full - 1).empty());
  EXPECT_TRUE(cut_into_parts({}, 0, 100).empty());
}

}  // namespace
}  // namespace fitpack
