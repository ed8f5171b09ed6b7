#include "fitpack/fit/minimiser.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "fitpack/fit/covariance.hpp"
#include "fitpack/fit/starts.hpp"
#include "support/synthetic_problem.hpp"

namespace fitpack {
namespace {

using synthetic::Problem;

/// A small fit, with bounds on some parameters.
ObjectiveInput bounded_input(const Problem& problem, std::vector<Parameter> parameters) {
  ObjectiveInput input = synthetic::input(problem, {});
  Problems problems;
  input.parameters = ParameterSet(std::move(parameters), "test", problems);
  EXPECT_TRUE(problems.empty()) << problems.text();
  return input;
}

std::vector<Parameter> free_parameters(std::size_t n) {
  std::vector<Parameter> parameters(n);
  for (std::size_t p = 0; p < n; ++p) parameters[p].name = "p" + std::to_string(p);
  return parameters;
}

Minimum minimum_of(DistributedObjective& objective, const std::vector<double>& start,
                   const MinimiserOptions& options = {}) {
  Minimum minimum;
  objective.drive([&] { minimum = minimise(objective, start, options); });
  return minimum;
}

double objective_at(DistributedObjective& objective, const std::vector<double>& theta) {
  return objective.evaluate(theta, Want::value).objective;
}

TEST(MinimiserTest, EndsWhereTheGradientVanishes) {
  DistributedObjective objective({}, synthetic::input({}, {}));
  const Minimum minimum = minimum_of(objective, std::vector<double>(5, 0.1));
  ASSERT_EQ(minimum.status, FitStatus::converged) << minimum.message;
  for (const double slope : minimum.model.gradient()) EXPECT_NEAR(slope, 0.0, 1e-3);
  // No step of the size of the errors in any direction leads lower.
  const double lowest = minimum.model.objective;
  for (std::size_t p = 0; p < 5; ++p) {
    for (const double step : {-0.01, 0.01}) {
      std::vector<double> theta = minimum.theta;
      theta[p] += step;
      EXPECT_GT(objective_at(objective, theta), lowest);
    }
  }
}

TEST(MinimiserTest, HistoryTellsEveryIterationAndNeverRises) {
  DistributedObjective objective({}, synthetic::input({}, {}));
  const Minimum minimum = minimum_of(objective, std::vector<double>(5, 0.3));
  ASSERT_EQ(minimum.history.size(), static_cast<std::size_t>(minimum.iterations) + 1);
  for (std::size_t k = 0; k < minimum.history.size(); ++k) {
    EXPECT_EQ(minimum.history[k].iteration, static_cast<int>(k));
    if (k > 0) {
      EXPECT_LE(minimum.history[k].chi2, minimum.history[k - 1].chi2 + 1e-9);
    }
  }
  EXPECT_LT(minimum.history.back().predicted_decrease, MinimiserOptions{}.decrease_tolerance);
}

TEST(MinimiserTest, StaysWithinBoundsAndConvergesThere) {
  const Problem problem;
  DistributedObjective free_objective({}, bounded_input(problem, free_parameters(5)));
  const Minimum unbounded = minimum_of(free_objective, std::vector<double>(5, 0.0));
  // A bound that cuts the minimum off.
  std::vector<Parameter> parameters = free_parameters(5);
  const double cut = 0.5 * unbounded.theta[2];
  ASSERT_GT(std::abs(cut), 1e-4);
  (cut > 0.0 ? parameters[2].upper : parameters[2].lower) = cut;
  DistributedObjective objective({}, bounded_input(problem, parameters));
  const Minimum minimum = minimum_of(objective, std::vector<double>(5, 0.0));
  EXPECT_EQ(minimum.status, FitStatus::converged) << minimum.message;
  EXPECT_EQ(minimum.theta[2], cut);
  EXPECT_EQ(at_bounds(objective.parameters(), minimum.theta),
            (std::vector<bool>{false, false, true, false, false}));
  EXPECT_GT(minimum.model.chi2.total, unbounded.model.chi2.total);
  const auto gradient = minimum.model.gradient();
  for (const std::size_t p : {0u, 1u, 3u, 4u}) EXPECT_NEAR(gradient[p], 0.0, 1e-3);
}

TEST(MinimiserTest, TooFewIterationsAreNotConvergence) {
  DistributedObjective objective({}, synthetic::input({}, {}));
  MinimiserOptions options;
  options.max_iterations = 1;
  const Minimum minimum = minimum_of(objective, std::vector<double>(5, 0.5), options);
  EXPECT_EQ(minimum.status, FitStatus::not_converged);
  EXPECT_NE(minimum.message.find("fit.max_iterations"), std::string::npos);
}

TEST(MinimiserTest, StartWithoutPdfsIsAMistakeInTheCard) {
  DistributedObjective objective({}, synthetic::input({}, {}));
  try {
    static_cast<void>(minimum_of(objective, std::vector<double>(5, 11.0)));
    FAIL() << "a start outside the domain of the PDFs was accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), ExitCode::usage);
    EXPECT_NE(std::string(error.what()).find("change the start values"), std::string::npos);
  }
}

TEST(CovarianceTest, InvertsTheHessianOfFreeParameters) {
  DistributedObjective objective({}, synthetic::input({}, {}));
  const Minimum minimum = minimum_of(objective, std::vector<double>(5, 0.0));
  const Covariance c = covariance_of(minimum.model, std::vector<bool>(5, false));
  EXPECT_FALSE(c.singular);
  for (std::size_t i = 0; i < 5; ++i) {
    for (std::size_t j = 0; j < 5; ++j) {
      double product = 0.0;
      for (std::size_t k = 0; k < 5; ++k) product += c.hessian[i * 5 + k] * c.covariance[k * 5 + j];
      EXPECT_NEAR(product, i == j ? 1.0 : 0.0, 1e-9);
    }
  }
  const Covariance frozen = covariance_of(minimum.model, {false, true, false, false, false});
  for (std::size_t k = 0; k < 5; ++k) EXPECT_EQ(frozen.covariance[5 + k], 0.0);
  EXPECT_LT(frozen.covariance[0], c.covariance[0]);  // knowing one parameter helps the others
}

TEST(CovarianceTest, DirectionWithoutCurvatureIsReported) {
  LocalModel model;
  model.n = 2;
  model.r = {1.0, 1.0, 0.0, 0.0};
  model.z = {0.0, 0.0};
  EXPECT_TRUE(covariance_of(model, {false, false}).singular);
}

TEST(StartsTest, AreFunctionsOfSeedAndNumberAndStayInBounds) {
  std::vector<Parameter> parameters = free_parameters(3);
  for (Parameter& p : parameters) p.step = 0.5;
  parameters[1].lower = -0.1;
  parameters[1].upper = 0.1;
  Problems problems;
  const ParameterSet set(parameters, "test", problems);
  const std::vector<double> start{0.0, 0.0, 0.0};
  StartOptions options{4, 2.0, 11};
  const auto first = scattered_start(set, start, options, 0, 0);
  EXPECT_EQ(first, scattered_start(set, start, options, 0, 0));
  EXPECT_NE(first, scattered_start(set, start, options, 1, 0));
  EXPECT_NE(first, scattered_start(set, start, options, 0, 1));
  for (int k = 0; k < 50; ++k)
    EXPECT_LE(std::abs(scattered_start(set, start, options, k, 0)[1]), 0.1);
  options.scatter = 0.0;
  EXPECT_EQ(scattered_start(set, start, options, 3, 0), start);
}

TEST(StartsTest, AllStartsReachTheOneMinimumOfASimpleFit) {
  ObjectiveInput input = synthetic::input({}, {});
  DistributedObjective objective({}, std::move(input));
  MultiStart result;
  objective.drive([&] {
    result = minimise_from_starts(objective, std::vector<double>(5, 0.0), {}, {5, 1.0, 3});
  });
  ASSERT_EQ(result.records.size(), 5u);
  for (const StartRecord& record : result.records) {
    EXPECT_EQ(record.status, FitStatus::converged);
    EXPECT_NEAR(record.chi2, result.best.model.chi2.total, 1e-8);
    EXPECT_GE(record.chi2, result.records[result.best_index].chi2);
  }
}

}  // namespace
}  // namespace fitpack
