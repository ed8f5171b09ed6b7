#include "fitpack/fit/eigenvectors.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>

namespace fitpack {

namespace {

/// An excursion is right where Δχ² deviates from T² by no more than this, relatively.
constexpr double excursion_accuracy = 1e-3;
/// Beyond so many parabolic excursions a direction is called open.
constexpr double longest_excursion = 30.0;
constexpr double growth = 1.5;
constexpr int most_evaluations = 60;
/// Brackets shorter than this hold the edge of the PDFs' domain.
constexpr double shortest_bracket = 1e-6;
/// Correlation matrices with smaller eigenvalues come from rounding: no such direction is known.
constexpr double no_spread = 1e-13;

struct ScaledVector {
  double eigenvalue;
  std::vector<double> excursion;  ///< √(T²/λ) σ e, n_free components
};

std::vector<ScaledVector> scaled_vectors(std::span<const double> covariance, std::size_t n,
                                         double tolerance) {
  std::vector<std::size_t> moving;
  std::vector<double> sigma;
  for (std::size_t p = 0; p < n; ++p)
    if (covariance[p * n + p] > 0.0) {
      moving.push_back(p);
      sigma.push_back(std::sqrt(covariance[p * n + p]));
    }
  const auto m = static_cast<Eigen::Index>(moving.size());
  Eigen::MatrixXd correlation(m, m);
  for (Eigen::Index i = 0; i < m; ++i)
    for (Eigen::Index j = 0; j < m; ++j) {
      const auto a = static_cast<std::size_t>(i), b = static_cast<std::size_t>(j);
      correlation(i, j) = covariance[moving[a] * n + moving[b]] / (sigma[a] * sigma[b]);
    }
  std::vector<ScaledVector> vectors;
  if (m == 0) return vectors;
  // The eigenvalues of the correlation matrix are those of the scaled Hessian inverted.
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(correlation);
  for (Eigen::Index k = 0; k < m; ++k) {
    const double spread = solver.eigenvalues()[k];
    if (spread <= no_spread) continue;
    const Eigen::VectorXd e = solver.eigenvectors().col(k);
    Eigen::Index largest = 0;
    e.cwiseAbs().maxCoeff(&largest);
    const double length = std::copysign(std::sqrt(tolerance * spread), e[largest]);
    ScaledVector vector{1.0 / spread, std::vector<double>(n, 0.0)};
    for (Eigen::Index i = 0; i < m; ++i) {
      const auto a = static_cast<std::size_t>(i);
      vector.excursion[moving[a]] = length * sigma[a] * e[i];
    }
    vectors.push_back(std::move(vector));
  }
  return vectors;
}

/// One end of an eigenvector.
struct Member {
  std::vector<double> theta;
  double delta_chi2;
  double scale;
  ExcursionEnd end;
};

/// How far to go along θ + s u for Δχ² = T².
class Excursion {
 public:
  Excursion(DistributedObjective& objective, std::span<const double> theta, double lowest,
            std::vector<double> direction, double tolerance)
      : objective_(objective),
        theta_(theta),
        lowest_(lowest),
        direction_(std::move(direction)),
        tolerance_(tolerance) {}

  Member run() {
    find_limit();
    double inside = 0.0, at_inside = -1.0;  // √(Δχ²/T²) − 1, close to linear in s
    double s = std::min(1.0, limit_);
    double outside = 0.0, at_outside = 0.0;
    while (true) {
      const double value = distance(s);
      if (close_enough(value)) return member(s, ExcursionEnd::reached);
      if (value > 0.0) {
        outside = s;
        at_outside = value;
        break;
      }
      inside = s;
      at_inside = value;
      if (s >= limit_) return member(s, limit_end_);
      s = std::min(growth * s, limit_);
    }
    return solve(inside, at_inside, outside, at_outside);
  }

 private:
  /// Regula falsi with the Illinois rule; halving where χ² is unknown outside.
  Member solve(double inside, double at_inside, double outside, double at_outside) {
    const auto none = [](double value) { return std::isinf(value); };
    for (int k = 0; k < most_evaluations && outside - inside > shortest_bracket; ++k) {
      const double s = none(at_outside)
                           ? 0.5 * (inside + outside)
                           : inside - at_inside * (outside - inside) / (at_outside - at_inside);
      const double value = distance(s);
      if (close_enough(value)) return member(s, ExcursionEnd::reached);
      if (value < 0.0) {
        inside = s;
        at_inside = value;
        if (!none(at_outside)) at_outside *= 0.5;
      } else {
        outside = s;
        at_outside = value;
        at_inside *= 0.5;
      }
    }
    return member(inside, none(at_outside) ? ExcursionEnd::no_pdfs : ExcursionEnd::reached);
  }

  void find_limit() {
    for (std::size_t p = 0; p < direction_.size(); ++p) {
      const Parameter& parameter = objective_.parameters().free(p);
      const std::optional<double>& bound = direction_[p] > 0.0 ? parameter.upper : parameter.lower;
      if (direction_[p] == 0.0 || !bound) continue;
      const double room = std::max(0.0, (*bound - theta_[p]) / direction_[p]);
      if (room >= limit_) continue;
      limit_ = room;
      limit_end_ = ExcursionEnd::at_bound;
    }
  }

  [[nodiscard]] std::vector<double> at(double s) const {
    std::vector<double> theta(theta_.begin(), theta_.end());
    for (std::size_t p = 0; p < theta.size(); ++p) {
      theta[p] += s * direction_[p];
      const Parameter& parameter = objective_.parameters().free(p);
      if (parameter.lower) theta[p] = std::max(theta[p], *parameter.lower);
      if (parameter.upper) theta[p] = std::min(theta[p], *parameter.upper);
    }
    return theta;
  }

  /// √(Δχ²/T²) − 1; infinite where there are no PDFs.
  double distance(double s) {
    const LocalModel model = objective_.evaluate(at(s), Want::value);
    if (!model.valid) return std::numeric_limits<double>::infinity();
    rise_ = 2.0 * (model.objective - lowest_);
    rise_at_ = s;
    const double ratio = rise_ / tolerance_;
    return std::copysign(std::sqrt(std::abs(ratio)), ratio) - 1.0;
  }

  static bool close_enough(double distance) {
    return std::abs(distance) <= 0.5 * excursion_accuracy;
  }

  Member member(double s, ExcursionEnd end) {
    if (s == 0.0) rise_ = 0.0;
    if (s != 0.0 && s != rise_at_) static_cast<void>(distance(s));
    return {at(s), rise_, s, end};
  }

  DistributedObjective& objective_;
  std::span<const double> theta_;
  double lowest_;
  std::vector<double> direction_;
  double tolerance_;
  double limit_ = longest_excursion;
  ExcursionEnd limit_end_ = ExcursionEnd::too_far;
  double rise_ = 0.0;
  double rise_at_ = 0.0;
};

}  // namespace

EigenvectorSet eigenvector_set(DistributedObjective& objective, std::span<const double> theta,
                               double objective_at, std::span<const double> covariance,
                               double tolerance) {
  EigenvectorSet set{tolerance, {}};
  for (ScaledVector& vector : scaled_vectors(covariance, theta.size(), tolerance)) {
    std::vector<double> backwards = vector.excursion;
    for (double& component : backwards) component = -component;
    const auto excursion = [&](std::vector<double>& direction) {
      return Excursion(objective, theta, objective_at, std::move(direction), tolerance).run();
    };
    Member plus = excursion(vector.excursion);
    Member minus = excursion(backwards);
    set.vectors.push_back({vector.eigenvalue, std::move(plus.theta), std::move(minus.theta),
                           plus.delta_chi2, minus.delta_chi2, plus.scale, minus.scale, plus.end,
                           minus.end});
  }
  return set;
}

}  // namespace fitpack
