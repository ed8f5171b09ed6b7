#include "fitpack/fit/minimiser.hpp"
#include "fitpack/fit/lbfgs.hpp"

#include <ceres/ceres.h>

#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

namespace fitpack {

namespace {

using RowMajorMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Rejected candidates in a row that end a run of Ceres: trust regions have then shrunk by 2^30.
constexpr int most_invalid_steps = 30;
/// Ceres ends where its cost no longer changes to the last bit, which a trust region that has
/// shrunk on a curved valley can cause far from the minimum. A fresh trust region then goes on; a
/// stretch that gains less than this in F ends the attempts.
constexpr int most_fresh_trust_regions = 20;
constexpr double least_gain = 1e-11;
/// Of a fresh trust region.
constexpr double first_radius = 1e4;

/// The objective as Ceres sees it, and the last local model for those who watch. Frozen parameters
/// have no derivatives: Ceres leaves them alone. It would only cut its steps off at a bound, and
/// with one parameter held there creep along the others.
class TriangleCost final : public ceres::CostFunction {
 public:
  TriangleCost(FitObjective& objective, std::span<const double> start, LocalModel start_model,
               double offset)
      : objective_(objective),
        theta_(start.begin(), start.end()),
        model_(std::move(start_model)),
        offset_(offset) {
    const auto n = static_cast<int>(objective.n_parameters());
    mutable_parameter_block_sizes()->push_back(n);
    set_num_residuals(n + 1);
  }

  bool Evaluate(double const* const* parameters, double* residuals,
                double** jacobians) const override {
    const std::size_t n = objective_.n_parameters();
    const std::span<const double> theta(parameters[0], n);
    const bool wants_model = jacobians != nullptr && jacobians[0] != nullptr;
    if (!wants_model) return evaluate_value(theta, residuals);
    if (!update_model(theta)) return false;
    std::copy(model_.z.begin(), model_.z.end(), residuals);
    std::copy(model_.r.begin(), model_.r.end(), jacobians[0]);
    std::fill_n(jacobians[0] + n * n, n, 0.0);
    for (std::size_t p = 0; p < frozen_.size(); ++p)
      for (std::size_t row = 0; frozen_[p] && row < n; ++row) jacobians[0][row * n + p] = 0.0;
    residuals[n] = std::sqrt(std::max(0.0, model_.corner_squared(offset_)));
    return true;
  }

  /// At an accepted θ. Kept unless Ceres looked elsewhere since: it does at bounds.
  [[nodiscard]] const LocalModel& model_at(std::span<const double> theta) const {
    static_cast<void>(update_model(theta));
    return model_;
  }
  [[nodiscard]] bool stop_requested() const { return objective_.stop_requested(); }
  /// χ² of the validation rows, without priors and penalties, which are no data.
  [[nodiscard]] double validation_chi2(std::span<const double> theta) const {
    objective_.select(RowSelection::validation);
    const LocalModel model = objective_.evaluate(theta, Want::value);
    objective_.select(RowSelection::training);
    if (!model.valid) return std::numeric_limits<double>::infinity();
    return model.chi2.points + model.chi2.correlated + model.chi2.log_penalty;
  }
  [[nodiscard]] const std::vector<bool>& frozen() const { return frozen_; }
  void freeze(std::vector<bool> parameters) { frozen_ = std::move(parameters); }

 private:
  bool evaluate_value(std::span<const double> theta, double* residuals) const {
    const LocalModel model = objective_.evaluate(theta, Want::value);
    if (!model.valid) return false;
    std::fill_n(residuals, theta.size(), 0.0);
    residuals[theta.size()] = std::sqrt(2.0 * (model.objective + offset_));
    return true;
  }

  /// A run of Ceres begins where the one before ended: that model is still here.
  bool update_model(std::span<const double> theta) const {
    if (std::ranges::equal(theta, theta_)) return true;
    LocalModel model = objective_.evaluate(theta, Want::model);
    if (!model.valid) return false;
    model_ = std::move(model);
    theta_.assign(theta.begin(), theta.end());
    return true;
  }

  FitObjective& objective_;
  std::vector<bool> frozen_;
  // Ceres' interface is const; it evaluates from one thread only.
  mutable std::vector<double> theta_;
  mutable LocalModel model_;  // at θ
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

/// The accepted iteration with the lowest χ² of the validation rows, the first of equal ones.
int best_iteration(const std::vector<IterationRecord>& history) {
  const IterationRecord* best = nullptr;
  for (const IterationRecord& record : history)
    if (record.validation_chi2 &&
        (best == nullptr || *record.validation_chi2 < *best->validation_chi2))
      best = &record;
  return best == nullptr ? 0 : best->iteration;
}

int accepted_after(const std::vector<IterationRecord>& history, int iteration) {
  return static_cast<int>(std::ranges::count_if(history, [iteration](const IterationRecord& r) {
    return r.accepted && r.iteration > iteration;
  }));
}

/// Records iterations and decides when the fit has converged. A run of Ceres ends with the first
/// step it accepts: the next begins there, and depends on nothing but θ and the trust region.
class Watch final : public ceres::IterationCallback {
 public:
  Watch(const TriangleCost& cost, const ParameterSet& parameters, const std::vector<double>& theta,
        const MinimiserOptions& options, const IterationObserver& observer,
        const std::vector<bool>& fixed, std::vector<IterationRecord> history,
        std::vector<double> best_theta)
      : cost_(cost),
        parameters_(parameters),
        theta_(theta),
        options_(options),
        observer_(observer),
        fixed_(fixed),
        history_(std::move(history)),
        best_theta_(std::move(best_theta)) {}

  ceres::CallbackReturnType operator()(const ceres::IterationSummary& summary) override {
    accepted_ = false;
    if (summary.iteration == 0 && !history_.empty()) return ceres::SOLVER_CONTINUE;  // a new run
    const LocalModel& model = cost_.model_at(theta_);
    const Distance distance = distance_to_minimum(model, parameters_, theta_, fixed_);
    IterationRecord record;
    record.iteration = static_cast<int>(history_.size());
    record.chi2 = model.chi2.total;
    record.predicted_decrease = distance.predicted_decrease;
    record.gradient_norm = distance.gradient;
    record.step_norm = summary.step_norm;
    record.trust_region_radius = summary.trust_region_radius;
    record.accepted = history_.empty() || summary.step_is_successful;
    if (record.accepted && options_.validation.splits())
      record.validation_chi2 = cost_.validation_chi2(theta_);
    history_.push_back(record);
    if (record.validation_chi2 && best_iteration(history_) == record.iteration)
      best_theta_ = theta_;
    if (observer_) observer_(record);
    accepted_ = record.accepted;
    patience_ends_ =
        options_.validation.splits() &&
        accepted_after(history_, best_iteration(history_)) >= options_.validation.patience;
    converged_ = distance.predicted_decrease < decrease_tolerance(model, options_) ||
                 distance.scaled_gradient < options_.gradient_tolerance;
    stopped_ = !converged_ && cost_.stop_requested();
    // An aborted run would take its steps back.
    return accepted_ || converged_ || stopped_ ? ceres::SOLVER_TERMINATE_SUCCESSFULLY
                                               : ceres::SOLVER_CONTINUE;
  }

  [[nodiscard]] bool accepted() const { return accepted_; }  ///< the last step
  [[nodiscard]] bool converged() const { return converged_; }
  [[nodiscard]] bool stopped() const { return stopped_; }
  [[nodiscard]] bool patience_ends() const { return patience_ends_; }
  [[nodiscard]] const std::vector<double>& best_theta() const { return best_theta_; }
  [[nodiscard]] double radius() const { return history_.back().trust_region_radius; }
  /// Parameters that are fixed, or sit at a bound and would go on outward.
  [[nodiscard]] std::vector<bool> held_now() const {
    return held(parameters_, theta_, cost_.model_at(theta_).gradient(), fixed_);
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
  std::vector<double> best_theta_;
  bool patience_ends_ = false;
  bool accepted_ = false;
  bool converged_ = false;
  bool stopped_ = false;
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
ceres::Solver::Options solver_options(const MinimiserOptions& options, Watch& watch,
                                      double radius) {
  ceres::Solver::Options solver;
  solver.initial_trust_region_radius = radius;
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
  if (watch.patience_ends())
    return "chi2 of the validation rows has not fallen for " +
           std::to_string(options.validation.patience) + " iterations (fit.validation.patience)";
  if (watch.converged()) return "the predicted decrease of chi2/2 or the gradient is negligible";
  if (watch.iterations() >= options.max_iterations)
    return "no convergence within " + std::to_string(options.max_iterations) +
           " iterations (fit.max_iterations)";
  return "no further progress (" + reason + ")";
}

/// Runs of Ceres, one per accepted step, until the watch says converged or nothing is gained. The
/// trust region is handed on; it begins afresh after a standstill, and where a parameter arrives at
/// a bound or leaves it. Returns why the last run ended.
std::string run_ceres(ceres::Problem& problem, TriangleCost& cost, Watch& watch,
                      const MinimiserOptions& options, MinimiserState& state,
                      const Continuation& continuation) {
  std::string reason;
  const auto begin_afresh = [&] {
    state.radius = first_radius;
    state.stretch_begin = cost.model_at(state.theta).objective;
  };
  while (state.fresh_trust_regions < most_fresh_trust_regions &&
         watch.iterations() < options.max_iterations) {
    cost.freeze(watch.held_now());
    ceres::Solver::Summary summary;
    ceres::Solve(solver_options(options, watch, state.radius), &problem, &summary);
    reason = summary.message;
    if (watch.converged()) break;
    if (watch.accepted()) {
      state.radius = watch.radius();
      if (watch.held_now() != cost.frozen()) begin_afresh();
      state.history = watch.history();
      state.best_theta = watch.best_theta();
      if (continuation.accepted) continuation.accepted(state);
    }
    if (watch.stopped() || watch.patience_ends()) break;
    if (watch.accepted()) continue;
    if (state.stretch_begin - cost.model_at(state.theta).objective < least_gain) break;
    ++state.fresh_trust_regions;
    begin_afresh();
  }
  return reason;
}

/// Where a minimisation begins: at its start, or where it was left.
MinimiserState first_state(const FitObjective& objective, std::span<const double> start,
                           const LocalModel& model, const MinimiserState* resume) {
  if (resume != nullptr) return *resume;
  // Rows that are no squares hold at most 1/2 each, and the log term can be negative.
  const double offset =
      static_cast<double>(objective.n_rows()) + objective.n_events() + std::abs(model.objective);
  return {{start.begin(), start.end()}, first_radius, offset, model.objective, 0, {}};
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

Minimum minimise(FitObjective& objective, std::span<const double> start,
                 const MinimiserOptions& options, const IterationObserver& observer,
                 const Continuation& continuation, const std::vector<bool>& fixed) {
  const MinimiserState* resume = continuation.resume;
  const bool splits = options.validation.splits();
  objective.select(splits ? RowSelection::training : RowSelection::all);
  MinimiserState state;
  state.theta.assign(start.begin(), start.end());
  if (resume != nullptr) state.theta = resume->theta;
  LocalModel model = objective.evaluate(state.theta, Want::model);
  if (!model.valid)
    throw InputError(
        "the start values have no PDFs or no finite prediction (a sum rule diverges, for example); "
        "change the start values in `parameters`");
  if (start.empty()) {
    objective.select(RowSelection::all);
    return without_free_parameters(std::move(model));
  }

  if (options.minimiser == MinimiserKind::lbfgs && fixed.empty())
    return minimise_lbfgs(objective, std::move(state.theta), std::move(model), options, observer);

  state = first_state(objective, start, model, resume);
  std::vector<double>& theta = state.theta;
  auto* cost = new TriangleCost(objective, theta, std::move(model), state.offset);  // the problem's
  ceres::Problem problem;
  problem.AddResidualBlock(cost, nullptr, theta.data());
  set_bounds(problem, theta.data(), objective.parameters());
  Watch watch(*cost, objective.parameters(), theta, options, observer, fixed, state.history,
              state.best_theta);
  const std::string reason = run_ceres(problem, *cost, watch, options, state, continuation);

  Minimum minimum;
  minimum.ending = watch.stopped() ? Ending::stopped : Ending::finished;
  minimum.status =
      watch.converged() || watch.patience_ends() ? FitStatus::converged : FitStatus::not_converged;
  minimum.message = stop_message(watch, reason, options);
  minimum.theta = theta;
  minimum.model = cost->model_at(theta);
  minimum.iterations = watch.iterations();
  minimum.history = std::move(watch.history());
  objective.select(RowSelection::all);
  if (!splits) return minimum;
  minimum.best_iteration = best_iteration(minimum.history);
  minimum.theta = watch.best_theta();
  minimum.model = objective.evaluate(minimum.theta, Want::model);
  return minimum;
}

}  // namespace fitpack
