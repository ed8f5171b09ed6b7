#pragma once

#include <optional>
#include <string>
#include <vector>

#include "fitpack/core/error.hpp"
#include "fitpack/data/dataset.hpp"

namespace fitpack {

/// Keeps the points with min <= variable <= max.
struct Cut {
  std::string variable;  ///< one of kinematic_names
  std::optional<double> min;
  std::optional<double> max;
  std::vector<std::string> datasets;  ///< the cut holds for these only; empty: for all
  std::string place;                  ///< in messages: "card.yaml:12"
};

/// Points of a set before and after the cuts.
struct CutCount {
  std::string dataset;
  std::size_t before = 0;
  std::size_t after = 0;
};

/// Applies all cuts to all sets; a set may become empty but stays in the list. Problems: unknown
/// variable or set, no bound, min > max; the sets are then left as they were.
std::vector<CutCount> apply_cuts(std::vector<Dataset>& datasets, const std::vector<Cut>& cuts,
                                 Problems& problems);

/// Throws DataError where the cuts left no point in any set.
void require_points(const std::vector<CutCount>& counts);

}  // namespace fitpack
