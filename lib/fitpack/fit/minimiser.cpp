#include "fitpack/fit/minimiser.hpp"

#include <ceres/ceres.h>

#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <memory>

namespace fitpack {

namespace {

using RowMajorMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Rejected candidates in a row that end a run of Ceres: trust regions have then shrunk by 2^30.
constexpr int most_invalid_steps = 30;
/// Ceres ends where its cost no longer changes to the last bit, which a trust region that has
/// shrunk on a curved valley can cause far from the minimum. A fresh trust region then goes on; a
/// run that gains less than this in F ends the attempts.
constexpr int most_runs = 20;
constexpr double least_gain = 1e-11;

/// The objective as Ceres sees it, and the last local model for those who watch. Frozen parameters
/// have no derivatives: Ceres leaves them alone. It would only cut its steps off at a bound, and
/// with one parameter held there creep along the others.
class TriangleCost final : public ceres::CostFunction {
 public:
  TriangleCost(DistributedObjective& objective, LocalModel start_model, double offset)
      : objective_(objective), model_(std::move(start_model)), offset_(offset) {
    const auto n = static_cast<int>(objective.n_parameters());
    mutable_parameter_block_sizes()->push_back(n);
    set_num_residuals(n + 1);
  }

  bool Evaluate(double const* const* parameters, double* residuals,
                double** jacobians) const override {
    const std::size_t n = objective_.n_parameters();
    const std::span<const double> theta(parameters[0], n);
    const bool wants_model = jacobians != nullptr && jacobians[0] != nullptr;
    LocalModel model = objective_.evaluate(theta, wants_model ? Want::model : Want::value);
    if (!model.valid) return false;
    if (wants_model) {
      std::copy(model.z.begin(), model.z.end(), residuals);
      std::copy(model.r.begin(), model.r.end(), jacobians[0]);
      std::fill_n(jacobians[0] + n * n, n, 0.0);
      for (std::size_t p = 0; p < frozen_.size(); ++p)
        for (std::size_t row = 0; frozen_[p] && row < n; ++row) jacobians[0][row * n + p] = 0.0;
      residuals[n] = std::sqrt(std::max(0.0, model.corner_squared(offset_)));
      model_ = std::move(model);
    } else {
      std::fill_n(residuals, n, 0.0);
      residuals[n] = std::sqrt(2.0 * (model.objective + offset_));
    }
    return true;
  }

  [[nodiscard]] const LocalModel& model() const { return model_; }
  [[nodiscard]] const std::vector<bool>& frozen() const { return frozen_; }
  void freeze(std::vector<bool> parameters) { frozen_ = std::move(parameters); }

 private:
  DistributedObjective& objective_;
  std::vector<bool> frozen_;
  mutable LocalModel model_;  // Ceres' interface is const; it evaluates from one thread only
  double offset_;
};

/// What is left to gain and how steep it is, parameters held at their bounds left out.
struct Distance {
  double predicted_decrease = 0.0;
  double gradient = 0.0;         ///< largest component
  double scaled_gradient = 0.0;  ///< largest component in units of the parameters' steps
};

/// True where θ_p is fixed, or sits at a bound and −gradient points outward.
std::vector<bool> held(const ParameterSet& parameters, std::span<const double> theta,
                       std::span<const double> gradient, const std::vector<bool>& fixed) {
  std::vector<bool> result(theta.size());
  for (std::size_t p = 0; p < theta.size(); ++p) {
    const Parameter& parameter = parameters.free(p);
    result[p] = (!fixed.empty() && fixed[p]) ||
                (parameter.lower && theta[p] <= *parameter.lower && gradient[p] > 0.0) ||
                (parameter.upper && theta[p] >= *parameter.upper && gradient[p] < 0.0);
  }
  return result;
}

/// |z|²/2 of the model restricted to the columns that may move.
double restricted_decrease(const LocalModel& model, const std::vector<bool>& frozen) {
  const auto n = static_cast<Eigen::Index>(model.n);
  const Eigen::Map<const RowMajorMatrix> r(model.r.data(), n, n);
  const auto n_free = std::count(frozen.begin(), frozen.end(), false);
  Eigen::MatrixXd columns(n, n_free);
  Eigen::Index next = 0;
  for (Eigen::Index p = 0; p < n; ++p)
    if (!frozen[static_cast<std::size_t>(p)]) columns.col(next++) = r.col(p);
  const Eigen::HouseholderQR<Eigen::MatrixXd> qr(columns);
  const Eigen::VectorXd z = Eigen::Map<const Eigen::VectorXd>(model.z.data(), n);
  return 0.5 * (qr.householderQ().adjoint() * z).head(n_free).squaredNorm();
}

Distance distance_to_minimum(const LocalModel& model, const ParameterSet& parameters,
                             std::span<const double> theta, const std::vector<bool>& fixed) {
  const std::vector<double> gradient = model.gradient();
  const std::vector<bool> frozen = held(parameters, theta, gradient, fixed);
  const std::vector<double> steps = parameters.steps();
  Distance distance;
  for (std::size_t p = 0; p < theta.size(); ++p) {
    if (frozen[p]) continue;
    distance.gradient = std::max(distance.gradient, std::abs(gradient[p]));
    distance.scaled_gradient = std::max(distance.scaled_gradient, std::abs(gradient[p]) * steps[p]);
  }
  const bool none_frozen = std::none_of(frozen.begin(), frozen.end(), [](bool f) { return f; });
  distance.predicted_decrease =
      none_frozen ? model.predicted_decrease() : restricted_decrease(model, frozen);
  return distance;
}

/// Records iterations and decides when the fit has converged.
class Watch final : public ceres::IterationCallback {
 public:
  Watch(const TriangleCost& cost, const ParameterSet& parameters, const std::vector<double>& theta,
        const MinimiserOptions& options, const IterationObserver& observer,
        const std::vector<bool>& fixed)
      : cost_(cost),
        parameters_(parameters),
        theta_(theta),
        options_(options),
        observer_(observer),
        fixed_(fixed) {}

  ceres::CallbackReturnType operator()(const ceres::IterationSummary& summary) override {
    if (summary.iteration == 0 && !history_.empty()) return ceres::SOLVER_CONTINUE;  // a new run
    const Distance distance = distance_to_minimum(cost_.model(), parameters_, theta_, fixed_);
    IterationRecord record;
    record.iteration = static_cast<int>(history_.size());
    record.chi2 = cost_.model().chi2.total;
    record.predicted_decrease = distance.predicted_decrease;
    record.gradient_norm = distance.gradient;
    record.step_norm = summary.step_norm;
    record.trust_region_radius = summary.trust_region_radius;
    record.accepted = history_.empty() || summary.step_is_successful;
    history_.push_back(record);
    if (observer_) observer_(record);
    converged_ = distance.predicted_decrease < options_.decrease_tolerance ||
                 distance.scaled_gradient < options_.gradient_tolerance;
    // An aborted run would take its steps back.
    const bool ends = converged_ || held_now() != cost_.frozen();
    return ends ? ceres::SOLVER_TERMINATE_SUCCESSFULLY : ceres::SOLVER_CONTINUE;
  }

  [[nodiscard]] bool converged() const { return converged_; }
  /// Parameters that are fixed, or sit at a bound and would go on outward.
  [[nodiscard]] std::vector<bool> held_now() const {
    return held(parameters_, theta_, cost_.model().gradient(), fixed_);
  }
  [[nodiscard]] int iterations() const { return static_cast<int>(history_.size()) - 1; }
  [[nodiscard]] std::vector<IterationRecord>& history() { return history_; }

 private:
  const TriangleCost& cost_;
  const ParameterSet& parameters_;
  const std::vector<double>& theta_;
  const MinimiserOptions& options_;
  const IterationObserver& observer_;
  const std::vector<bool>& fixed_;
  std::vector<IterationRecord> history_;
  bool converged_ = false;
};

void set_bounds(ceres::Problem& problem, double* theta, const ParameterSet& parameters) {
  for (std::size_t p = 0; p < parameters.n_free(); ++p) {
    const Parameter& parameter = parameters.free(p);
    const auto index = static_cast<int>(p);
    if (parameter.lower) problem.SetParameterLowerBound(theta, index, *parameter.lower);
    if (parameter.upper) problem.SetParameterUpperBound(theta, index, *parameter.upper);
  }
}

/// Ceres' own criteria are switched off: they look at F + C, ours at F.
ceres::Solver::Options solver_options(const MinimiserOptions& options, Watch& watch) {
  ceres::Solver::Options solver;
  solver.linear_solver_type = ceres::DENSE_QR;
  solver.max_num_iterations = options.max_iterations - std::max(0, watch.iterations());
  solver.max_num_consecutive_invalid_steps = most_invalid_steps;
  solver.function_tolerance = 0.0;
  solver.gradient_tolerance = 0.0;
  solver.parameter_tolerance = 0.0;
  solver.num_threads = 1;
  solver.logging_type = ceres::SILENT;
  solver.update_state_every_iteration = true;
  solver.callbacks.push_back(&watch);
  return solver;
}

std::string stop_message(const Watch& watch, const std::string& reason,
                         const MinimiserOptions& options) {
  if (watch.converged()) return "the predicted decrease of chi2/2 or the gradient is negligible";
  if (watch.iterations() >= options.max_iterations)
    return "no convergence within " + std::to_string(options.max_iterations) +
           " iterations (fit.max_iterations)";
  return "no further progress (" + reason + ")";
}

/// Runs of Ceres, each with a fresh trust region, until the watch says converged or nothing is
/// gained. A run also ends where a parameter arrives at a bound or leaves it. Returns why the last
/// run ended.
std::string run_ceres(ceres::Problem& problem, TriangleCost& cost, Watch& watch,
                      const MinimiserOptions& options) {
  std::string reason;
  int stalled = 0;
  while (stalled < most_runs && watch.iterations() < options.max_iterations) {
    const double before = cost.model().objective;
    cost.freeze(watch.held_now());
    ceres::Solver::Summary summary;
    ceres::Solve(solver_options(options, watch), &problem, &summary);
    reason = summary.message;
    if (watch.converged()) break;
    if (watch.held_now() != cost.frozen()) continue;
    if (before - cost.model().objective < least_gain) break;
    ++stalled;
  }
  return reason;
}

Minimum without_free_parameters(LocalModel model) {
  Minimum minimum;
  minimum.status = FitStatus::converged;
  minimum.message = "no free parameter";
  minimum.model = std::move(model);
  return minimum;
}

}  // namespace

std::vector<bool> at_bounds(const ParameterSet& parameters, std::span<const double> theta) {
  std::vector<bool> result(theta.size());
  for (std::size_t p = 0; p < theta.size(); ++p) {
    const Parameter& parameter = parameters.free(p);
    result[p] = (parameter.lower && theta[p] <= *parameter.lower) ||
                (parameter.upper && theta[p] >= *parameter.upper);
  }
  return result;
}

Minimum minimise(DistributedObjective& objective, std::span<const double> start,
                 const MinimiserOptions& options, const IterationObserver& observer,
                 const std::vector<bool>& fixed) {
  std::vector<double> theta(start.begin(), start.end());
  LocalModel model = objective.evaluate(theta, Want::model);
  if (!model.valid)
    throw InputError(
        "the start values have no PDFs or no finite prediction (a sum rule diverges, for example); "
        "change the start values in `parameters`");
  if (theta.empty()) return without_free_parameters(std::move(model));

  // Rows that are no squares hold at most 1/2 each, and the log term can be negative.
  const double offset = static_cast<double>(objective.n_rows()) + std::abs(model.objective);
  auto* cost = new TriangleCost(objective, std::move(model), offset);  // owned by the problem
  ceres::Problem problem;
  problem.AddResidualBlock(cost, nullptr, theta.data());
  set_bounds(problem, theta.data(), objective.parameters());
  Watch watch(*cost, objective.parameters(), theta, options, observer, fixed);
  const std::string reason = run_ceres(problem, *cost, watch, options);

  Minimum minimum;
  minimum.status = watch.converged() ? FitStatus::converged : FitStatus::not_converged;
  minimum.message = stop_message(watch, reason, options);
  minimum.theta = theta;
  minimum.model = cost->model();
  minimum.iterations = watch.iterations();
  minimum.history = std::move(watch.history());
  return minimum;
}

}  // namespace fitpack
