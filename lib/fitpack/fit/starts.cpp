#include "fitpack/fit/starts.hpp"

#include <algorithm>
#include <string>

#include "fitpack/core/philox.hpp"

namespace fitpack {

namespace {

/// Draws of one start before the scatter is called too large.
constexpr int most_attempts = 200;
/// Marks draws for starts among all uses of the random numbers.
constexpr std::uint32_t stream_of_starts = 0x53544152U;

/// χ² has a pole where a cross section vanishes (its scaled uncertainty does too): a start beyond
/// it could never come back.
bool can_reach_minimum(const ObjectiveReport& report) {
  return report.valid &&
         std::ranges::all_of(report.theory, [](double theory) { return theory > 0.0; });
}

bool better(const Minimum& a, const Minimum& b) {
  if (a.status != b.status) return a.status == FitStatus::converged;
  return a.model.chi2.total < b.model.chi2.total;
}

/// The best of the finished starts of an interrupted fit; its local model is evaluated again.
Minimum best_of(DistributedObjective& objective, const FitState& state) {
  const StartRecord& record = state.finished[state.best_index];
  Minimum best;
  best.status = record.status;
  best.message = record.message;
  best.theta = record.end;
  best.model = objective.evaluate(best.theta, Want::model);
  best.history = state.best_history;
  best.iterations = record.iterations;
  return best;
}

[[noreturn]] void give_up(const FitState& state, const Interruption& interruption, int n_starts) {
  if (interruption.stopped) interruption.stopped(state);
  std::string message = "stopped by a signal";
  if (state.current)
    message += " after iteration " + std::to_string(state.current->history.back().iteration);
  if (n_starts > 1)
    message += " of start " + std::to_string(state.finished.size() + 1) + " of " +
               std::to_string(n_starts);
  if (interruption.stopped) message += "; the same command with --resume goes on from there";
  throw Stopped(message);
}

}  // namespace

std::vector<double> scattered_start(const ParameterSet& parameters, std::span<const double> start,
                                    const StartOptions& options, int k, int attempt) {
  std::vector<double> theta(start.begin(), start.end());
  if (options.scatter == 0.0) return theta;
  const Philox random(options.seed);
  const std::size_t n = theta.size();
  std::vector<double> deviates;
  for (std::size_t p = 0; p < n; ++p)
    deviates.push_back(random.normal({static_cast<std::uint32_t>(k), static_cast<std::uint32_t>(p),
                                      static_cast<std::uint32_t>(attempt), stream_of_starts}));
  const std::vector<double> steps = parameters.steps();
  for (std::size_t p = 0; p < n; ++p) {
    double change = options.root.empty() ? steps[p] * deviates[p] : 0.0;
    for (std::size_t q = 0; q < n && !options.root.empty(); ++q)
      change += options.root[p * n + q] * deviates[q];
    theta[p] = parameters.free(p).into_bounds(theta[p] + options.scatter * change);
  }
  return theta;
}

std::vector<double> valid_start(DistributedObjective& objective, std::span<const double> start,
                                const StartOptions& options, int k) {
  for (int attempt = 0; attempt < most_attempts; ++attempt) {
    std::vector<double> theta = scattered_start(objective.parameters(), start, options, k, attempt);
    if (options.scatter == 0.0 || can_reach_minimum(objective.report(theta))) return theta;
  }
  throw InputError("no valid start among " + std::to_string(most_attempts) +
                   " draws (the scatter leads to PDFs that do not exist or cross sections that are "
                   "not positive); use a smaller "
                   "--scatter or smaller steps");
}

MultiStart minimise_from_starts(DistributedObjective& objective, std::span<const double> start,
                                const MinimiserOptions& minimiser, const StartOptions& options,
                                const IterationObserver& observer,
                                const Interruption& interruption) {
  FitState state = interruption.resume.value_or(FitState{});
  MultiStart result;
  if (!state.finished.empty()) result.best = best_of(objective, state);
  result.best_index = state.best_index;
  const auto changed = [&] {
    if (interruption.changed) interruption.changed(state);
  };
  while (std::ssize(state.finished) < options.count) {
    const auto k = static_cast<int>(state.finished.size());
    const std::vector<double> from = valid_start(objective, start, options, options.first + k);
    const std::optional<MinimiserState> resume = state.current;
    const auto accepted = [&](const MinimiserState& current) {
      state.current = current;
      changed();
    };
    Minimum minimum =
        minimise(objective, from, minimiser, observer, {resume ? &*resume : nullptr, accepted});
    if (minimum.ending == Ending::stopped) give_up(state, interruption, options.count);
    state.current.reset();
    state.finished.push_back({from, minimum.theta, minimum.model.chi2.total, minimum.iterations,
                              minimum.status, minimum.message});
    if (k == 0 || better(minimum, result.best)) {
      state.best_history = minimum.history;
      state.best_index = result.best_index = static_cast<std::size_t>(k);
      result.best = std::move(minimum);
    }
    changed();
  }
  result.records = std::move(state.finished);
  return result;
}

}  // namespace fitpack
