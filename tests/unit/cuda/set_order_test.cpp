#include "fitpack/cuda/set_order.hpp"

#include <gtest/gtest.h>

namespace fitpack {
namespace {

/// One parameter, the second of two, with pieces [0, 1) and [1, 2].
FormParameters parameters() {
  FormParameters result;
  result.theory.emplace_back(1, std::vector<NodePiece>{{0.0, 1.0, {0.2, 0.7}}, {1.0, 2.0, {1.5}}});
  return result;
}

TEST(SetOrder, SetsOfACellLieTogetherInTheirOrder) {
  const std::vector<double> thetas{9.0, 1.3, 9.0, 0.2, 9.0, 1.9, 9.0, 0.7};
  const SetOrder order = order_by_cell(parameters(), thetas, 4);
  EXPECT_EQ(order.set_at, (std::vector<int>{1, 3, 0, 2}));
  ASSERT_EQ(order.runs.size(), 2U);
  EXPECT_EQ(order.runs[0].cell, 0U);
  EXPECT_EQ(order.runs[0].n_sets, 2U);
  EXPECT_EQ(order.runs[1].cell, 1U);
  EXPECT_EQ(order.runs[1].first, 2U);
  EXPECT_EQ(order.runs[1].n_sets, 2U);
  const std::size_t size = parameters().n_numbers(), first = parameters().first_weight();
  ASSERT_EQ(order.numbers.size(), 4 * size);
  EXPECT_EQ(order.numbers[size + first + 1], 1.0) << "set 1 is at node 0, which is no base";
  EXPECT_EQ(order.numbers[3 * size + first + 1], 0.0) << "set 3 is at the base";
}

TEST(SetOrder, FixedTheoryIsOneCell) {
  const SetOrder order = order_by_cell(FormParameters{}, std::vector<double>(6), 3);
  EXPECT_EQ(order.set_at, (std::vector<int>{0, 1, 2}));
  ASSERT_EQ(order.runs.size(), 1U);
  EXPECT_EQ(order.runs[0].n_sets, 3U);
  EXPECT_TRUE(order_by_cell(FormParameters{}, {}, 0).runs.empty());
}

}  // namespace
}  // namespace fitpack
