#include "fitpack/cuda/source_terms.hpp"

#include <gtest/gtest.h>

#include "../../support/theory_batch.hpp"

namespace fitpack {
namespace {

// Γ_ij = Σ_t w_t β_tj, whatever the weights.
TEST(SourceTerms, AreTheSourcesOfEachRow) {
  synthetic::Problem problem;
  problem.n_additive = 3;
  const BatchData data = synthetic::batch_data(problem);
  const SourceTerms terms = source_terms(data);
  EXPECT_EQ(terms.n_rows, problem.n_rows);
  EXPECT_EQ(terms.n_terms(), 2 * problem.n_rows);
  EXPECT_EQ(terms.n_pairs(), 3 * problem.n_rows);
  std::size_t row = 0;
  for (const MeasurementBlock& block : data.blocks)
    for (std::size_t i = 0; i < block.n_rows(); ++i, ++row)
      for (std::size_t j = 0; j < block.n_sources(); ++j) {
        const int of_kind =
            j < block.n_multiplicative ? terms.multiplicative[row] : terms.additive[row];
        const int other =
            j < block.n_multiplicative ? terms.additive[row] : terms.multiplicative[row];
        const auto beta = [&](int term) {
          return terms.beta[static_cast<std::size_t>(term) * terms.n_sources + block.sources[j]];
        };
        EXPECT_EQ(beta(of_kind), block.beta[i * block.beta_stride() + j]);
        EXPECT_EQ(beta(other), 0.0);
        EXPECT_EQ(terms.row[static_cast<std::size_t>(of_kind)], static_cast<int>(row));
      }
}

ChiSquareSizes sizes() {
  ChiSquareSizes sizes;
  sizes.fixed = 1000;
  sizes.kernel_row = 10;
  sizes.n_rows = 100;
  sizes.pair = 20;
  sizes.n_pairs = 50;
  sizes.set = 30;
  return sizes;
}

TEST(ChiSquarePlan, KeepsWhatFits) {
  const ChiSquarePlan plan = plan_chi_square(sizes(), 10000, 1000000);
  EXPECT_EQ(plan.kernel_rows, 100U);
  EXPECT_EQ(plan.pairs_at_once, 50U);
  EXPECT_EQ(plan.sets_at_once, (10000U - 1000U - 1000U - 1000U) / 30U);
  EXPECT_EQ(plan_chi_square(sizes(), 10000, 7).sets_at_once, 7U);
}

TEST(ChiSquarePlan, NeverNeedsMoreThanThereIs) {
  const ChiSquareSizes s = sizes();
  for (std::size_t memory = 0; memory < 6000; ++memory) {
    const ChiSquarePlan plan = plan_chi_square(s, memory, 1000);
    if (!plan.possible()) continue;
    EXPECT_LE(s.fixed + plan.kernel_rows * s.kernel_row + plan.pairs_at_once * s.pair +
                  plan.sets_at_once * s.set,
              memory);
    EXPECT_GT(plan.kernel_rows * plan.pairs_at_once, 0U);
  }
  EXPECT_FALSE(plan_chi_square(s, 1000, 1000).possible());
  EXPECT_TRUE(plan_chi_square(s, 1200, 1000).possible());
}

}  // namespace
}  // namespace fitpack
