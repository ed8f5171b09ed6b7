#include <gtest/gtest.h>

#include <cmath>

#include "../../support/synthetic_problem.hpp"

namespace fitpack {
namespace {

using synthetic::Problem;

/// The same sums in another order.
constexpr double rounding = 1e-11;

/// Rows of one data set do not depend on how many there are.
Problem rows_of_one_set(std::size_t n_rows) {
  Problem problem;
  problem.n_rows = n_rows;
  problem.n_data_sets = 1;
  return problem;
}

std::vector<double> hessian_of(const LocalModel& model) {
  std::vector<double> hessian(model.n * model.n, 0.0);
  for (std::size_t i = 0; i < model.n; ++i)
    for (std::size_t j = 0; j < model.n; ++j)
      for (std::size_t k = 0; k <= std::min(i, j); ++k)
        hessian[i * model.n + j] += model.triangle(k, i) * model.triangle(k, j);
  return hessian;
}

void expect_same(const LocalModel& a, const LocalModel& b) {
  ASSERT_TRUE(a.valid && b.valid);
  EXPECT_NEAR(a.objective, b.objective, rounding * std::abs(b.objective));
  EXPECT_NEAR(a.chi2.log_penalty, b.chi2.log_penalty, rounding * std::abs(b.objective));
  const std::vector<double> ga = a.gradient(), gb = b.gradient();
  const std::vector<double> ha = hessian_of(a), hb = hessian_of(b);
  double slope = 0.0, curvature = 0.0;
  for (const double g : gb) slope = std::max(slope, std::abs(g));
  for (const double h : hb) curvature = std::max(curvature, std::abs(h));
  for (std::size_t p = 0; p < ga.size(); ++p) EXPECT_NEAR(ga[p], gb[p], rounding * slope);
  for (std::size_t k = 0; k < ha.size(); ++k) EXPECT_NEAR(ha[k], hb[k], rounding * curvature);
}

TEST(RowSelection, TrainingRowsAloneAreAFitToThem) {
  const std::vector<double> theta(5, 0.03);
  DistributedObjective all({}, synthetic::input(rows_of_one_set(70), {}));
  std::vector<std::uint8_t> training(70, 0);
  std::fill_n(training.begin(), 40, 1);
  all.set_training(training);
  const LocalModel whole = all.evaluate(theta, Want::model);
  all.select(RowSelection::training);
  DistributedObjective part({}, synthetic::input(rows_of_one_set(40), {}));
  expect_same(all.evaluate(theta, Want::model), part.evaluate(theta, Want::model));
  EXPECT_EQ(all.evaluate(theta, Want::value).objective, all.evaluate(theta, Want::model).objective);
  all.select(RowSelection::all);
  EXPECT_EQ(all.evaluate(theta, Want::model).z, whole.z);
}

TEST(RowSelection, WithoutSourcesTrainingAndValidationAddUp) {
  Problem problem;
  problem.n_multiplicative = 0;
  problem.with_prior = false;
  const std::vector<double> theta(5, 0.03);
  DistributedObjective objective({}, synthetic::input(problem, {}));
  std::vector<std::uint8_t> training(problem.n_rows);
  for (std::size_t i = 0; i < training.size(); ++i) training[i] = i % 3 == 0 ? 0 : 1;
  objective.set_training(training);
  const auto chi2 = [&](RowSelection rows) {
    objective.select(rows);
    return objective.evaluate(theta, Want::value).chi2.total;
  };
  const double all = chi2(RowSelection::all);
  EXPECT_NEAR(chi2(RowSelection::training) + chi2(RowSelection::validation), all,
              rounding * std::abs(all));
}

/// Blocks with fewer rows than there are parameters go up the tree unreduced.
TEST(ManyParameters, BlocksShorterThanThetaGiveTheModelOfOneBlock) {
  Problem problem;
  problem.n_parameters = 50;
  problem.n_columns = 60;
  const std::vector<double> theta(problem.n_parameters, 0.01);
  DistributedObjective short_blocks({}, synthetic::input(problem, {}));
  problem.rows_per_block = 128;
  DistributedObjective one_block({}, synthetic::input(problem, {}));
  expect_same(short_blocks.evaluate(theta, Want::model), one_block.evaluate(theta, Want::model));
}

ObjectiveInput with_penalties(const Problem& problem) {
  ObjectiveInput input = synthetic::input(problem, {});
  input.penalties = {{"low", PenaltyShape::negative, 40.0, {{0, -1.0}, {3, 0.2}}},
                     {"high", PenaltyShape::negative, 40.0, {{1, 1.0}}},
                     {"small", PenaltyShape::quadratic, 3.0, {{2, 0.5}, {4, 1.0}}}};
  return input;
}

TEST(Penalties, AddTheirSquaresAndTheirSlopes) {
  const Problem problem;
  std::vector<double> theta(problem.n_parameters, 0.02);
  DistributedObjective bare({}, synthetic::input(problem, {}));
  DistributedObjective objective({}, with_penalties(problem));
  std::vector<double> f(problem.n_columns);
  ASSERT_TRUE(objective.pdfs().values(theta, f));
  const double low = -f[0] + 0.2 * f[3], small = 0.5 * f[2] + f[4];
  ASSERT_LT(low, 0.0);
  const double expected = 40.0 * low * low + 3.0 * small * small;
  const LocalModel model = objective.evaluate(theta, Want::model);
  EXPECT_NEAR(model.chi2.penalty, expected, rounding * expected);
  EXPECT_NEAR(model.chi2.total, bare.evaluate(theta, Want::value).chi2.total + expected,
              rounding * model.chi2.total);
  EXPECT_EQ(model.objective, objective.evaluate(theta, Want::value).objective);
  const ObjectiveReport report = objective.report(theta);
  ASSERT_EQ(report.penalties.size(), 3U);
  EXPECT_EQ(report.penalties[1], 0.0);
  const std::vector<double> gradient = model.gradient();
  constexpr double step = 1e-5;
  for (std::size_t p = 0; p < theta.size(); ++p) {
    const auto at = [&](double offset) {
      std::vector<double> moved = theta;
      moved[p] += offset;
      return objective.evaluate(moved, Want::value).objective;
    };
    const double numeric = (at(step) - at(-step)) / (2.0 * step);
    EXPECT_NEAR(gradient[p], numeric, 1e-5 * std::max(1.0, std::abs(numeric)));
  }
}

}  // namespace
}  // namespace fitpack
