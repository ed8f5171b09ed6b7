#include "fitpack/cuda/batch_plan.hpp"

#include <gtest/gtest.h>

namespace fitpack {
namespace {

/// Bytes of HERA's size: 1145 rows of 414 columns, PDFs and predictions of a set.
constexpr BatchSizes hera{1145, 414 * 8, (414 + 1145) * 8};

TEST(BatchPlan, KeepsAKernelThatFits) {
  const BatchPlan plan = plan_batch(hera, std::size_t{1} << 30);
  EXPECT_EQ(plan.rows_at_once, 1145U);
  EXPECT_EQ(plan.slots, 2U);
}

TEST(BatchPlan, TakesALargerKernelInParts) {
  const BatchPlan plan = plan_batch(hera, 1000000);
  ASSERT_TRUE(plan.possible());
  EXPECT_LT(plan.rows_at_once, 1145U);
  EXPECT_EQ(plan.slots, 1U);
}

TEST(BatchPlan, NeverExceedsTheMemory) {
  for (std::size_t memory = 1; memory < 200000000; memory = memory * 3 + 1) {
    const BatchPlan plan = plan_batch(hera, memory);
    if (plan.possible()) {
      EXPECT_LE(plan.rows_at_once * hera.row + plan.slots * hera.set, memory) << memory;
      EXPECT_GT(plan.rows_at_once, 0U);
    } else {
      EXPECT_LT(memory, std::size_t{100000}) << "this is enough for a row and a set";
    }
  }
}

TEST(BatchPlan, SaysWhereNothingFits) {
  EXPECT_FALSE(plan_batch(hera, 1000).possible());
  EXPECT_FALSE(plan_batch({0, 3312, 12472}, 10000).possible());
}

TEST(BatchPlan, RowsOfOtherKindsNeedNoKernel) {
  EXPECT_EQ(plan_batch({0, 3312, 12472}, 1000000).slots, 2U);
  EXPECT_EQ(plan_batch({0, 3312, 12472}, 20000).slots, 1U);
}

}  // namespace
}  // namespace fitpack
