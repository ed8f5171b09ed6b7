#include "fitpack/analysis/t0_iteration.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/synthetic_problem.hpp"

namespace fitpack {
namespace {

/// Of θ and T, after t0 has settled to 1e-9 from other beginnings.
constexpr double same_fixed_point = 1e-6;
constexpr double settled_tolerance = 1e-9;

synthetic::Problem problem() {
  synthetic::Problem problem;
  problem.chi_square = "t0";
  problem.n_additive = 3;
  return problem;
}

RunCard card(int iterations) {
  RunCard card;
  card.objective.definition = "t0";
  card.objective.iterations = iterations;
  card.objective.tolerance = settled_tolerance;
  return card;
}

std::vector<double> first_t0(double scale) {
  std::vector<double> t0 = synthetic::measurements(problem(), {0, problem().n_rows}).value;
  for (std::size_t i = 0; i < t0.size(); ++i)
    t0[i] *= scale * (1.0 + 0.1 * std::sin(static_cast<double>(i)));
  return t0;
}

struct Outcome {
  T0Fit fit;
  std::vector<double> theory;  ///< at its end
};

Outcome outcome_of(double scale, int iterations, const Interruption& interruption = {}) {
  DistributedObjective objective({}, synthetic::input(problem(), {}));
  Outcome outcome;
  objective.drive([&] {
    outcome.fit = minimise_with_t0(objective, std::vector<double>(5, 0.1), first_t0(scale),
                                   card(iterations), {2, 0.3, 5}, {}, interruption);
    outcome.theory = objective.report(outcome.fit.fit.best.theta).theory;
  });
  return outcome;
}

TEST(T0Iteration, EndsWhereThePredictionIsItsOwnReference) {
  const Outcome outcome = outcome_of(1.3, 30);
  EXPECT_TRUE(outcome.fit.settled);
  EXPECT_EQ(outcome.fit.fit.best.status, FitStatus::converged);
  ASSERT_GE(outcome.fit.history.size(), 3U);
  EXPECT_LE(largest_change(outcome.fit.t0, outcome.theory), settled_tolerance);
  EXPECT_GT(outcome.fit.history.front().largest_change, 0.05);
  for (std::size_t k = 1; k < outcome.fit.history.size(); ++k)
    EXPECT_LT(outcome.fit.history[k].largest_change, outcome.fit.history[k - 1].largest_change);
}

TEST(T0Iteration, ForgetsWhereItBegan) {
  const Outcome a = outcome_of(1.3, 30), b = outcome_of(0.8, 30);
  EXPECT_GT(std::abs(a.fit.history.front().chi2 - b.fit.history.front().chi2), 1e-3);
  for (std::size_t p = 0; p < a.fit.fit.best.theta.size(); ++p)
    EXPECT_NEAR(a.fit.fit.best.theta[p], b.fit.fit.best.theta[p], same_fixed_point);
}

TEST(T0Iteration, OneFitKeepsTheReference) {
  const Outcome outcome = outcome_of(1.3, 1);
  EXPECT_TRUE(outcome.fit.settled);
  EXPECT_EQ(outcome.fit.t0, first_t0(1.3));
  EXPECT_EQ(outcome.fit.history.size(), 1U);
}

TEST(T0Iteration, TooFewFitsAreNotSettled) { EXPECT_FALSE(outcome_of(1.3, 2).fit.settled); }

TEST(T0Iteration, GoesOnToTheSameBitsFromEveryState) {
  std::vector<FitState> states;
  Interruption record;
  record.changed = [&](const FitState& state) { states.push_back(state); };
  const Outcome whole = outcome_of(1.3, 30, record);
  EXPECT_EQ(whole.fit.fit.records.size(), 2U);  // the starts of the first fit
  std::size_t later = 0;
  for (const FitState& state : states) {
    const Outcome resumed = outcome_of(1.3, 30, {state, {}, {}});
    EXPECT_EQ(resumed.fit.fit.best.theta, whole.fit.fit.best.theta);
    EXPECT_EQ(resumed.fit.fit.best.model.objective, whole.fit.fit.best.model.objective);
    EXPECT_EQ(resumed.fit.t0, whole.fit.t0);
    EXPECT_EQ(resumed.fit.history.size(), whole.fit.history.size());
    EXPECT_EQ(resumed.fit.fit.records.size(), whole.fit.fit.records.size());
    later += state.t0->history.empty() ? 0 : 1;
  }
  EXPECT_GT(later, 3U);
}

}  // namespace
}  // namespace fitpack
