#include "fitpack/analysis/profile_scan.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include "fitpack/analysis/run_fit.hpp"

namespace fitpack {

namespace {

constexpr const char* all_parameters = "all";
/// Half the width of a scan that names no values, in errors.
constexpr double half_width = 2.0;

std::vector<std::string> names_of_free(const ParameterSet& parameters) {
  std::vector<std::string> names;
  for (std::size_t p = 0; p < parameters.n_free(); ++p) names.push_back(parameters.free(p).name);
  return names;
}

/// Positions in θ.
std::vector<std::size_t> scanned(const ScanOptions& options, const ParameterSet& parameters) {
  std::vector<std::size_t> result;
  for (std::size_t p = 0; p < parameters.n_free(); ++p)
    if (std::ranges::find(options.parameters, parameters.free(p).name) !=
            options.parameters.end() ||
        std::ranges::find(options.parameters, all_parameters) != options.parameters.end())
      result.push_back(p);
  return result;
}

void check_name(const std::string& name, const ParameterSet& parameters, Problems& problems) {
  if (name == all_parameters) return;
  const auto index = parameters.find(name);
  if (!index) {
    const std::string close = closest_match(name, parameters.names());
    problems.add("--parameter " + name, "the card has no parameter of this name",
                 close.empty() ? "give a free parameter, or 'all'" : "did you mean " + close + "?");
  } else if (!parameters.free_index(*index)) {
    problems.add("--parameter " + name, "it is fixed in the card",
                 "free it: --set parameters." + name + ".fixed=false");
  }
}

std::vector<double> spread(double low, double high, std::size_t n) {
  std::vector<double> values;
  for (std::size_t k = 0; k < n; ++k)
    values.push_back(low + (high - low) * static_cast<double>(k) / static_cast<double>(n - 1));
  return values;
}

std::vector<double> given_values(const ScanOptions& options) {
  std::vector<double> values = options.values;
  if (values.empty() && options.range)
    values = spread(options.range->first, options.range->second, options.n_points);
  std::ranges::sort(values);
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

void check_values(const std::vector<double>& values, const Parameter& parameter,
                  Problems& problems) {
  for (const double value : values)
    if ((parameter.lower && value < *parameter.lower) ||
        (parameter.upper && value > *parameter.upper))
      problems.add("--parameter " + parameter.name,
                   "the value " + std::to_string(value) + " is outside its bounds",
                   "widen parameters." + parameter.name + ".min or .max, or scan less far");
}

/// Values around the minimum within the bounds.
std::vector<double> default_values(const Parameter& parameter, double centre, double error,
                                   std::size_t n) {
  std::vector<double> values;
  for (double value : spread(centre - half_width * error, centre + half_width * error, n)) {
    if (parameter.lower) value = std::max(value, *parameter.lower);
    if (parameter.upper) value = std::min(value, *parameter.upper);
    if (values.empty() || value > values.back()) values.push_back(value);
  }
  return values;
}

struct Task {
  std::size_t profile;
  std::size_t parameter;  ///< position in θ
  double value;
};

/// What a group has after its central fit; the same bits in every group.
class GroupScan {
 public:
  GroupScan(TaskFarm& farm, const RunCard& card, const NodeShare& share, const Logger& logger,
            const Progress& progress)
      : farm_(farm), analysis_(farm.group(), card, logger, progress, {}, share) {}

  Scan centre(const ScanOptions& options) {
    FitOptions fit;
    fit.start = options.start;
    const FitResult result = run_fit(analysis_, fit, answering());
    Scan scan;
    const ParameterSet& parameters = analysis_.card().parameters;
    scan.free_names = names_of_free(parameters);
    std::vector<double> message = packed(result);
    farm_.group().broadcast(message);
    unpack(message, scan);
    if (scan.status == FitStatus::converged) prepare(options, scan);
    return scan;
  }

  [[nodiscard]] std::vector<std::size_t> tasks() const {
    std::vector<std::size_t> numbers(tasks_.size());
    for (std::size_t k = 0; k < numbers.size(); ++k) numbers[k] = k;
    return numbers;
  }

  std::vector<double> work(std::size_t number) {
    const Task& task = tasks_[number];
    std::vector<double> outcome;
    analysis_.objective().drive([&] {
      const ProfilePoint point = profile_point(analysis_.objective(), centre_, task.parameter,
                                               task.value, analysis_.card().fit, answering());
      outcome = {point.value, point.chi2, point.delta_chi2, static_cast<double>(point.iterations),
                 point.status == FitStatus::converged ? 1.0 : 0.0};
      outcome.insert(outcome.end(), point.theta.begin(), point.theta.end());
    });
    return outcome;
  }

  void add(Scan& scan, std::size_t number, const std::vector<double>& outcome) const {
    constexpr std::size_t head = 5;
    ProfilePoint point{outcome[0],
                       outcome[1],
                       outcome[2],
                       static_cast<int>(outcome[3]),
                       outcome[4] == 1.0 ? FitStatus::converged : FitStatus::not_converged,
                       {outcome.begin() + head, outcome.end()}};
    scan.profiles[tasks_[number].profile].points.push_back(std::move(point));
  }

 private:
  /// Other groups must not wait while the first one fits.
  IterationObserver answering() {
    return [this](const IterationRecord&) { farm_.answer(); };
  }

  static std::vector<double> packed(const FitResult& result) {
    std::vector<double> message{result.status == FitStatus::converged ? 1.0 : 0.0,
                                result.chi2.total};
    for (const FittedParameter& parameter : result.parameters)
      if (!parameter.fixed) message.push_back(parameter.value);
    message.insert(message.end(), result.covariance.begin(), result.covariance.end());
    return message;
  }

  void unpack(const std::vector<double>& message, Scan& scan) {
    const auto n = static_cast<std::ptrdiff_t>(scan.free_names.size());
    scan.status = message[0] == 1.0 ? FitStatus::converged : FitStatus::not_converged;
    scan.chi2 = centre_.chi2 = message[1];
    centre_.theta.assign(message.begin() + 2, message.begin() + 2 + n);
    centre_.covariance.assign(message.begin() + 2 + n, message.end());
  }

  void prepare(const ScanOptions& options, Scan& scan) {
    const ParameterSet& parameters = analysis_.card().parameters;
    for (const std::size_t p : scanned(options, parameters)) {
      const double error = std::sqrt(centre_.covariance[p * centre_.theta.size() + p]);
      std::vector<double> values = given_values(options);
      if (values.empty())
        values = default_values(parameters.free(p), centre_.theta[p], error, options.n_points);
      for (const double value : values) tasks_.push_back({scan.profiles.size(), p, value});
      scan.profiles.push_back({parameters.free(p).name, centre_.theta[p], error, {}, {}});
    }
  }

  TaskFarm& farm_;
  Analysis analysis_;
  ProfileCentre centre_;
  std::vector<Task> tasks_;
};

}  // namespace

void check_scan(const ScanOptions& options, const RunCard& card) {
  Problems problems;
  for (const std::string& name : options.parameters) check_name(name, card.parameters, problems);
  if (options.parameters.size() > 1 && (options.range || !options.values.empty()))
    problems.add("--parameter", "one range of values for several parameters",
                 "scan one parameter at a time, or leave --values and --range out");
  if (options.range && !(options.range->first < options.range->second))
    problems.add("--range", "its lower end is not below its upper one");
  if (!std::ranges::all_of(given_values(options), [](double v) { return std::isfinite(v); }))
    problems.add(options.range ? "--range" : "--values", "a value is not a finite number");
  problems.throw_if_any(ExitCode::usage);
  for (const std::size_t p : scanned(options, card.parameters))
    check_values(given_values(options), card.parameters.free(p), problems);
  problems.throw_if_any(ExitCode::usage);
}

Scan scan_profiles(TaskFarm& farm, const RunCard& card, const ScanOptions& options,
                   const Logger& logger, const Progress& progress) {
  std::unique_ptr<GroupScan> group;
  Scan scan;
  // What fails in one group alone must not leave the others waiting.
  NodeShare share = kernel_share(card, farm.world(), farm.group(), logger);
  share.run([&] {
    group = std::make_unique<GroupScan>(farm, card, share, logger, progress);
    scan = group->centre(options);
  });
  if (scan.status != FitStatus::converged) return scan;
  const auto outcomes =
      farm.run(group->tasks(), [&](std::size_t task) { return group->work(task); });
  for (std::size_t k = 0; k < outcomes.size(); ++k) group->add(scan, k, outcomes[k]);
  for (Profile& profile : scan.profiles)
    profile.crossings = profile_crossings(profile.points, profile.centre);
  return scan;
}

}  // namespace fitpack
