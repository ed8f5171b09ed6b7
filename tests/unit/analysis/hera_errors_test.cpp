#include <gtest/gtest.h>

#include <Eigen/LU>
#include <cmath>

#include "fitpack/analysis/run_fit.hpp"
#include "support/shipped_card.hpp"

namespace fitpack {
namespace {

using Square = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Of the errors of the NLO fit to the HERA data.
constexpr double one_percent = 0.01;
/// Steps along the axes, in errors at fixed other parameters.
constexpr double axis_step = 0.02;

RunCard hera_card() { return shipped_card("hera_nlo_zm.yaml", {"cache.enabled=false"}); }

TEST(HeraErrors, AreTheInverseOfTheDifferencedGradient) {
  Analysis analysis({}, hera_card(), silent_logger());
  const FitResult result = run_fit(analysis, {});
  ASSERT_EQ(result.status, FitStatus::converged) << result.message;
  ASSERT_EQ(result.covariance_kind, CovarianceKind::full) << result.message;
  std::vector<double> theta, errors;
  for (const FittedParameter& parameter : result.parameters)
    if (!parameter.fixed) {
      theta.push_back(parameter.value);
      errors.push_back(parameter.error);
    }
  const std::size_t n = theta.size();
  Square hessian(n, n);
  for (std::size_t p = 0; p < n; ++p) {
    const double step = axis_step / std::sqrt(result.hessian[p * n + p]);
    const auto gradient = [&](double change) {
      std::vector<double> at = theta;
      at[p] += change;
      return analysis.objective().evaluate(at, Want::model).gradient();
    };
    const std::vector<double> up = gradient(step), down = gradient(-step);
    for (std::size_t q = 0; q < n; ++q)
      hessian(static_cast<Eigen::Index>(p), static_cast<Eigen::Index>(q)) =
          (up[q] - down[q]) / (2.0 * step);
  }
  const Square covariance = Square(0.5 * (hessian + hessian.transpose())).inverse();
  for (std::size_t p = 0; p < n; ++p) {
    const auto k = static_cast<Eigen::Index>(p);
    EXPECT_NEAR(errors[p] / std::sqrt(covariance(k, k)), 1.0, one_percent) << result.free_names[p];
  }
}

}  // namespace
}  // namespace fitpack
