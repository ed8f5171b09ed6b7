#include "fitpack/fit/covariance.hpp"

#include <gtest/gtest.h>

#include <Eigen/LU>
#include <cmath>

#include "fitpack/fit/minimiser.hpp"
#include "support/synthetic_problem.hpp"

namespace fitpack {
namespace {

using synthetic::Problem;
using Square = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Errors of differences with steps of a per mille of the errors, and of those under test.
constexpr double difference_error = 1e-3;

Square matrix_of(const std::vector<double>& values) {
  const auto n = static_cast<Eigen::Index>(std::lround(std::sqrt(values.size())));
  return Eigen::Map<const Square>(values.data(), n, n);
}

/// ∂²F/∂θ∂θ from differences of values of F alone, along the axes.
Square hessian_of_values(DistributedObjective& objective, const std::vector<double>& theta,
                         const std::vector<double>& steps) {
  const auto n = static_cast<Eigen::Index>(theta.size());
  const auto value = [&](Eigen::Index i, double a, Eigen::Index j, double b) {
    std::vector<double> at = theta;
    at[static_cast<std::size_t>(i)] += a * steps[static_cast<std::size_t>(i)];
    at[static_cast<std::size_t>(j)] += b * steps[static_cast<std::size_t>(j)];
    return objective.evaluate(at, Want::value).objective;
  };
  Square h(n, n);
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = 0; j < n; ++j)
      h(i, j) =
          (value(i, 1, j, 1) - value(i, 1, j, -1) - value(i, -1, j, 1) + value(i, -1, j, -1)) /
          (4.0 * steps[static_cast<std::size_t>(i)] * steps[static_cast<std::size_t>(j)]);
  return h;
}

struct Fitted {
  Minimum minimum;
  Covariance covariance;
  Square expected;  ///< Hessian
};

Fitted fitted(ObjectiveInput input, const std::vector<bool>& frozen) {
  DistributedObjective objective({}, std::move(input));
  Fitted result;
  objective.drive([&] {
    result.minimum = minimise(objective, std::vector<double>(frozen.size(), 0.0), {});
    result.covariance =
        full_covariance_of(objective, result.minimum.theta, result.minimum.model, frozen);
    std::vector<double> steps;
    for (std::size_t p = 0; p < frozen.size(); ++p)
      steps.push_back(0.02 / std::sqrt(result.covariance.hessian[p * frozen.size() + p]));
    result.expected = hessian_of_values(objective, result.minimum.theta, steps);
  });
  return result;
}

class FullCovariance : public testing::TestWithParam<Problem> {};

TEST_P(FullCovariance, IsTheInverseOfTheHessianOfValues) {
  const Fitted fit = fitted(synthetic::input(GetParam(), {}), std::vector<bool>(5, false));
  ASSERT_EQ(fit.covariance.kind, CovarianceKind::full) << fit.covariance.remark;
  EXPECT_TRUE(fit.covariance.remark.empty());
  const Square hessian = matrix_of(fit.covariance.full_hessian);
  const Square covariance = matrix_of(fit.covariance.covariance);
  const Square expected = fit.expected.inverse();
  for (Eigen::Index i = 0; i < 5; ++i) {
    EXPECT_NEAR(std::sqrt(covariance(i, i) / expected(i, i)), 1.0, difference_error) << i;
    for (Eigen::Index j = 0; j < 5; ++j)
      EXPECT_NEAR(hessian(i, j), fit.expected(i, j),
                  difference_error * std::sqrt(hessian(i, i) * hessian(j, j)))
          << i << " " << j;
  }
  EXPECT_TRUE((hessian * covariance).isIdentity(1e-9));
}

Problem with(const std::string& chi_square) {
  Problem problem;
  problem.chi_square = chi_square;
  return problem;
}

INSTANTIATE_TEST_SUITE_P(Definitions, FullCovariance,
                         testing::Values(with("hera"), with("experimental")));

TEST(FullCovarianceTest, OfALinearFitWithFixedErrorsIsThatOfGaussNewton) {
  Problem problem = with("experimental");
  problem.shape = synthetic::Shape::linear;
  const Fitted fit = fitted(synthetic::input(problem, {}), std::vector<bool>(5, false));
  const Square full = matrix_of(fit.covariance.full_hessian);
  const Square gauss_newton = matrix_of(fit.covariance.hessian);
  constexpr double rounding = 1e-8;
  EXPECT_TRUE(full.isApprox(gauss_newton, rounding)) << full - gauss_newton;
}

TEST(FullCovarianceTest, OfTheHeraDefinitionIsNotThatOfGaussNewton) {
  const Fitted fit = fitted(synthetic::input(with("hera"), {}), std::vector<bool>(5, false));
  const Square full = matrix_of(fit.covariance.full_hessian);
  EXPECT_FALSE(full.isApprox(matrix_of(fit.covariance.hessian), 1e-3));
}

TEST(FullCovarianceTest, LeavesFrozenParametersOut) {
  const Fitted fit = fitted(synthetic::input({}, {}), {false, true, false, false, false});
  ASSERT_EQ(fit.covariance.kind, CovarianceKind::full) << fit.covariance.remark;
  const Square covariance = matrix_of(fit.covariance.covariance);
  EXPECT_TRUE(covariance.row(1).isZero(0.0));
  const std::vector<Eigen::Index> others{0, 2, 3, 4};
  const Square block = fit.expected(others, others);
  const Square expected = block.inverse();
  EXPECT_NEAR(covariance(0, 0) / expected(0, 0), 1.0, 2.0 * difference_error);
}

TEST(FullCovarianceTest, StaysWithinBounds) {
  // The minimum lies a fraction of an error inside a bound, beyond which the PDFs throw.
  ObjectiveInput open = synthetic::input({}, {});
  const Fitted free = fitted(std::move(open), std::vector<bool>(5, false));
  const double error = std::sqrt(free.covariance.covariance[0]);
  ObjectiveInput input = synthetic::input({}, {});
  std::vector<Parameter> parameters;
  for (std::size_t p = 0; p < 5; ++p) parameters.push_back(input.parameters[p]);
  parameters[0].upper = free.minimum.theta[0] + 3e-3 * error;
  Problems problems;
  input.parameters = ParameterSet(parameters, "test", problems);
  const double beyond = *parameters[0].upper + 1e-12;
  Problem problem;
  input.pdfs = std::make_shared<synthetic::Pdfs>(problem.n_columns, problem.n_parameters,
                                                 problem.shape, beyond);
  DistributedObjective objective({}, std::move(input));
  Covariance covariance;
  ASSERT_NO_THROW(objective.drive([&] {
    covariance = full_covariance_of(objective, free.minimum.theta, free.minimum.model,
                                    std::vector<bool>(5, false));
  }));
  ASSERT_EQ(covariance.kind, CovarianceKind::full) << covariance.remark;
  EXPECT_NEAR(std::sqrt(covariance.covariance[0]) / error, 1.0, difference_error);
}

TEST(FullCovarianceTest, GaussNewtonStandsInWhereChiSquareIsNotConvex) {
  // (d − exp θ)² is concave where exp θ < d/2.
  Problem problem = with("experimental");
  problem.with_prior = false;
  ObjectiveInput input = synthetic::input(problem, {});
  for (MeasurementBlock& block : input.measurements)
    for (double& value : block.value) value *= 3.0;
  DistributedObjective objective({}, std::move(input));
  Covariance covariance;
  objective.drive([&] {
    const std::vector<double> theta(5, 0.0);
    const LocalModel model = objective.evaluate(theta, Want::model);
    covariance = full_covariance_of(objective, theta, model, std::vector<bool>(5, false));
    EXPECT_EQ(covariance.covariance, covariance_of(model, std::vector<bool>(5, false)).covariance);
  });
  EXPECT_EQ(covariance.kind, CovarianceKind::gauss_newton);
  EXPECT_NE(covariance.remark.find("not positive definite"), std::string::npos)
      << covariance.remark;
}

}  // namespace
}  // namespace fitpack
