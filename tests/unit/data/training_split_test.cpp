#include "fitpack/data/training_split.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace fitpack {
namespace {

Dataset set_of(const std::string& name, std::size_t n, std::size_t first_row = 1) {
  Dataset dataset;
  dataset.name = name;
  dataset.file_rows.resize(n);
  std::iota(dataset.file_rows.begin(), dataset.file_rows.end(), first_row);
  return dataset;
}

std::size_t count(const std::vector<std::uint8_t>& rows) {
  return std::accumulate(rows.begin(), rows.end(), std::size_t{0});
}

TEST(TrainingSplit, TakesTheFractionOfEverySet) {
  const std::vector<Dataset> sets{set_of("A", 40), set_of("B", 7), set_of("C", 1)};
  const auto rows = training_split(sets, {0.75, 1, 0});
  ASSERT_EQ(rows.size(), 48U);
  EXPECT_EQ(count({rows.begin(), rows.begin() + 40}), 30U);
  EXPECT_EQ(count({rows.begin() + 40, rows.begin() + 47}), 6U);
  EXPECT_EQ(rows.back(), 1);
  EXPECT_EQ(count(training_split(sets, {1.0, 1, 0})), 48U);
}

TEST(TrainingSplit, DependsOnSeedAndDrawAndNotOnOtherSets) {
  const std::vector<Dataset> both{set_of("A", 40), set_of("B", 30)}, one{set_of("B", 30)};
  const auto rows = training_split(both, {0.5, 1, 0});
  EXPECT_EQ(rows, training_split(both, {0.5, 1, 0}));
  EXPECT_NE(rows, training_split(both, {0.5, 2, 0}));
  EXPECT_NE(rows, training_split(both, {0.5, 1, 1}));
  const auto alone = training_split(one, {0.5, 1, 0});
  EXPECT_TRUE(std::equal(alone.begin(), alone.end(), rows.begin() + 40));
  // Another name, other draws.
  const auto other = training_split(std::vector<Dataset>{set_of("D", 30)}, {0.5, 1, 0});
  EXPECT_NE(alone, other);
}

}  // namespace
}  // namespace fitpack
