#include "fitpack/data/cuts.hpp"

#include <algorithm>

#include "fitpack/io/number_text.hpp"
#include "fitpack/io/suggestion.hpp"

namespace fitpack {

namespace {

bool holds_for(const Cut& cut, const Dataset& dataset) {
  return cut.datasets.empty() ||
         std::find(cut.datasets.begin(), cut.datasets.end(), dataset.name) != cut.datasets.end();
}

void check_sets(const Cut& cut, const std::vector<Dataset>& datasets, Problems& problems) {
  std::vector<std::string> names;
  names.reserve(datasets.size());
  for (const Dataset& dataset : datasets) names.push_back(dataset.name);
  for (const std::string& name : cut.datasets) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    problems.add(cut.place, "the cut on " + cut.variable + " names " + name + ", which is not used",
                 did_you_mean(name, names));
  }
}

void check_variable(const Cut& cut, const std::vector<Dataset>& datasets, Problems& problems) {
  for (const Dataset& dataset : datasets) {
    if (!holds_for(cut, dataset)) continue;
    const std::vector<std::string> names = kinematic_names(dataset);
    if (std::find(names.begin(), names.end(), cut.variable) != names.end()) continue;
    const std::string guess = did_you_mean(cut.variable, names);
    problems.add(cut.place, "unknown variable '" + cut.variable + "' in a cut on " + dataset.name,
                 guess + (guess.empty() ? "" : " ") + "available: " + joined(names));
    return;  // one message per cut
  }
}

void mark_rejected(const Dataset& dataset, const Cut& cut, std::vector<bool>& keep) {
  const std::vector<double> values = *kinematic_values(dataset, cut.variable);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!cut.keeps(values[i])) keep[i] = false;
  }
}

std::vector<std::size_t> surviving_points(const Dataset& dataset, const std::vector<Cut>& cuts) {
  std::vector<bool> keep(dataset.size(), true);
  for (const Cut& cut : cuts) {
    if (holds_for(cut, dataset)) mark_rejected(dataset, cut, keep);
  }
  std::vector<std::size_t> points;
  for (std::size_t i = 0; i < keep.size(); ++i) {
    if (keep[i]) points.push_back(i);
  }
  return points;
}

}  // namespace

bool Cut::keeps(double value) const {
  return !(min && value < *min) && !(max && value > *max) && !(above && value <= *above) &&
         !(below && value >= *below);
}

std::string Cut::contradiction() const {
  const auto clash = [](const char* low, const std::optional<double>& from, const char* high,
                        const std::optional<double>& to, bool open) -> std::string {
    if (!from || !to || *from < *to || (!open && *from == *to)) return {};
    return low + (" " + format_number(*from)) + " and " + high + " " + format_number(*to);
  };
  std::string found = clash("min", min, "max", max, false);
  if (found.empty()) found = clash("above", above, "max", max, true);
  if (found.empty()) found = clash("min", min, "below", below, true);
  return found.empty() ? clash("above", above, "below", below, true) : found;
}

std::vector<CutCount> apply_cuts(std::vector<Dataset>& datasets, const std::vector<Cut>& cuts,
                                 Problems& problems) {
  Problems found;
  for (const Cut& cut : cuts) {
    check_sets(cut, datasets, found);
    check_variable(cut, datasets, found);
  }
  problems.append(found);
  std::vector<CutCount> counts;
  for (Dataset& dataset : datasets) {
    const std::size_t before = dataset.size();
    const std::vector<std::size_t> points =
        found.empty() ? surviving_points(dataset, cuts) : std::vector<std::size_t>{};
    // Sets of millions of points are not copied for nothing.
    if (found.empty() && points.size() < before) dataset = select_points(dataset, points);
    counts.push_back({dataset.name, before, dataset.size()});
  }
  return counts;
}

void require_points(const std::vector<CutCount>& counts) {
  std::string sets;
  for (const CutCount& count : counts) {
    if (count.after > 0) return;
    sets += (sets.empty() ? "" : ", ") + count.dataset + " had " + std::to_string(count.before);
  }
  throw DataError("no data points left after cuts (" + (sets.empty() ? "no data sets" : sets) +
                  "); loosen the cuts or add data sets");
}

}  // namespace fitpack
