#include "fitpack/data/pseudo_data.hpp"

#include <cmath>

#include "fitpack/core/contracts.hpp"
#include "fitpack/core/error.hpp"
#include "fitpack/core/philox.hpp"
#include "fitpack/io/checksum.hpp"

namespace fitpack {

namespace {

enum class Draw : std::uint32_t { stat = 1, uncor = 2, source = 3 };

constexpr std::uint32_t bits_of_row = 24;

/// Counter of one draw: number of the replica, 64-bit hash of the owner's name, and in one word the
/// purpose (4 bits), the kind of draw (4 bits) and the row in the file (24 bits).
class Deviates {
 public:
  explicit Deviates(const PseudoDataOptions& options) : random_(options.seed), options_(options) {}

  [[nodiscard]] double operator()(std::uint64_t owner, Draw draw, std::size_t row = 0) const {
    FITPACK_EXPECTS(row < (std::size_t{1} << bits_of_row));
    const std::uint32_t use =
        static_cast<std::uint32_t>(options_.fluctuation) << 4U | static_cast<std::uint32_t>(draw);
    return random_.normal({options_.number, static_cast<std::uint32_t>(owner),
                           static_cast<std::uint32_t>(owner >> 32U),
                           use << bits_of_row | static_cast<std::uint32_t>(row)});
  }

 private:
  Philox random_;
  PseudoDataOptions options_;
};

/// Scope, owner and name tell nuisance parameters apart, as in NuisanceIndex.
std::uint64_t hash_of(const Dataset& dataset, const Source& source) {
  const bool shared = source.scope == Scope::shared;
  Checksum hash;
  hash.add_text(shared ? "shared" : "private").add_text("\n");
  hash.add_text(shared ? source.group : dataset.name).add_text("\n").add_text(source.name);
  return hash.value();
}

std::vector<double> source_deviates(const Dataset& dataset, const Deviates& normal) {
  std::vector<double> deviates;
  deviates.reserve(dataset.sources.size());
  for (const Source& source : dataset.sources)
    deviates.push_back(normal(hash_of(dataset, source), Draw::source));
  return deviates;
}

/// What multiplies the uncertainties of a point.
struct Scales {
  double stat = 1.0;
  double linear = 1.0;  ///< of uncor and multiplicative sources
};

Scales scales_of(ErrorSize size, double central, double measured) {
  if (size == ErrorSize::measured) return {};
  const double ratio = central / measured;
  return {std::sqrt(std::abs(ratio)), ratio};
}

bool has_uncertainty(const Dataset& dataset, std::size_t point) {
  if (dataset.stat[point] > 0.0 || dataset.uncor[point] > 0.0) return true;
  for (std::size_t s = 0; s < dataset.sources.size(); ++s)
    if (dataset.shift(point, s) != 0.0) return true;
  return false;
}

void require_uncertainties(std::span<const Dataset> datasets) {
  Problems problems;
  for (const Dataset& dataset : datasets) {
    std::size_t without = 0;
    for (std::size_t i = 0; i < dataset.size(); ++i) without += has_uncertainty(dataset, i) ? 0 : 1;
    if (without > 0)
      problems.add(dataset.name,
                   std::to_string(without) + " of " + std::to_string(dataset.size()) +
                       " points have no uncertainty, so no pseudo-data can be drawn for them",
                   "give stat, uncor or correlated sources in its table, or leave the set out");
  }
  problems.throw_if_any(ExitCode::data);
}

}  // namespace

std::vector<double> pseudo_data(std::span<const Dataset> datasets, std::span<const double> central,
                                const PseudoDataOptions& options) {
  require_uncertainties(datasets);
  const Deviates normal(options);
  std::vector<double> values;
  values.reserve(central.size());
  for (const Dataset& dataset : datasets) {
    const std::uint64_t set = Checksum().add_text(dataset.name).value();
    const std::vector<double> shifts = source_deviates(dataset, normal);
    for (std::size_t i = 0; i < dataset.size(); ++i) {
      FITPACK_EXPECTS(values.size() < central.size());
      const double c = central[values.size()];
      const Scales scale = scales_of(options.errors, c, dataset.value[i]);
      const std::size_t row = dataset.file_rows[i];
      double value = c + scale.stat * dataset.stat[i] * normal(set, Draw::stat, row) +
                     scale.linear * dataset.uncor[i] * normal(set, Draw::uncor, row);
      for (std::size_t s = 0; s < shifts.size(); ++s) {
        const bool scales = dataset.sources[s].treatment == Treatment::multiplicative;
        value += (scales ? scale.linear : 1.0) * dataset.shift(i, s) * shifts[s];
      }
      values.push_back(value);
    }
  }
  FITPACK_ENSURES(values.size() == central.size());
  return values;
}

std::vector<double> measured_values(std::span<const Dataset> datasets) {
  std::vector<double> values;
  for (const Dataset& dataset : datasets)
    values.insert(values.end(), dataset.value.begin(), dataset.value.end());
  return values;
}

}  // namespace fitpack
