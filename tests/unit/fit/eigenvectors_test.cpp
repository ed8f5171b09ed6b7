#include "fitpack/fit/eigenvectors.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "fitpack/fit/covariance.hpp"
#include "fitpack/fit/minimiser.hpp"
#include "support/synthetic_problem.hpp"

namespace fitpack {
namespace {

using synthetic::Problem;

/// Δχ² of a member against T², as the class promises; twice for what is recomputed here.
constexpr double tolerance_of_members = 2e-3;

struct Fitted {
  Minimum minimum;
  Covariance covariance;
  EigenvectorSet set;
  std::vector<std::array<double, 2>> rise;  ///< Δχ² of the members, evaluated anew
};

Fitted fitted(ObjectiveInput input, double tolerance) {
  DistributedObjective objective({}, std::move(input));
  const std::size_t n = objective.n_parameters();
  Fitted fit;
  objective.drive([&] {
    fit.minimum = minimise(objective, std::vector<double>(n, 0.0), {});
    fit.covariance = full_covariance_of(objective, fit.minimum.theta, fit.minimum.model,
                                        at_bounds(objective.parameters(), fit.minimum.theta));
    const double lowest = fit.minimum.model.objective;
    fit.set =
        eigenvector_set(objective, fit.minimum.theta, lowest, fit.covariance.covariance, tolerance);
    const auto rise = [&](const std::vector<double>& theta) {
      return 2.0 * (objective.evaluate(theta, Want::value).objective - lowest);
    };
    for (const Eigenvector& v : fit.set.vectors) fit.rise.push_back({rise(v.plus), rise(v.minus)});
  });
  return fit;
}

TEST(EigenvectorsTest, MembersOfAParabolaNeedNoRescalingAndGiveTheCovariance) {
  Problem problem;
  problem.chi_square = "experimental";
  problem.shape = synthetic::Shape::linear;
  const Fitted fit = fitted(synthetic::input(problem, {}), 4.0);
  ASSERT_EQ(fit.set.vectors.size(), 5u);
  EXPECT_EQ(fit.set.tolerance, 4.0);
  std::vector<double> sum(25, 0.0);
  for (std::size_t k = 0; k < 5; ++k) {
    const Eigenvector& v = fit.set.vectors[k];
    EXPECT_EQ(v.plus_scale, 1.0);
    EXPECT_EQ(v.minus_scale, 1.0);
    EXPECT_NEAR(v.plus_delta_chi2, 4.0, 1e-5);
    if (k > 0) {
      EXPECT_LE(v.eigenvalue, fit.set.vectors[k - 1].eigenvalue);
    }
    // Σ_k (θ⁺ − θ⁻)(θ⁺ − θ⁻)ᵀ/4 = T² C.
    for (std::size_t i = 0; i < 5; ++i)
      for (std::size_t j = 0; j < 5; ++j)
        sum[i * 5 + j] += (v.plus[i] - v.minus[i]) * (v.plus[j] - v.minus[j]) / 16.0;
  }
  for (std::size_t i = 0; i < 25; ++i)
    EXPECT_NEAR(sum[i], fit.covariance.covariance[i],
                1e-9 * std::abs(fit.covariance.covariance[0]));
}

TEST(EigenvectorsTest, MembersHaveTheToleranceWhereChiSquareIsNotParabolic) {
  const Fitted fit = fitted(synthetic::input({}, {}), 100.0);
  bool rescaled = false;
  for (std::size_t k = 0; k < fit.set.vectors.size(); ++k) {
    const Eigenvector& v = fit.set.vectors[k];
    EXPECT_EQ(v.plus_end, ExcursionEnd::reached);
    EXPECT_EQ(v.minus_end, ExcursionEnd::reached);
    EXPECT_NEAR(fit.rise[k][0] / 100.0, 1.0, tolerance_of_members) << k;
    EXPECT_NEAR(fit.rise[k][1] / 100.0, 1.0, tolerance_of_members) << k;
    EXPECT_EQ(fit.rise[k][0], v.plus_delta_chi2);
    EXPECT_EQ(fit.rise[k][1], v.minus_delta_chi2);
    rescaled = rescaled || v.plus_scale != 1.0;
  }
  EXPECT_TRUE(rescaled) << "the problem is too parabolic to test anything";
}

TEST(EigenvectorsTest, ExcursionsEndAtBoundsAndSaySo) {
  const Fitted free = fitted(synthetic::input({}, {}), 1.0);
  ObjectiveInput input = synthetic::input({}, {});
  std::vector<Parameter> parameters;
  for (std::size_t p = 0; p < 5; ++p) parameters.push_back(input.parameters[p]);
  const double error = std::sqrt(free.covariance.covariance[2 * 5 + 2]);
  parameters[2].lower = free.minimum.theta[2] - 0.1 * error;
  Problems problems;
  input.parameters = ParameterSet(parameters, "test", problems);
  const Fitted fit = fitted(std::move(input), 1.0);
  int clipped = 0;
  for (std::size_t k = 0; k < fit.set.vectors.size(); ++k) {
    const Eigenvector& v = fit.set.vectors[k];
    for (const auto* theta : {&v.plus, &v.minus}) EXPECT_GE((*theta)[2], *parameters[2].lower);
    for (const auto& [end, theta, rise] : {std::tuple(v.plus_end, &v.plus, v.plus_delta_chi2),
                                           std::tuple(v.minus_end, &v.minus, v.minus_delta_chi2)}) {
      if (end == ExcursionEnd::at_bound) {
        ++clipped;
        EXPECT_NEAR((*theta)[2], *parameters[2].lower, 1e-12);
        EXPECT_LT(rise, 1.0);
        EXPECT_GT(rise, 0.0);
      } else {
        EXPECT_NEAR(rise, 1.0, tolerance_of_members);
      }
    }
  }
  EXPECT_GE(clipped, 1);
}

TEST(EigenvectorsTest, ExcursionsEndWhereThePdfsDo) {
  // The synthetic PDFs do not exist beyond |θ_p| = 10; a fit of few points goes that far.
  Problem problem;
  problem.chi_square = "experimental";
  problem.shape = synthetic::Shape::linear;
  problem.n_rows = 16;
  problem.n_parameters = 10;
  problem.with_prior = false;
  const Fitted fit = fitted(synthetic::input(problem, {}), 1e4);
  int ended = 0;
  for (const Eigenvector& v : fit.set.vectors)
    for (const auto& [end, theta, rise] : {std::tuple(v.plus_end, &v.plus, v.plus_delta_chi2),
                                           std::tuple(v.minus_end, &v.minus, v.minus_delta_chi2)}) {
      if (end != ExcursionEnd::no_pdfs) continue;
      ++ended;
      EXPECT_LT(rise, 1e4);
      double largest = 0.0;
      for (const double t : *theta) largest = std::max(largest, std::abs(t));
      EXPECT_NEAR(largest, 10.0, 1e-3);
    }
  EXPECT_GE(ended, 1);
}

TEST(EigenvectorsTest, ParametersWithoutAnErrorStayWhereTheyAre) {
  DistributedObjective objective({}, synthetic::input({}, {}));
  objective.drive([&] {
    const Minimum minimum = minimise(objective, std::vector<double>(5, 0.0), {});
    const Covariance c = full_covariance_of(objective, minimum.theta, minimum.model,
                                            {false, true, false, false, false});
    const EigenvectorSet set =
        eigenvector_set(objective, minimum.theta, minimum.model.objective, c.covariance, 1.0);
    EXPECT_EQ(set.vectors.size(), 4u);
    for (const Eigenvector& v : set.vectors) EXPECT_EQ(v.plus[1], minimum.theta[1]);
  });
}

}  // namespace
}  // namespace fitpack
