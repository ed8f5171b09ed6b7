#include "fitpack/fit/hessian_profile.hpp"

#include <Eigen/Dense>
#include <cmath>

#include "fitpack/core/contracts.hpp"

namespace fitpack {

namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Eigen::Index;

/// Eigenvalues of a correlation matrix that are rounding.
constexpr double least_eigenvalue = 1e-13;

/// Columns e_k with C = Σ e_k e_kᵀ, and the eigenvalues of the correlation matrix, largest first.
struct Directions {
  Eigen::MatrixXd columns;
  Eigen::VectorXd eigenvalues;
};

Directions directions_of(std::span<const double> covariance, Index n) {
  const Eigen::Map<const RowMajor> c(covariance.data(), n, n);
  Eigen::VectorXd sigma = c.diagonal().cwiseMax(0.0).cwiseSqrt();
  const Eigen::VectorXd inverse = sigma.unaryExpr([](double s) { return s > 0.0 ? 1.0 / s : 0.0; });
  const Eigen::MatrixXd correlation = inverse.asDiagonal() * c * inverse.asDiagonal();
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(
      Eigen::MatrixXd(0.5 * (correlation + correlation.transpose())));
  std::vector<Index> kept;
  for (Index k = n; k-- > 0;)
    if (eigen.eigenvalues()[k] > least_eigenvalue) kept.push_back(k);
  Directions result;
  result.columns.resize(n, static_cast<Index>(kept.size()));
  result.eigenvalues.resize(static_cast<Index>(kept.size()));
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const auto column = static_cast<Index>(i);
    result.eigenvalues[column] = eigen.eigenvalues()[kept[i]];
    result.columns.col(column) = std::sqrt(result.eigenvalues[column]) *
                                 sigma.cwiseProduct(eigen.eigenvectors().col(kept[i]));
  }
  return result;
}

}  // namespace

HessianProfile hessian_profile(std::span<const double> covariance, std::span<const double> gradient,
                               std::span<const double> hessian) {
  FITPACK_EXPECTS(covariance.size() == gradient.size() * gradient.size() &&
                  hessian.size() == covariance.size());
  const auto n = static_cast<Index>(gradient.size());
  const Directions before = directions_of(covariance, n);
  const Eigen::MatrixXd& l = before.columns;
  const Eigen::Map<const RowMajor> h(hessian.data(), n, n);
  const Eigen::Map<const Eigen::VectorXd> g(gradient.data(), n);
  const Index m = l.cols();
  const Eigen::MatrixXd added = l.transpose() * h * l;
  const Eigen::LLT<Eigen::MatrixXd> curvature(Eigen::MatrixXd::Identity(m, m) + added);
  const Eigen::VectorXd slope = l.transpose() * g;
  const Eigen::VectorXd t = -curvature.solve(slope);
  const Eigen::MatrixXd inverse = curvature.solve(Eigen::MatrixXd::Identity(m, m));

  HessianProfile result;
  result.shift.resize(gradient.size());
  Eigen::Map<Eigen::VectorXd>(result.shift.data(), n) = l * t;
  result.covariance.resize(covariance.size());
  const Eigen::MatrixXd after = l * inverse * l.transpose();
  Eigen::Map<RowMajor>(result.covariance.data(), n, n) = 0.5 * (after + after.transpose());
  result.model_change = slope.dot(t) + 0.5 * t.dot(added * t);
  for (Index k = 0; k < m; ++k)
    result.directions.push_back({before.eigenvalues[k], t[k], std::sqrt(inverse(k, k))});
  return result;
}

EigenvectorSet parabolic_eigenvectors(std::span<const double> theta,
                                      std::span<const double> covariance, double tolerance) {
  const auto n = static_cast<Index>(theta.size());
  const Directions directions = directions_of(covariance, n);
  EigenvectorSet set;
  set.tolerance = tolerance;
  // Largest eigenvalue of the Hessian first: the smallest of the covariance.
  for (Index k = directions.columns.cols(); k-- > 0;) {
    Eigenvector vector;
    vector.eigenvalue = 1.0 / directions.eigenvalues[k];
    vector.plus.assign(theta.begin(), theta.end());
    vector.minus = vector.plus;
    for (Index p = 0; p < n; ++p) {
      const double step = std::sqrt(tolerance) * directions.columns(p, k);
      vector.plus[static_cast<std::size_t>(p)] += step;
      vector.minus[static_cast<std::size_t>(p)] -= step;
    }
    vector.plus_delta_chi2 = vector.minus_delta_chi2 = tolerance;
    set.vectors.push_back(std::move(vector));
  }
  return set;
}

}  // namespace fitpack
