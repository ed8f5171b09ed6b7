#include "fitpack/fit/starts.hpp"

#include <algorithm>

#include "fitpack/core/philox.hpp"

namespace fitpack {

namespace {

/// Draws of one start before the scatter is called too large.
constexpr int most_attempts = 200;
/// Marks draws for starts among all uses of the random numbers.
constexpr std::uint32_t stream_of_starts = 0x53544152U;

double into_bounds(const Parameter& parameter, double value) {
  if (parameter.lower) value = std::max(value, *parameter.lower);
  if (parameter.upper) value = std::min(value, *parameter.upper);
  return value;
}

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
    theta[p] = into_bounds(parameters.free(p), theta[p] + options.scatter * change);
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
                                const IterationObserver& observer) {
  MultiStart result;
  for (int k = 0; k < options.count; ++k) {
    const std::vector<double> from = valid_start(objective, start, options, options.first + k);
    Minimum minimum = minimise(objective, from, minimiser, observer);
    result.records.push_back({from, minimum.theta, minimum.model.chi2.total, minimum.iterations,
                              minimum.status, minimum.message});
    if (k == 0 || better(minimum, result.best)) {
      result.best = std::move(minimum);
      result.best_index = static_cast<std::size_t>(k);
    }
  }
  return result;
}

}  // namespace fitpack
