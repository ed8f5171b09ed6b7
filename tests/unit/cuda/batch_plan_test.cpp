#include "fitpack/cuda/batch_plan.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace fitpack {
namespace {

std::size_t bytes_of(const BatchPlan& plan, std::size_t n_columns, std::size_t slots,
                     BatchElements e) {
  const std::size_t widest = std::max(n_columns, plan.rows_at_once);
  return plan.rows_at_once * n_columns * e.factor +
         slots * plan.sets_at_once *
             (n_columns * e.factor + plan.rows_at_once * e.result + widest * e.travelling);
}

TEST(BatchPlan, KeepsAKernelThatFits) {
  const BatchPlan plan = plan_batch(1145, 414, std::size_t{1} << 30, 2);
  EXPECT_EQ(plan.rows_at_once, 1145U);
  EXPECT_GT(plan.sets_at_once, 4096U);
}

TEST(BatchPlan, TakesALargerKernelInParts) {
  constexpr std::size_t memory = 1000000;
  const BatchPlan plan = plan_batch(1145, 414, memory, 2);
  ASSERT_TRUE(plan.possible());
  EXPECT_LT(plan.rows_at_once, 1145U);
}

TEST(BatchPlan, NeverExceedsTheMemory) {
  for (const BatchElements e : {BatchElements{}, BatchElements{2, 4, 8}, BatchElements{4, 4, 8}})
    for (std::size_t memory = 1; memory < 200000000; memory = memory * 3 + 1) {
      const BatchPlan plan = plan_batch(1145, 414, memory, 2, e);
      if (plan.possible()) {
        EXPECT_LE(bytes_of(plan, 414, 2, e), memory) << memory;
      } else {
        EXPECT_LT(memory, std::size_t{100000}) << "this is enough for a row and a set";
      }
    }
}

TEST(BatchPlan, SaysWhereNothingFits) {
  EXPECT_FALSE(plan_batch(1145, 414, 1000, 2).possible());
  EXPECT_FALSE(plan_batch(0, 414, 1000000, 2).possible());
}

}  // namespace
}  // namespace fitpack
