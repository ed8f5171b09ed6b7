#include "fitpack/result/replica_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace fitpack {

namespace {

constexpr std::size_t most_numbers_shown = 10;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Mean and standard deviation of f over the selected replicas, two passes.
template <class F>
std::pair<double, double> moments(const std::vector<ReplicaRecord>& replicas, F&& f) {
  double n = 0.0, sum = 0.0, squares = 0.0;
  for (const ReplicaRecord& replica : replicas)
    if (replica.selected) {
      n += 1.0;
      sum += f(replica);
    }
  if (n == 0.0) return {nan, nan};
  const double mean = sum / n;
  for (const ReplicaRecord& replica : replicas)
    if (replica.selected) squares += std::pow(f(replica) - mean, 2);
  return {mean, n > 1.0 ? std::sqrt(squares / (n - 1.0)) : nan};
}

std::string listed(const std::vector<std::size_t>& numbers) {
  std::string text;
  for (std::size_t i = 0; i < std::min(numbers.size(), most_numbers_shown); ++i)
    text += (i > 0 ? ", " : "") + std::to_string(numbers[i]);
  return text + (numbers.size() > most_numbers_shown ? ", …" : "");
}

}  // namespace

void select_replicas(std::vector<ReplicaRecord>& replicas, const ReplicaSettings& settings,
                     std::size_t ndf) {
  for (ReplicaRecord& replica : replicas) {
    const double per_ndf = replica.chi2 / static_cast<double>(std::max<std::size_t>(1, ndf));
    replica.selected = replica.status == FitStatus::converged &&
                       (!settings.chi2_window || (per_ndf >= settings.chi2_window->first &&
                                                  per_ndf <= settings.chi2_window->second));
  }
}

std::vector<std::size_t> failed_replicas(const FitResult& result) {
  std::vector<std::size_t> numbers;
  for (const ReplicaRecord& replica : result.replicas)
    if (replica.status != FitStatus::converged) numbers.push_back(replica.number);
  return numbers;
}

ReplicaStatistics replica_statistics(const FitResult& result) {
  ReplicaStatistics s;
  s.done = result.replicas.size();
  s.converged = s.done - failed_replicas(result).size();
  for (const ReplicaRecord& replica : result.replicas) s.selected += replica.selected ? 1 : 0;
  s.mean_chi2 = moments(result.replicas, [](const auto& r) { return r.chi2; }).first;
  s.mean_chi2_data = moments(result.replicas, [](const auto& r) { return r.chi2_data; }).first;
  for (std::size_t p = 0; p < result.free_names.size(); ++p) {
    const auto [mean, deviation] =
        moments(result.replicas, [p](const auto& r) { return r.theta[p]; });
    s.mean.push_back(mean);
    s.deviation.push_back(deviation);
  }
  return s;
}

std::string replica_shortage(const FitResult& result) {
  const ReplicaStatistics s = replica_statistics(result);
  const std::size_t asked = result.replica_settings.requested;
  if (s.selected >= asked) return {};
  std::string text =
      std::to_string(s.selected) + " of " + std::to_string(asked) + " replicas are usable";
  std::string separator = ": ";
  const std::vector<std::size_t> failed = failed_replicas(result);
  if (!failed.empty()) {
    text +=
        separator + std::to_string(failed.size()) + " did not converge (" + listed(failed) + ")";
    separator = ", ";
  }
  if (s.converged > s.selected)
    text += separator + std::to_string(s.converged - s.selected) + " outside the window of χ²/ndf";
  return text;
}

}  // namespace fitpack
