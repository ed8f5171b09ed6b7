#include "fitpack/fit/covariance.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <optional>

#include "fitpack/fit/unit_directions.hpp"

namespace fitpack {

namespace {

using RowMajorMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Steps of the differences, in Gauss-Newton errors: the third derivatives of χ² change quotients
/// by their square, rounding by 1e-11 over the step.
constexpr double largest_step = 0.01;
constexpr double smallest_step = 1e-5;
/// In a strongly curved valley the longest step spans too much of it: then shorter ones are tried.
constexpr double shortest_first_step = 1e-4;
constexpr double shorter = 0.1;
/// A step leaves some of the way to a bound.
constexpr double part_of_way = 0.5;
/// M_kl and M_lk come from different points: a difference beyond this means that χ² is not smooth.
constexpr double largest_asymmetry = 0.02;
/// Curvature, relative to Gauss-Newton, that the differences cannot tell from none.
constexpr double least_curvature = 1e-3;

/// `block` at the rows and columns of the parameters that move; zero elsewhere.
std::vector<double> embedded(const Eigen::MatrixXd& block, const std::vector<Eigen::Index>& moving,
                             std::size_t n) {
  std::vector<double> matrix(n * n, 0.0);
  for (std::size_t i = 0; i < moving.size(); ++i)
    for (std::size_t j = 0; j < moving.size(); ++j)
      matrix[static_cast<std::size_t>(moving[i]) * n + static_cast<std::size_t>(moving[j])] =
          block(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j));
  return matrix;
}

Covariance gauss_newton(const LocalModel& model, const UnitDirections& unit) {
  const auto n = static_cast<Eigen::Index>(model.n);
  const Eigen::Map<const RowMajorMatrix> r(model.r.data(), n, n);
  Covariance result;
  result.hessian.resize(model.n * model.n);
  Eigen::Map<RowMajorMatrix>(result.hessian.data(), n, n) = r.transpose() * r;
  result.singular = unit.singular;
  const Eigen::MatrixXd covariance = unit.directions * unit.directions.transpose();
  result.covariance = embedded(covariance, unit.moving, model.n);
  return result;
}

/// Differences of the gradient along the unit directions.
class GradientDifferences {
 public:
  GradientDifferences(DistributedObjective& objective, std::span<const double> theta,
                      const UnitDirections& unit, double first_step)
      : objective_(objective), theta_(theta), unit_(unit), first_step_(first_step) {}

  /// M = Vᵀ H V as differenced, not symmetrised; nullopt where χ² cannot be had around θ.
  std::optional<Eigen::MatrixXd> run() {
    const Eigen::Index n = unit_.directions.cols();
    Eigen::MatrixXd m(n, n);
    for (Eigen::Index k = 0; k < n; ++k) {
      const auto column = column_of(k);
      if (!column) return std::nullopt;
      m.col(k) = *column;
    }
    return m;
  }

 private:
  std::optional<Eigen::VectorXd> column_of(Eigen::Index k) {
    for (double h = std::min(first_step_, room(k)); h >= smallest_step; h *= shorter) {
      const auto up = gradient(k, h);
      if (!up) continue;
      const auto down = gradient(k, -h);
      if (down) return (*up - *down) / (2.0 * h);
    }
    return std::nullopt;
  }

  /// The longest step along ±v_k that keeps clear of the bounds.
  [[nodiscard]] double room(Eigen::Index k) const {
    double room = largest_step;
    for (std::size_t i = 0; i < unit_.moving.size(); ++i) {
      const auto p = static_cast<std::size_t>(unit_.moving[i]);
      const Parameter& parameter = objective_.parameters().free(p);
      const double speed = std::abs(unit_.directions(static_cast<Eigen::Index>(i), k));
      if (speed == 0.0) continue;
      if (parameter.lower)
        room = std::min(room, part_of_way * (theta_[p] - *parameter.lower) / speed);
      if (parameter.upper)
        room = std::min(room, part_of_way * (*parameter.upper - theta_[p]) / speed);
    }
    return room;
  }

  /// Vᵀ ∂F/∂θ at θ + h v_k. Not from the local model: of single events that has the gradient along
  /// directions of their information only, and which ones count as none changes from point to
  /// point.
  std::optional<Eigen::VectorXd> gradient(Eigen::Index k, double h) {
    std::vector<double> theta(theta_.begin(), theta_.end());
    for (std::size_t i = 0; i < unit_.moving.size(); ++i)
      theta[static_cast<std::size_t>(unit_.moving[i])] +=
          h * unit_.directions(static_cast<Eigen::Index>(i), k);
    const LocalModel model = objective_.evaluate(theta, Want::gradient);
    if (!model.valid) return std::nullopt;
    const std::vector<double> all = model.gradient();
    Eigen::VectorXd moving(static_cast<Eigen::Index>(unit_.moving.size()));
    for (std::size_t i = 0; i < unit_.moving.size(); ++i)
      moving[static_cast<Eigen::Index>(i)] = all[static_cast<std::size_t>(unit_.moving[i])];
    return unit_.directions.transpose() * moving;
  }

  DistributedObjective& objective_;
  std::span<const double> theta_;
  const UnitDirections& unit_;
  double first_step_;
};

double asymmetry(const Eigen::MatrixXd& m) { return (m - m.transpose()).cwiseAbs().maxCoeff(); }

/// M with the longest steps that make it symmetric, or as it is with the shortest.
std::optional<Eigen::MatrixXd> differenced_hessian(DistributedObjective& objective,
                                                   std::span<const double> theta,
                                                   const UnitDirections& unit) {
  std::optional<Eigen::MatrixXd> m;
  for (double step = largest_step; step > 0.5 * shortest_first_step; step *= shorter) {
    m = GradientDifferences(objective, theta, unit, step).run();
    if (!m || asymmetry(*m) <= largest_asymmetry) break;
  }
  return m;
}

}  // namespace

Covariance covariance_of(const LocalModel& model, const std::vector<bool>& frozen) {
  return gauss_newton(model, unit_directions(model, frozen));
}

Covariance full_covariance_of(DistributedObjective& objective, std::span<const double> theta,
                              const LocalModel& model, const std::vector<bool>& frozen) {
  const UnitDirections unit = unit_directions(model, frozen);
  Covariance result = gauss_newton(model, unit);
  if (unit.moving.empty()) {
    result.kind = CovarianceKind::full;
    return result;
  }
  const auto give_up = [&result](const char* why) {
    result.remark = std::string("errors from the Gauss-Newton Hessian: ") + why;
    return result;
  };
  if (unit.singular) return give_up("a direction has no curvature");
  const auto differenced = differenced_hessian(objective, theta, unit);
  if (!differenced) return give_up("chi2 cannot be evaluated around the minimum");
  if (asymmetry(*differenced) > largest_asymmetry)
    return give_up("the differenced Hessian is not symmetric, chi2 is not smooth there");
  const Eigen::MatrixXd m = 0.5 * (*differenced + differenced->transpose());
  const Eigen::MatrixXd hessian = unit.inverse.transpose() * m * unit.inverse;
  result.full_hessian = embedded(hessian, unit.moving, model.n);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(m);
  if (solver.eigenvalues()[0] < least_curvature)
    return give_up("the full one is not positive definite");
  const Eigen::MatrixXd root = unit.directions * solver.eigenvectors() *
                               solver.eigenvalues().cwiseSqrt().cwiseInverse().asDiagonal();
  const Eigen::MatrixXd covariance = root * root.transpose();
  result.covariance = embedded(covariance, unit.moving, model.n);
  result.kind = CovarianceKind::full;
  return result;
}

}  // namespace fitpack
