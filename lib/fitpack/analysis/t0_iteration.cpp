#include "fitpack/analysis/t0_iteration.hpp"

#include <algorithm>
#include <cmath>

namespace fitpack {

namespace {

FitState first_state(std::span<const double> start, std::span<const double> t0) {
  FitState state;
  state.t0.emplace();
  state.t0->values.assign(t0.begin(), t0.end());
  state.t0->start.assign(start.begin(), start.end());
  return state;
}

/// The state before the fit that follows `fit`.
FitState next_state(const T0State& before, const MultiStart& fit, const std::vector<double>& t0) {
  FitState next;
  next.t0 = before;
  next.t0->values = t0;
  next.t0->start = fit.best.theta;
  if (before.history.size() == 1) {
    next.t0->first_starts = fit.records;
    next.t0->first_best = fit.best_index;
  }
  return next;
}

}  // namespace

double largest_change(std::span<const double> a, std::span<const double> b) {
  double largest = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (a[i] != b[i]) largest = std::max(largest, std::abs(b[i] / a[i] - 1.0));
  return largest;
}

T0Fit minimise_with_t0(DistributedObjective& objective, std::span<const double> start,
                       std::span<const double> t0, const RunCard& card, const StartOptions& starts,
                       const IterationObserver& observer, const Interruption& interruption) {
  const auto most = static_cast<std::size_t>(card.objective.iterations);
  MinimiserOptions options = card.fit;
  options.validation = card.validation;
  FitState state = interruption.resume.value_or(first_state(start, t0));
  while (true) {
    T0State now = state.t0.value();
    objective.share_reference(now.values);
    const Interruption of_fit{state, interruption.changed, interruption.stopped};
    MultiStart fit =
        minimise_from_starts(objective, now.start, options,
                             now.history.empty() ? starts : StartOptions{}, observer, of_fit);
    const std::vector<double> theory = objective.report(fit.best.theta).theory;
    const double change = largest_change(now.values, theory);
    now.history.push_back({fit.best.model.chi2.total, change, fit.best.iterations});
    const bool settled = change <= card.objective.tolerance;
    if (settled || now.history.size() >= most || fit.best.status != FitStatus::converged) {
      if (!now.first_starts.empty()) {
        fit.records = now.first_starts;
        fit.best_index = now.first_best;
      }
      return {std::move(fit), now.values, now.history, settled || most == 1};
    }
    state = next_state(now, fit, theory);
    if (interruption.changed) interruption.changed(state);
  }
}

}  // namespace fitpack
