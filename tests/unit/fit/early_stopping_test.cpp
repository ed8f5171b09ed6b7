#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "fitpack/fit/minimiser.hpp"
#include "support/synthetic_problem.hpp"

namespace fitpack {
namespace {

using synthetic::Problem;

/// Parameters enough to describe noise.
Problem noisy() {
  Problem problem;
  problem.n_parameters = 30;
  problem.n_columns = 40;
  problem.n_multiplicative = 3;
  problem.with_prior = false;
  return problem;
}

std::vector<std::uint8_t> every_third_validates(std::size_t n) {
  std::vector<std::uint8_t> training(n);
  for (std::size_t i = 0; i < n; ++i) training[i] = i % 3 == 0 ? 0 : 1;
  return training;
}

MinimiserOptions with_patience(int patience) {
  MinimiserOptions options;
  options.validation.training_fraction = 0.5;  // the rows are given to the objective
  options.validation.patience = patience;
  return options;
}

struct Fit {
  Minimum minimum;
  std::vector<MinimiserState> states;
  double validation_chi2 = 0.0;
};

Fit fit(const MinimiserOptions& options, const MinimiserState* resume = nullptr) {
  const Problem problem = noisy();
  DistributedObjective objective({}, synthetic::input(problem, {}));
  objective.set_training(every_third_validates(problem.n_rows));
  Fit result;
  objective.drive([&] {
    result.minimum =
        minimise(objective, std::vector<double>(problem.n_parameters, 0.1), options, {},
                 {resume, [&](const MinimiserState& state) { result.states.push_back(state); }});
    objective.select(RowSelection::validation);
    result.validation_chi2 = objective.evaluate(result.minimum.theta, Want::value).chi2.total;
  });
  return result;
}

TEST(EarlyStopping, KeepsTheBestValidationPoint) {
  const Fit found = fit(with_patience(2));
  const std::vector<IterationRecord>& history = found.minimum.history;
  double lowest = INFINITY;
  int best = -1, accepted_since = 0;
  for (const IterationRecord& record : history) {
    if (!record.accepted) continue;
    ASSERT_TRUE(record.validation_chi2.has_value());
    ++accepted_since;
    if (*record.validation_chi2 >= lowest) continue;
    lowest = *record.validation_chi2;
    best = record.iteration;
    accepted_since = 0;
  }
  EXPECT_EQ(found.minimum.best_iteration, best);
  EXPECT_EQ(found.validation_chi2, lowest);
  // Training went on beyond it and described the validation rows worse.
  EXPECT_LT(best, history.back().iteration);
  EXPECT_LT(history.back().chi2, history[static_cast<std::size_t>(best)].chi2);
  EXPECT_EQ(accepted_since, 2);
  EXPECT_EQ(found.minimum.status, FitStatus::converged);
  EXPECT_NE(found.minimum.message.find("fit.validation.patience"), std::string::npos);
}

TEST(EarlyStopping, GoesOnFromAnyIterationToTheSameBits) {
  const Fit whole = fit(with_patience(2));
  ASSERT_GT(whole.states.size(), 2U);
  for (const MinimiserState& state : whole.states) {
    const Fit rest = fit(with_patience(2), &state);
    EXPECT_EQ(rest.minimum.theta, whole.minimum.theta);
    EXPECT_EQ(rest.minimum.best_iteration, whole.minimum.best_iteration);
    EXPECT_EQ(rest.minimum.model.objective, whole.minimum.model.objective);
  }
}

}  // namespace
}  // namespace fitpack
