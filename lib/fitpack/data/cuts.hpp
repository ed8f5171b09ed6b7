#pragma once

#include <optional>
#include <string>
#include <vector>

#include "fitpack/core/error.hpp"
#include "fitpack/data/dataset.hpp"

namespace fitpack {

/// Keeps the points with min <= variable <= max, or above < variable < below; every bound that is
/// given holds.
struct Cut {
  std::string variable;  ///< one of kinematic_names
  std::optional<double> min;
  std::optional<double> max;
  std::vector<std::string> datasets;  ///< the cut holds for these only; empty: for all
  std::string place;                  ///< in messages: "card.yaml:12"
  std::optional<double> above = std::nullopt;
  std::optional<double> below = std::nullopt;

  [[nodiscard]] bool has_bound() const { return min || max || above || below; }
  [[nodiscard]] bool keeps(double value) const;
  /// The words of two bounds between which no value lies: "min 5 and max 4"; empty: there are some.
  [[nodiscard]] std::string contradiction() const;
};

/// Points of a set before and after the cuts.
struct CutCount {
  std::string dataset;
  std::size_t before = 0;
  std::size_t after = 0;
};

/// Applies all cuts to all sets; a set may become empty but stays in the list. Problems: unknown
/// variable or set; the sets are then left as they were.
std::vector<CutCount> apply_cuts(std::vector<Dataset>& datasets, const std::vector<Cut>& cuts,
                                 Problems& problems);

/// Throws DataError where the cuts left no point in any set.
void require_points(const std::vector<CutCount>& counts);

}  // namespace fitpack
