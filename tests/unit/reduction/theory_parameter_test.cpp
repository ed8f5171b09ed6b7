#include <gtest/gtest.h>

#include "../../support/synthetic_problem.hpp"

namespace fitpack {
namespace {

/// Central differences of F with step h: h² F'''/6 and rounding of F over h.
constexpr double step = 1e-5;
constexpr double difference_error = 1e-6;

double central_difference(DistributedObjective& objective, std::vector<double> theta,
                          std::size_t p) {
  theta[p] += step;
  const double above = objective.evaluate(theta, Want::value).objective;
  theta[p] -= 2.0 * step;
  const double below = objective.evaluate(theta, Want::value).objective;
  return (above - below) / (2.0 * step);
}

TEST(TheoryParameter, GradientIsThatOfTheObjective) {
  const synthetic::Problem problem;
  DistributedObjective objective({}, synthetic::interpolated_input(problem, {}));
  for (const double p : {-0.6, 0.3}) {
    std::vector<double> theta(problem.n_parameters, 0.05);
    theta.back() = p;
    const LocalModel model = objective.evaluate(theta, Want::model);
    const std::vector<double> gradient = model.gradient();
    for (std::size_t k = 0; k < theta.size(); ++k)
      EXPECT_NEAR(gradient[k], central_difference(objective, theta, k),
                  difference_error * model.objective)
          << "parameter " << k << " at p = " << p;
  }
}

/// The objective stays usable and has the same bits when it comes back to a θ.
TEST(TheoryParameter, ModelFollowsTheValueBitForBit) {
  const synthetic::Problem problem;
  DistributedObjective objective({}, synthetic::interpolated_input(problem, {}));
  std::vector<double> theta(problem.n_parameters, 0.02);
  const double value = objective.evaluate(theta, Want::value).objective;
  EXPECT_EQ(objective.evaluate(theta, Want::model).objective, value);
  theta.back() = -0.5;
  EXPECT_NE(objective.evaluate(theta, Want::value).objective, value);
  theta.back() = 0.02;
  EXPECT_EQ(objective.evaluate(theta, Want::model).objective, value);
}

}  // namespace
}  // namespace fitpack
