#include "fitpack/reduction/batch_chi_square.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "../../support/brute_force_chi_square.hpp"
#include "../../support/theory_batch.hpp"

namespace fitpack {
namespace {

using synthetic::Batch;
using synthetic::Problem;

constexpr std::size_t n_sets = 67;  // more than share a product

/// The same sums in another order.
constexpr double rounding = 1e-12;

/// χ² of the data at θ by the objective of a fit, compared with `outcome` unless it is empty.
ObjectiveReport one_by_one(DistributedObjective& objective, const std::vector<double>& theta,
                           std::span<const double> outcome) {
  objective.set_outcome(outcome);
  return objective.report(theta);
}

void expect_as_one_by_one(Problem problem, const Batch& batch, std::span<const double> outcomes) {
  problem.with_prior = false;
  DistributedObjective objective({}, synthetic::input(problem, {}));
  BatchChiSquareResult result;
  make_cpu_chi_square(synthetic::batch_data(problem))
      ->evaluate({n_sets, batch.theory, outcomes}, OfDataSets::wanted, result);
  const bool exact = !chi_square_options(problem.chi_square).has_constant_covariance();
  for (std::size_t k = 0; k < n_sets; ++k) {
    const auto outcome =
        outcomes.empty() ? outcomes : outcomes.subspan(k * problem.n_rows, problem.n_rows);
    const ObjectiveReport wanted = one_by_one(objective, batch.thetas[k], outcome);
    const double tolerance = exact ? 0.0 : rounding * std::abs(wanted.chi2.total);
    EXPECT_NEAR(result.sets[k].total, wanted.chi2.total, tolerance);
    EXPECT_NEAR(result.sets[k].points, wanted.chi2.points, tolerance);
    EXPECT_NEAR(result.sets[k].correlated, wanted.chi2.correlated, tolerance);
    EXPECT_NEAR(result.sets[k].log_penalty, wanted.chi2.log_penalty, tolerance);
    for (std::size_t d = 0; d < problem.n_data_sets; ++d) {
      const std::size_t at = k * problem.n_data_sets + d;
      EXPECT_NEAR(result.points[at], wanted.data_sets[d].chi2, tolerance);
      EXPECT_NEAR(result.log_penalty[at], wanted.data_sets[d].log_penalty, tolerance);
    }
  }
}

TEST(BatchChiSquareOf, MeasuredValuesIsThatOfTheFit) {
  for (const Problem& problem : synthetic::batch_problems()) {
    SCOPED_TRACE(testing::PrintToString(problem));
    const Batch batch = synthetic::batch_of(problem, n_sets);
    expect_as_one_by_one(problem, batch, {});
  }
}

TEST(BatchChiSquareOf, PseudoDataIsThatOfTheFit) {
  for (const Problem& problem : synthetic::batch_problems()) {
    SCOPED_TRACE(testing::PrintToString(problem));
    const Batch batch = synthetic::batch_of(problem, n_sets);
    expect_as_one_by_one(problem, batch, batch.outcome);
  }
}

// The formulas with dense matrices: an oracle that shares no code with either.
TEST(BatchChiSquareOf, IsThatOfTheFormulas) {
  for (const Problem& problem : synthetic::batch_problems()) {
    SCOPED_TRACE(testing::PrintToString(problem));
    const Batch batch = synthetic::batch_of(problem, 3);
    BatchChiSquareResult result;
    make_cpu_chi_square(synthetic::batch_data(problem))
        ->evaluate(batch.with_data(), OfDataSets::left_out, result);
    EXPECT_TRUE(result.points.empty());
    for (std::size_t k = 0; k < batch.n_sets; ++k) {
      const synthetic::BruteForce wanted = synthetic::brute_force(problem, batch.thetas[k]);
      EXPECT_NEAR(result.sets[k].total, wanted.total() - wanted.prior, 1e-10 * wanted.total());
    }
  }
}

// A set without predictions disturbs no other, and measured values come back after pseudo-data.
TEST(BatchChiSquareOf, SetsAreIndependent) {
  for (const Problem& problem : synthetic::batch_problems()) {
    SCOPED_TRACE(testing::PrintToString(problem));
    Batch batch = synthetic::batch_of(problem, n_sets);
    const auto chi_square = make_cpu_chi_square(synthetic::batch_data(problem));
    BatchChiSquareResult whole, again, one;
    chi_square->evaluate(batch.with_data(), OfDataSets::wanted, whole);
    chi_square->evaluate(batch.with_pseudo_data(), OfDataSets::wanted, again);
    EXPECT_NE(whole.sets[0].total, again.sets[0].total);
    batch.theory[problem.n_rows + 3] = std::numeric_limits<double>::quiet_NaN();
    chi_square->evaluate(batch.with_data(), OfDataSets::wanted, again);
    EXPECT_TRUE(std::isnan(again.sets[1].total));
    again.sets[1] = whole.sets[1];
    for (std::size_t k = 0; k < n_sets; ++k) EXPECT_EQ(again.sets[k].total, whole.sets[k].total);
    const TheoryBatch last{1, std::span(batch.theory).last(problem.n_rows), {}};
    chi_square->evaluate(last, OfDataSets::wanted, one);
    EXPECT_EQ(one.sets[0].total, whole.sets[n_sets - 1].total);
    EXPECT_EQ(one.points[0], whole.points[(n_sets - 1) * problem.n_data_sets]);
  }
}

TEST(BatchChiSquare, DataThatDoNotFitTogether) {
  BatchData data = synthetic::batch_data({});
  data.n_sources = 3;
  EXPECT_THROW((void)make_cpu_chi_square(data), Error);
  data = synthetic::batch_data({});
  data.blocks[1].reference.clear();
  data.chi_square = chi_square_options("t0");
  EXPECT_THROW((void)make_cpu_chi_square(data), Error);
}

TEST(BatchChiSquare, ConstantCovarianceIsThatOfTheDefinition) {
  for (const std::string& name : chi_square_names())
    EXPECT_EQ(chi_square_options(name).has_constant_covariance(), name != "hera") << name;
}

}  // namespace
}  // namespace fitpack
