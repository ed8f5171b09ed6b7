#include "fitpack/result/flat_directions.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>

namespace fitpack {
namespace {

/// s_i; 1 where χ² does not depend on a parameter, whose row then stays zero.
Eigen::VectorXd scales_of(const Eigen::MatrixXd& hessian) {
  return hessian.diagonal().unaryExpr([](double h) { return h > 0.0 ? 1.0 / std::sqrt(h) : 1.0; });
}

FlatDirection make_direction(const std::vector<std::string>& names, double eigenvalue,
                             const Eigen::VectorXd& vector, const Eigen::VectorXd& scales) {
  FlatDirection direction{eigenvalue, {}};
  const double inflation = direction.error_inflation();
  for (Eigen::Index i = 0; i < vector.size(); ++i) {
    const double shift = vector[i] == 0.0 ? 0.0 : vector[i] * scales[i] * inflation;
    direction.components.push_back({names[static_cast<std::size_t>(i)], vector[i], shift});
  }
  std::stable_sort(
      direction.components.begin(), direction.components.end(),
      [](const auto& a, const auto& b) { return std::abs(a.weight) > std::abs(b.weight); });
  if (direction.components.front().weight < 0.0) {
    for (FlatDirection::Component& component : direction.components) {
      component.weight = -component.weight;
      component.shift = -component.shift;
    }
  }
  return direction;
}

}  // namespace

double FlatDirection::error_inflation() const {
  return eigenvalue > 0.0 ? 1.0 / std::sqrt(eigenvalue) : std::numeric_limits<double>::infinity();
}

std::vector<FlatDirection> flat_directions(const FitResult& result, std::size_t count) {
  const std::size_t n = result.free_names.size();
  if (n == 0 || result.hessian.size() != n * n) return {};
  const auto side = static_cast<Eigen::Index>(n);
  const Eigen::MatrixXd hessian =
      Eigen::Map<const Eigen::MatrixXd>(result.hessian.data(), side, side);
  if (!hessian.allFinite()) return {};
  const Eigen::VectorXd scales = scales_of(hessian);
  const Eigen::MatrixXd scaled = scales.asDiagonal() * hessian * scales.asDiagonal();
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(scaled);
  if (solver.info() != Eigen::Success) return {};

  std::vector<FlatDirection> directions;
  for (Eigen::Index k = 0; k < std::min(side, static_cast<Eigen::Index>(count)); ++k) {
    directions.push_back(make_direction(result.free_names, solver.eigenvalues()[k],
                                        solver.eigenvectors().col(k), scales));
  }
  return directions;
}

std::vector<std::string> parameters_at_bound(const FitResult& result) {
  std::vector<std::string> names;
  for (const FittedParameter& parameter : result.parameters)
    if (parameter.at_bound) names.push_back(parameter.name);
  return names;
}

}  // namespace fitpack
