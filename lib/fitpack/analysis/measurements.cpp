#include "fitpack/analysis/measurements.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <sstream>

#include "fitpack/core/contracts.hpp"
#include "fitpack/data/dataset_reader.hpp"

namespace fitpack {

Measurements::Measurements(std::vector<Dataset> datasets, std::vector<CutCount> cuts)
    : datasets_(std::move(datasets)), cuts_(std::move(cuts)), nuisances_(datasets_) {
  for (const Dataset& dataset : datasets_) {
    first_rows_.push_back(n_rows_);
    n_rows_ += dataset.size();
  }
}

RowAddress Measurements::row(std::size_t i) const {
  const auto next = std::ranges::upper_bound(first_rows_, i);
  const auto dataset = static_cast<std::size_t>(next - first_rows_.begin()) - 1;
  return {dataset, i - first_rows_[dataset]};
}

void Measurements::forget_uncertainties() {
  for (Dataset& dataset : datasets_) fitpack::forget_uncertainties(dataset);
}

IndexRange Measurements::rows_of_rank(int rank, int ranks) const {
  const IndexRange blocks = deal(ranks).blocks(rank);
  const std::size_t rows = layout().rows_per_block;
  return {std::min(blocks.begin * rows, n_rows()), std::min(blocks.end * rows, n_rows())};
}

MeasurementBlock Measurements::block(std::size_t number) const {
  const IndexRange range = layout().rows_of_block(number);
  MeasurementBlock block;
  // Position of each active global source: multiplicative ones first, both parts ascending.
  std::map<std::size_t, std::size_t> multiplicative, additive;
  for (std::size_t i = range.begin; i < range.end; ++i) {
    const std::size_t d = row(i).dataset;
    const auto& sources = datasets_[d].sources;
    for (std::size_t s = 0; s < sources.size(); ++s) {
      if (nuisances_.columns(d)[s] == NuisanceIndex::none) continue;
      (sources[s].treatment == Treatment::multiplicative ? multiplicative
                                                         : additive)[nuisances_.columns(d)[s]] = 0;
    }
  }
  for (auto& [source, position] : multiplicative) {
    position = block.sources.size();
    block.sources.push_back(source);
  }
  block.n_multiplicative = block.sources.size();
  for (auto& [source, position] : additive) {
    position = block.sources.size();
    block.sources.push_back(source);
  }
  block.beta.assign(range.size() * block.beta_stride(), 0.0);
  for (std::size_t i = range.begin; i < range.end; ++i) {
    const RowAddress at = row(i);
    const Dataset& data = datasets_[at.dataset];
    FITPACK_EXPECTS(data.stat.size() == data.size());  // not forgotten
    const double value = data.value[at.point];
    block.value.push_back(value);
    block.stat.push_back(data.stat[at.point] / std::abs(value));
    block.uncor.push_back(data.uncor[at.point] / std::abs(value));
    block.data_set.push_back(at.dataset);
    double* beta = block.beta.data() + (i - range.begin) * block.beta_stride();
    for (std::size_t s = 0; s < data.sources.size(); ++s) {
      if (data.sources[s].role != SourceRole::shift) continue;
      const auto& positions =
          data.sources[s].treatment == Treatment::multiplicative ? multiplicative : additive;
      beta[positions.at(nuisances_.columns(at.dataset)[s])] += data.shift(at.point, s) / value;
    }
  }
  return block;
}

namespace {

/// Largest relative difference of a normalisation's effects: they are rounded in the tables.
constexpr double normalisation_rounding = 2e-2;

/// Problem unless a source moves all points of a set by the same factor.
void check_normalisation(const Dataset& dataset, std::size_t s, const std::string& place,
                         Problems& problems) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (std::size_t i = 0; i < dataset.size(); ++i) {
    const double effect = dataset.shift(i, s) / dataset.value[i];
    low = std::min(low, effect);
    high = std::max(high, effect);
  }
  if (high - low <= normalisation_rounding * std::max(std::abs(high), std::abs(low))) return;
  std::ostringstream range;
  range << low << " to " << high;
  problems.add(place,
               "the source " + dataset.sources[s].name + " of " + dataset.name +
                   " is no normalisation (its relative effect goes from " + range.str() + ")",
               "name another source, or none");
}

void free_normalisation(Dataset& dataset, const Normalisation& norm, const std::string& place,
                        Problems& problems) {
  const auto found = std::ranges::find(dataset.sources, norm.source, &Source::name);
  if (found == dataset.sources.end()) {
    std::vector<std::string> names;
    for (const Source& one : dataset.sources) names.push_back(one.name);
    const std::string close = closest_match(norm.source, names);
    problems.add(place, "the data set " + dataset.name + " has no source " + norm.source,
                 close.empty() ? "name a column of its table" : "did you mean " + close + "?");
    return;
  }
  check_normalisation(dataset, static_cast<std::size_t>(found - dataset.sources.begin()), place,
                      problems);
  found->role = SourceRole::free_normalisation;
}

/// A wrong folder would be reported once for every file.
void check_folder(const DataOptions& options, const std::string& source, Problems& problems) {
  const auto needed = [&](const std::string& set) {
    return options.location(set) == options.folder;
  };
  std::error_code failure;
  if (std::filesystem::is_directory(options.folder, failure) ||
      std::ranges::none_of(options.sets, needed))
    return;
  problems.add(source + ": key data.folder", "there is no folder " + options.folder.string(),
               "write where the data sets are, relative to the folder of the card");
  problems.throw_if_any(ExitCode::data);
}

}  // namespace

Measurements read_measurements(const DataOptions& options, const std::string& source,
                               std::span<const Normalisation> normalisations) {
  if (options.sets.empty()) return {{}, {}};
  Problems problems;
  check_distinct(options.sets, source, problems);
  check_folder(options, source, problems);
  std::vector<Dataset> datasets;
  for (const std::string& name : options.sets) {
    std::optional<Dataset> dataset = read_dataset(options.location(name), name, problems);
    if (dataset) datasets.push_back(std::move(*dataset));
  }
  problems.throw_if_any(ExitCode::data);
  // The choice of sets and the cuts are written in the card: a mistake in them is the card's.
  check_exclusive(datasets, source, problems);
  problems.throw_if_any(ExitCode::usage);
  const std::vector<CutCount> counts = apply_cuts(datasets, options.cuts, problems);
  problems.throw_if_any(ExitCode::usage);
  require_points(counts);
  for (const Normalisation& norm : normalisations)
    if (const auto found = std::ranges::find(datasets, norm.set, &Dataset::name);
        found != datasets.end() && !norm.source.empty())
      free_normalisation(*found, norm, source + ": objective.normalisations." + norm.set, problems);
  problems.throw_if_any(ExitCode::usage);
  return {std::move(datasets), counts};
}

}  // namespace fitpack
