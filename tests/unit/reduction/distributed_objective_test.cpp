#include "fitpack/reduction/distributed_objective.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "../../support/brute_force_chi_square.hpp"
#include "fitpack/prediction/normalised_prediction.hpp"

namespace fitpack {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using synthetic::Problem;

/// Some hundred roundings of numbers of the size of χ².
constexpr double rounding = 1e-12;
/// Central differences of fourth order with step 2e-3: truncation and rounding stay below.
constexpr double difference_tolerance = 1e-6;
constexpr double step = 2e-3;

Problem with(const std::string& chi_square, std::size_t multiplicative, std::size_t additive) {
  Problem problem;
  problem.chi_square = chi_square;
  problem.n_multiplicative = multiplicative;
  problem.n_additive = additive;
  return problem;
}

Problem with_negative_theory() {
  Problem problem = with("hera", 9, 0);
  problem.negative_theory = true;
  return problem;
}

std::vector<double> some_theta(const Problem& problem) {
  std::vector<double> theta(problem.n_parameters);
  for (std::size_t p = 0; p < theta.size(); ++p) theta[p] = 0.03 * std::cos(static_cast<double>(p));
  return theta;
}

/// Fourth-order central difference of a vector-valued function along parameter p.
template <class F>
auto derivative(F&& f, std::vector<double> theta, std::size_t p) {
  const double centre = theta[p];
  const auto at = [&](double offset) {
    theta[p] = centre + offset;
    return f(theta);
  };
  using Result = decltype(f(theta));
  return Result((8.0 * (at(step) - at(-step)) - (at(2 * step) - at(-2 * step))) / (12.0 * step));
}

MatrixXd triangle_of(const LocalModel& model) {
  const auto n = static_cast<Index>(model.n);
  MatrixXd r = MatrixXd::Zero(n, n);
  for (Index i = 0; i < n; ++i)
    for (Index j = i; j < n; ++j)
      r(i, j) = model.triangle(static_cast<std::size_t>(i), static_cast<std::size_t>(j));
  return r;
}

class Objective : public testing::TestWithParam<Problem> {
 protected:
  Problem problem_ = GetParam();
  std::vector<double> theta_ = some_theta(problem_);
  DistributedObjective objective_{{}, synthetic::input(problem_, {})};
};

TEST_P(Objective, ChiSquareIsThatOfTheFormulas) {
  const synthetic::BruteForce wanted = synthetic::brute_force(problem_, theta_);
  const LocalModel model = objective_.evaluate(theta_, Want::value);
  ASSERT_TRUE(model.valid);
  const double tolerance = rounding * std::abs(wanted.total());
  EXPECT_NEAR(model.chi2.total, wanted.total(), tolerance);
  EXPECT_NEAR(model.chi2.points, wanted.points, tolerance);
  EXPECT_NEAR(model.chi2.correlated, wanted.correlated, tolerance);
  EXPECT_NEAR(model.chi2.log_penalty, wanted.log_penalty, tolerance);
  EXPECT_NEAR(model.chi2.prior, wanted.prior, tolerance);
  EXPECT_DOUBLE_EQ(model.objective, 0.5 * model.chi2.total);
  for (std::size_t j = 0; j < problem_.n_sources(); ++j)
    EXPECT_NEAR(model.b[j], wanted.shifts[static_cast<Index>(j)], rounding) << "shift " << j;
}

TEST_P(Objective, ValueHasTheBitsOfTheModel) {
  const LocalModel value = objective_.evaluate(theta_, Want::value);
  const LocalModel model = objective_.evaluate(theta_, Want::model);
  EXPECT_EQ(value.objective, model.objective);
  EXPECT_EQ(value.b, model.b);
  EXPECT_TRUE(value.r.empty());
}

TEST_P(Objective, GradientOfTheModelIsThatOfTheProfiledChiSquare) {
  const std::vector<double> gradient = objective_.evaluate(theta_, Want::model).gradient();
  double size = 0.0;
  for (const double g : gradient) size = std::max(size, std::abs(g));
  for (std::size_t p = 0; p < theta_.size(); ++p) {
    const double numeric = derivative(
        [&](const std::vector<double>& t) { return objective_.evaluate(t, Want::value).objective; },
        theta_, p);
    EXPECT_NEAR(gradient[p], numeric, difference_tolerance * size) << "parameter " << p;
  }
}

/// Pseudo-data: other values, the errors of the measured ones; some of them not positive.
TEST_P(Objective, OtherOutcomesHaveTheErrorsOfTheMeasuredOne) {
  std::vector<double> outcome = synthetic::measurements(problem_, {0, problem_.n_rows}).value;
  for (std::size_t i = 0; i < outcome.size(); ++i)
    outcome[i] *= i % 13 == 4 ? -0.01 : 1.0 + 0.03 * std::cos(static_cast<double>(i));
  const LocalModel measured = objective_.evaluate(theta_, Want::model);
  objective_.set_outcome(outcome);
  const synthetic::BruteForce wanted = synthetic::brute_force(problem_, theta_, nullptr, outcome);
  const LocalModel model = objective_.evaluate(theta_, Want::model);
  ASSERT_TRUE(model.valid);
  EXPECT_GT(std::abs(model.chi2.total - measured.chi2.total), 1.0);
  EXPECT_NEAR(model.chi2.total, wanted.total(), rounding * std::abs(wanted.total()));
  EXPECT_NEAR(model.chi2.log_penalty, wanted.log_penalty, rounding * std::abs(wanted.total()));
  const ObjectiveReport report = objective_.report(theta_);
  for (std::size_t i = 0; i < outcome.size(); ++i)
    EXPECT_NEAR(report.shifted_theory[i], outcome[i] + report.delta[i] * report.residual[i],
                rounding * (1.0 + std::abs(outcome[i])));
  objective_.set_outcome({});
  const LocalModel again = objective_.evaluate(theta_, Want::model);
  EXPECT_EQ(again.objective, measured.objective);
  EXPECT_EQ(again.z, measured.z);
}

/// RᵀR = Jᵀ(1 - Γ A⁻¹ Γᵀ)J + ½ Σ ∂ln δ² (∂ln δ²)ᵀ + priors, J = ∂r/∂θ at fixed b*.
TEST_P(Objective, TriangleHoldsTheGaussNewtonHessian) {
  const LocalModel model = objective_.evaluate(theta_, Want::model);
  const synthetic::BruteForce centre = synthetic::brute_force(problem_, theta_);
  const auto n = static_cast<Index>(theta_.size());
  MatrixXd j(centre.residual.size(), n), log_slopes(j.rows(), n);
  for (Index p = 0; p < n; ++p) {
    const auto at = static_cast<std::size_t>(p);
    j.col(p) = derivative(
        [&](const std::vector<double>& t) -> VectorXd {
          return synthetic::brute_force(problem_, t, &centre.shifts).residual;
        },
        theta_, at);
    log_slopes.col(p) = derivative(
        [&](const std::vector<double>& t) -> VectorXd {
          return synthetic::brute_force(problem_, t, &centre.shifts).log_terms;
        },
        theta_, at);
  }
  const Index sources = centre.shifts.size();
  const MatrixXd a = MatrixXd::Identity(sources, sources) + centre.gamma.transpose() * centre.gamma;
  const MatrixXd gj = centre.gamma.transpose() * j;
  MatrixXd hessian = j.transpose() * j + 0.5 * log_slopes.transpose() * log_slopes;
  hessian -= gj.transpose() * a.llt().solve(gj);
  const ParameterSet set = synthetic::parameters(problem_);
  for (std::size_t p = 0; p < set.n_free(); ++p)
    if (const auto& prior = set.free(p).prior)
      hessian(static_cast<Index>(p), static_cast<Index>(p)) += 1.0 / (prior->sigma * prior->sigma);
  const MatrixXd r = triangle_of(model);
  EXPECT_LT((r.transpose() * r - hessian).norm(), difference_tolerance * hessian.norm());
}

TEST_P(Objective, ReplacedCornerGivesTheObjectiveItself) {
  const LocalModel model = objective_.evaluate(theta_, Want::model);
  constexpr double offset = 1000.0;
  double sum = model.corner_squared(offset);
  for (const double z : model.z) sum += z * z;
  EXPECT_NEAR(0.5 * sum, model.objective + offset, rounding * offset);
}

TEST_P(Objective, ReportAgreesWithTheFormulasRowByRow) {
  const synthetic::BruteForce wanted = synthetic::brute_force(problem_, theta_);
  const MeasurementBlock data = synthetic::measurements(problem_, {0, problem_.n_rows});
  const ObjectiveReport report = objective_.report(theta_);
  ASSERT_TRUE(report.valid);
  ASSERT_EQ(report.theory.size(), problem_.n_rows);
  for (std::size_t i = 0; i < problem_.n_rows; ++i) {
    const auto k = static_cast<Index>(i);
    EXPECT_NEAR(report.theory[i], wanted.theory[k], rounding);
    EXPECT_NEAR(report.delta[i], wanted.delta[k], rounding);
    EXPECT_NEAR(report.residual[i], wanted.residual[k], 1e3 * rounding);  // divided by δ
    EXPECT_NEAR(report.shifted_theory[i],
                wanted.theory[k] - wanted.delta[k] * wanted.gamma.row(k).dot(wanted.shifts),
                rounding);
    EXPECT_EQ(report.data_set[i], problem_.data_set_of(i));
  }
  double points = 0.0;
  double log_penalty = 0.0;
  std::size_t n_points = 0;
  for (const ObjectiveReport::DataSet& set : report.data_sets) {
    points += set.chi2;
    log_penalty += set.log_penalty;
    n_points += set.n_points;
  }
  EXPECT_EQ(n_points, problem_.n_rows);
  EXPECT_NEAR(points, report.chi2.points, rounding * points);
  EXPECT_NEAR(log_penalty, report.chi2.log_penalty, rounding * points);
  EXPECT_EQ(report.shifts.size(), problem_.n_sources());
  EXPECT_EQ(report.shift_errors.size(), problem_.n_sources());
  for (const double error : report.shift_errors) EXPECT_LE(error, 1.0);  // A >= 1
}

INSTANTIATE_TEST_SUITE_P(All, Objective,
                         testing::Values(with("hera", 9, 0), with("hera", 6, 5), with("hera", 0, 0),
                                         with("hera", 0, 3), with("experimental", 9, 0),
                                         with("experimental", 4, 4), with("t0", 5, 4),
                                         with("nnpdf", 9, 0), with_negative_theory()));

/// difference · C⁻¹ difference, C = diag(δ²) + Σ ββᵀ.
double matrix_form(const synthetic::BruteForce& parts, const VectorXd& difference) {
  const MatrixXd sources = parts.delta.asDiagonal() * parts.gamma;
  MatrixXd covariance = sources * sources.transpose();
  covariance.diagonal() += parts.delta.cwiseAbs2();
  return difference.dot(covariance.llt().solve(difference));
}

/// The shifts do what the covariance matrix does, whatever it is fixed by.
TEST(FixedErrorsObjective, EqualsTheMatrixForm) {
  for (const char* name : {"experimental", "t0", "nnpdf", "jam", "hera"}) {
    const Problem problem = with(name, 5, 4);
    const std::vector<double> theta = some_theta(problem);
    const synthetic::BruteForce parts = synthetic::brute_force(problem, theta);
    const MeasurementBlock data = synthetic::measurements(problem, {0, problem.n_rows});
    const Eigen::Map<const VectorXd> d(data.value.data(), static_cast<Index>(data.value.size()));
    const double wanted = matrix_form(parts, parts.theory - d);
    DistributedObjective objective({}, synthetic::input(problem, {}));
    const LocalModel model = objective.evaluate(theta, Want::value);
    EXPECT_NEAR(model.chi2.points + model.chi2.correlated, wanted, rounding * wanted) << name;
  }
}

/// Σ ((d − Σ β d r − T/N)/α)² + Σ r² + ((1 − N)/δN)², with the last parameter as N of a data set.
TEST(JamObjective, HasFreeNormalisationsWithTheirPenalty) {
  const Problem problem = with("jam", 5, 4);
  constexpr std::size_t norm = 4, normalised_set = 1;
  constexpr double error = 0.03;
  ObjectiveInput input = synthetic::input(problem, {});
  std::vector<std::vector<std::optional<std::size_t>>> of_rows;
  for (const MeasurementBlock& block : input.measurements) {
    of_rows.emplace_back();
    for (const std::size_t set : block.data_set)
      of_rows.back().push_back(set == normalised_set ? std::optional(std::size_t{0})
                                                     : std::nullopt);
  }
  input.prediction = std::make_unique<NormalisedPrediction>(
      std::move(input.prediction), std::vector<NormalisationValue>{{1.0, norm}}, of_rows);
  std::vector<Parameter> all(problem.n_parameters);
  for (std::size_t p = 0; p < all.size(); ++p) all[p].name = "p" + std::to_string(p);
  all[norm].prior = GaussianPrior{1.0, error};
  Problems problems;
  input.parameters = ParameterSet(all, "synthetic", problems);
  DistributedObjective objective({}, std::move(input));

  std::vector<double> theta = some_theta(problem);
  theta[norm] = 0.93;
  const synthetic::BruteForce parts = synthetic::brute_force(problem, theta);
  const MeasurementBlock data = synthetic::measurements(problem, {0, problem.n_rows});
  VectorXd difference = parts.theory;
  for (std::size_t i = 0; i < problem.n_rows; ++i) {
    auto& element = difference[static_cast<Index>(i)];
    if (problem.data_set_of(i) == normalised_set) element /= theta[norm];
    element -= data.value[i];
  }
  const LocalModel model = objective.evaluate(theta, Want::model);
  const double wanted = matrix_form(parts, difference) + std::pow((1.0 - 0.93) / error, 2);
  EXPECT_NEAR(model.chi2.total, wanted, rounding * wanted);
  const double numeric = derivative(
      [&](const std::vector<double>& t) { return objective.evaluate(t, Want::value).objective; },
      theta, norm);
  EXPECT_NEAR(model.gradient()[norm] / numeric, 1.0, difference_tolerance);
}

/// With a linear theory and fixed errors χ² is quadratic: the model is exact at any distance.
TEST(ExperimentalObjective, ModelOfALinearTheoryIsExact) {
  Problem problem = with("experimental", 9, 0);
  problem.shape = synthetic::Shape::linear;
  const std::vector<double> theta = some_theta(problem);
  DistributedObjective objective({}, synthetic::input(problem, {}));
  const LocalModel model = objective.evaluate(theta, Want::model);
  const MatrixXd r = triangle_of(model);
  const Eigen::Map<const VectorXd> z(model.z.data(), static_cast<Index>(model.n));
  VectorXd d(static_cast<Index>(model.n));
  std::vector<double> there = theta;
  for (std::size_t p = 0; p < there.size(); ++p) {
    d[static_cast<Index>(p)] = 0.2 * std::sin(1.0 + static_cast<double>(p));
    there[p] += d[static_cast<Index>(p)];
  }
  const double predicted = model.objective + z.dot(r * d) + 0.5 * (r * d).squaredNorm();
  const double actual = objective.evaluate(there, Want::value).objective;
  EXPECT_NEAR(actual, predicted, rounding * actual);
  const VectorXd newton = -r.triangularView<Eigen::Upper>().solve(z);
  for (std::size_t p = 0; p < there.size(); ++p)
    there[p] = theta[p] + newton[static_cast<Index>(p)];
  const LocalModel minimum = objective.evaluate(there, Want::model);
  EXPECT_NEAR(minimum.objective, model.objective - model.predicted_decrease(),
              rounding * model.objective);
  EXPECT_LT(minimum.predicted_decrease(), rounding * model.objective);
}

TEST(DistributedObjective, ThetaWithoutPdfsIsInvalidAndNoError) {
  const Problem problem;
  DistributedObjective objective({}, synthetic::input(problem, {}));
  std::vector<double> theta(problem.n_parameters, 0.0);
  theta[2] = 11.0;
  EXPECT_FALSE(objective.evaluate(theta, Want::value).valid);
  EXPECT_FALSE(objective.evaluate(theta, Want::model).valid);
  EXPECT_FALSE(objective.report(theta).valid);
  theta[2] = 0.0;
  EXPECT_TRUE(objective.evaluate(theta, Want::model).valid);
}

TEST(DistributedObjective, ValuesThatAreNotFiniteAreInvalid) {
  const Problem problem;
  ObjectiveInput input = synthetic::input(problem, {});
  LinearKernel kernel = synthetic::kernel(problem, {});
  kernel.row(1, 2)[problem.n_columns - 1] = std::nan("");
  input.prediction = std::make_unique<LinearPrediction>(std::move(kernel));
  DistributedObjective objective({}, std::move(input));
  const std::vector<double> theta(problem.n_parameters, 0.0);
  EXPECT_FALSE(objective.evaluate(theta, Want::value).valid);
  EXPECT_FALSE(objective.evaluate(theta, Want::model).valid);
}

TEST(DistributedObjective, WithoutFreeParametersThereIsAValue) {
  Problem problem;
  problem.n_parameters = 0;
  DistributedObjective objective({}, synthetic::input(problem, {}));
  const LocalModel model = objective.evaluate({}, Want::model);
  EXPECT_TRUE(model.valid);
  EXPECT_NEAR(model.chi2.total, synthetic::brute_force(problem, {}).total(), 1e-9);
}

TEST(DistributedObjective, AnExceptionBecomesAnErrorAndEndsTheObject) {
  Problem problem;
  problem.throws_above = 1.0;
  DistributedObjective objective({}, synthetic::input(problem, {}));
  std::vector<double> theta(problem.n_parameters, 0.0);
  theta[0] = 2.0;
  try {
    (void)objective.evaluate(theta, Want::model);
    FAIL() << "nothing thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), ExitCode::data);
  }
  theta[0] = 0.0;
  EXPECT_THROW((void)objective.evaluate(theta, Want::value), Error);
}

TEST(DistributedObjective, RejectsBlocksThatDoNotFit) {
  const Problem problem;
  ObjectiveInput input = synthetic::input(problem, {});
  input.measurements[0].stat.pop_back();
  EXPECT_THROW(DistributedObjective({}, std::move(input)), Error);
  input = synthetic::input(problem, {});
  input.n_sources = 3;
  EXPECT_THROW(DistributedObjective({}, std::move(input)), Error);
}

TEST(DistributedObjective, CountsEvaluationsAndTheirTime) {
  const Problem problem;
  DistributedObjective objective({}, synthetic::input(problem, {}));
  const std::vector<double> theta(problem.n_parameters, 0.0);
  (void)objective.evaluate(theta, Want::value);
  (void)objective.evaluate(theta, Want::model);
  EXPECT_EQ(objective.times().values, 1U);
  EXPECT_EQ(objective.times().models, 1U);
  EXPECT_GT(objective.times().total(), 0.0);
}

}  // namespace
}  // namespace fitpack
