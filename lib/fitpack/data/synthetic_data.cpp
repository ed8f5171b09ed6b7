#include "fitpack/data/synthetic_data.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <sstream>

#include "fitpack/core/contracts.hpp"
#include "fitpack/core/error.hpp"
#include "fitpack/core/philox.hpp"
#include "fitpack/data/dataset_writer.hpp"
#include "fitpack/data/pseudo_data.hpp"

namespace fitpack {

namespace {

constexpr double y_min = 0.005, y_max = 0.9, x_max = 0.65;
constexpr double points_per_q2_bin = 4.0;  // times the number of bins
constexpr double uncorrelated = 0.01;      // relative
constexpr double normalisation = 0.015;    // the first source, relative
constexpr double amplitude = 0.01;         // of the other sources, relative

/// What a random number is for: first word of its counter.
enum Purpose : std::uint32_t { q2_of_bin, x_of_point, shape_of_source };

/// Limits of ln x at one Q²; empty where low >= high.
struct Limits {
  double low, high;
};

Limits x_limits(const SyntheticOptions& options, double q2) {
  const double s = options.sqrt_s * options.sqrt_s;
  return {std::log(std::max(q2 / (s * y_max), options.x_min)),
          std::log(std::min(q2 / (s * y_min), x_max))};
}

/// The range of ln Q² in which there are points.
Limits q2_limits(const SyntheticOptions& options) {
  const double s = options.sqrt_s * options.sqrt_s;
  const Limits limits{std::log(std::max(options.q2_min, options.x_min * s * y_min)),
                      std::log(std::min(options.q2_max, x_max * s * y_max))};
  if (limits.low < limits.high && options.x_min < x_max) return limits;
  std::ostringstream message;
  message << "no phase space is left for synthetic data: Q2 between " << options.q2_min << " and "
          << options.q2_max << " GeV2, x above " << options.x_min << " and y between " << y_min
          << " and " << y_max << " at sqrt(s) = " << options.sqrt_s
          << " GeV; lower theory.grid.x_min or raise theory.grid.q2_max";
  throw InputError(message.str());
}

/// `fraction` of the way, away from the ends.
double between(Limits limits, double fraction) {
  constexpr double margin = 1e-6;
  return std::exp(limits.low +
                  std::clamp(fraction, margin, 1.0 - margin) * (limits.high - limits.low));
}

/// The relative effect of every source: the first is a normalisation, the others are waves in ln x
/// and ln Q².
class SourceShapes {
 public:
  SourceShapes(const Philox& random, std::size_t n) {
    for (std::uint32_t j = 1; j < n; ++j) {
      const auto draw = [&](std::uint32_t k) { return random.uniform({shape_of_source, j, k, 0}); };
      waves_.push_back(
          {2.0 * draw(0) - 1.0, 2.0 * draw(1) - 1.0, 2.0 * std::numbers::pi * draw(2)});
    }
  }
  void append(double x, double q2, std::size_t n, std::vector<double>& out) const {
    if (n > 0) out.push_back(normalisation);
    for (const Wave& w : waves_)
      out.push_back(as_written(amplitude *
                               std::cos(w.in_x * std::log(x) + w.in_q2 * std::log(q2) + w.phase)));
  }

 private:
  struct Wave {
    double in_x, in_q2, phase;
  };
  std::vector<Wave> waves_;
};

Dataset empty_set(const SyntheticOptions& options, int lepton_charge) {
  Dataset set;
  set.name = lepton_charge > 0 ? "SYNTHETIC_NC_EP" : "SYNTHETIC_NC_EM";
  set.title =
      std::string("Synthetic neutral-current e") + (lepton_charge > 0 ? "+" : "-") + "p scattering";
  set.lepton_charge = lepton_charge;
  set.sqrt_s = options.sqrt_s;
  for (std::size_t j = 0; j < options.sources; ++j)
    set.sources.push_back(
        {"source" + std::to_string(j + 1), "SYNTHETIC", Scope::shared, Treatment::multiplicative});
  return set;
}

/// Statistics get worse towards high Q², where cross sections fall.
double statistical(double q2) { return 0.01 + 0.03 * std::sqrt(q2 / 1e4); }

void append_point(const SyntheticOptions& options, const SourceShapes& shapes, double x, double q2,
                  Dataset& set) {
  set.x.push_back(x);
  set.q2.push_back(q2);
  set.y.push_back(as_written(q2 / (x * options.sqrt_s * options.sqrt_s)));
  set.value.push_back(1.0);
  set.stat.push_back(as_written(statistical(q2)));
  set.uncor.push_back(uncorrelated);
  shapes.append(x, q2, options.sources, set.correlated);
  set.file_rows.push_back(set.size());
  set.n_in_file = set.size();
}

void fill(const SyntheticOptions& options, const Philox& random, std::uint32_t number,
          std::size_t points, Dataset& set) {
  const SourceShapes shapes(random, options.sources);
  const Limits range = q2_limits(options);
  const auto bins = static_cast<std::size_t>(
      std::max(1.0, std::sqrt(static_cast<double>(points) / points_per_q2_bin)));
  for (std::size_t bin = 0; bin < bins; ++bin) {
    const double place = random.uniform({q2_of_bin, number, static_cast<std::uint32_t>(bin), 0});
    const double q2 =
        as_written(between(range, (static_cast<double>(bin) + place) / static_cast<double>(bins)));
    const Limits limits = x_limits(options, q2);
    const std::size_t begin = points * bin / bins, end = points * (bin + 1) / bins;
    for (std::size_t i = begin; i < end; ++i) {
      const double u = random.uniform({x_of_point, number, static_cast<std::uint32_t>(i), 0});
      const double fraction =
          (static_cast<double>(i - begin) + u) / static_cast<double>(end - begin);
      append_point(options, shapes, as_written(between(limits, fraction)), q2, set);
    }
  }
}

}  // namespace

std::vector<Dataset> synthetic_data_sets(const SyntheticOptions& options) {
  FITPACK_EXPECTS(options.points >= 2);
  const Philox random(options.seed);
  std::vector<Dataset> sets = {empty_set(options, 1), empty_set(options, -1)};
  fill(options, random, 0, options.points - options.points / 2, sets[0]);
  fill(options, random, 1, options.points / 2, sets[1]);
  return sets;
}

void measure(std::span<Dataset> datasets, std::span<const double> theory, std::uint64_t seed) {
  std::size_t next = 0;
  for (Dataset& set : datasets) {
    const std::size_t n_sources = set.sources.size();
    for (std::size_t i = 0; i < set.size(); ++i, ++next) {
      set.value[i] = theory[next];
      set.stat[i] *= std::abs(theory[next]);
      set.uncor[i] *= std::abs(theory[next]);
      for (std::size_t j = 0; j < n_sources; ++j) set.correlated[i * n_sources + j] *= theory[next];
    }
  }
  const std::vector<double> drawn =
      pseudo_data(datasets, theory, {seed, 0, Fluctuation::experiment, ErrorSize::measured});
  auto value = drawn.begin();
  for (Dataset& set : datasets)
    for (double& measured : set.value) measured = *value++;
}

}  // namespace fitpack
