#include "fitpack/fit/lbfgs.hpp"

#include <ceres/first_order_function.h>
#include <ceres/gradient_problem.h>
#include <ceres/gradient_problem_solver.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>

#include "fitpack/core/error.hpp"

namespace fitpack {

namespace {

using RowMajorMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Rounding of F in units of its last bit, from sums over many terms.
constexpr double rounding_of_sums = 16.0;
/// Curvature that directions without any are given, relative to the largest.
constexpr double smallest_curvature = 1e-10;
/// Ceres ends a run where its line search fails; fresh ones go on while F falls.
constexpr int most_runs = 10;

/// Directions in which the curvature at the start is one: θ = θ₀ + D t, D = (RᵀR + ε)^(−½).
Eigen::MatrixXd alike_directions(const LocalModel& model) {
  const auto n = static_cast<Eigen::Index>(model.n);
  const Eigen::Map<const RowMajorMatrix> r(model.r.data(), n, n);
  const Eigen::MatrixXd hessian = r.transpose() * r;
  const Eigen::VectorXd scale = hessian.diagonal().cwiseMax(1e-300).cwiseSqrt();
  const Eigen::MatrixXd scaled =
      scale.cwiseInverse().asDiagonal() * hessian * scale.cwiseInverse().asDiagonal();
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(scaled);
  const double floor = smallest_curvature * eigen.eigenvalues().maxCoeff();
  return scale.cwiseInverse().asDiagonal() * eigen.eigenvectors() *
         eigen.eigenvalues().cwiseMax(floor).cwiseSqrt().cwiseInverse().asDiagonal();
}

/// F − F₀ of t and its gradient.
class SlopeCost final : public ceres::FirstOrderFunction {
 public:
  SlopeCost(FitObjective& objective, const Eigen::VectorXd& origin,
            const Eigen::MatrixXd& directions, double reference)
      : objective_(objective), origin_(origin), directions_(directions), reference_(reference) {}

  bool Evaluate(const double* t, double* cost, double* gradient) const override {
    const Eigen::VectorXd theta = at(t);
    const LocalModel model =
        objective_.evaluate({theta.data(), static_cast<std::size_t>(theta.size())},
                            gradient != nullptr ? Want::gradient : Want::value);
    if (!model.valid) return false;
    *cost = model.objective - reference_;
    if (gradient == nullptr) return true;
    const std::vector<double> slope = model.gradient();
    Eigen::Map<Eigen::VectorXd>(gradient, theta.size()) =
        directions_.transpose() * Eigen::Map<const Eigen::VectorXd>(slope.data(), theta.size());
    return true;
  }
  [[nodiscard]] int NumParameters() const override { return static_cast<int>(origin_.size()); }
  [[nodiscard]] Eigen::VectorXd at(const double* t) const {
    return origin_ + directions_ * Eigen::Map<const Eigen::VectorXd>(t, origin_.size());
  }

 private:
  FitObjective& objective_;
  const Eigen::VectorXd& origin_;
  const Eigen::MatrixXd& directions_;
  double reference_;
};

class SlopeWatch final : public ceres::IterationCallback {
 public:
  SlopeWatch(double reference, double tolerance, const IterationObserver& observer)
      : reference_(reference), tolerance_(tolerance), observer_(observer) {}

  ceres::CallbackReturnType operator()(const ceres::IterationSummary& summary) override {
    if (summary.iteration == 0 && !history_.empty()) return ceres::SOLVER_CONTINUE;
    IterationRecord record;
    record.iteration = static_cast<int>(history_.size());
    record.chi2 = 2.0 * (summary.cost + reference_);
    record.predicted_decrease = 0.5 * summary.gradient_norm * summary.gradient_norm;
    record.gradient_norm = summary.gradient_max_norm;
    record.step_norm = summary.step_norm;
    record.accepted = true;
    history_.push_back(record);
    if (observer_) observer_(record);
    converged_ = record.predicted_decrease < tolerance_;
    return converged_ ? ceres::SOLVER_TERMINATE_SUCCESSFULLY : ceres::SOLVER_CONTINUE;
  }
  [[nodiscard]] bool converged() const { return converged_; }
  [[nodiscard]] int iterations() const { return static_cast<int>(history_.size()) - 1; }
  [[nodiscard]] std::vector<IterationRecord>& history() { return history_; }

 private:
  double reference_, tolerance_;
  const IterationObserver& observer_;
  std::vector<IterationRecord> history_;
  bool converged_ = false;
};

void require_no_bounds(const ParameterSet& parameters) {
  for (std::size_t p = 0; p < parameters.n_free(); ++p)
    if (parameters.free(p).lower || parameters.free(p).upper)
      throw InputError("fit.minimiser: lbfgs knows no bounds, but parameters." +
                       parameters.free(p).name + " has one; remove it or use levenberg_marquardt");
}

ceres::GradientProblemSolver::Options solver_options(const MinimiserOptions& options,
                                                     SlopeWatch& watch) {
  ceres::GradientProblemSolver::Options solver;
  solver.line_search_direction_type = ceres::LBFGS;
  solver.max_num_iterations = options.max_iterations - std::max(0, watch.iterations());
  solver.function_tolerance = 0.0;
  solver.gradient_tolerance = 0.0;
  solver.parameter_tolerance = 0.0;
  solver.logging_type = ceres::SILENT;
  solver.callbacks.push_back(&watch);
  return solver;
}

}  // namespace

double decrease_tolerance(const LocalModel& model, const MinimiserOptions& options) {
  return std::max(
      options.decrease_tolerance,
      rounding_of_sums * std::numeric_limits<double>::epsilon() * std::abs(model.chi2.events));
}

Minimum minimise_lbfgs(FitObjective& objective, std::vector<double> theta, LocalModel start,
                       const MinimiserOptions& options, const IterationObserver& observer) {
  require_no_bounds(objective.parameters());
  const Eigen::VectorXd origin =
      Eigen::Map<const Eigen::VectorXd>(theta.data(), static_cast<Eigen::Index>(theta.size()));
  const Eigen::MatrixXd directions = alike_directions(start);
  auto* cost = new SlopeCost(objective, origin, directions, start.objective);
  const ceres::GradientProblem problem(cost);  // owns the cost
  SlopeWatch watch(start.objective, decrease_tolerance(start, options), observer);
  std::vector<double> t(theta.size(), 0.0);
  std::string reason;
  for (int run = 0; run < most_runs && watch.iterations() < options.max_iterations; ++run) {
    ceres::GradientProblemSolver::Summary summary;
    ceres::Solve(solver_options(options, watch), problem, t.data(), &summary);
    reason = summary.message;
    if (watch.converged() || !(summary.final_cost < summary.initial_cost)) break;
  }
  Minimum minimum;
  minimum.status = watch.converged() ? FitStatus::converged : FitStatus::not_converged;
  minimum.message = watch.converged() ? "the gradient is negligible (L-BFGS)"
                    : watch.iterations() >= options.max_iterations
                        ? "no convergence within " + std::to_string(options.max_iterations) +
                              " iterations (fit.max_iterations)"
                        : "no further progress (" + reason + ")";
  const Eigen::VectorXd end = cost->at(t.data());
  minimum.theta.assign(end.data(), end.data() + end.size());
  minimum.model = objective.evaluate(minimum.theta, Want::model);
  minimum.iterations = watch.iterations();
  minimum.history = std::move(watch.history());
  return minimum;
}

}  // namespace fitpack
