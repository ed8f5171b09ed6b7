#include "fitpack/analysis/reach.hpp"

#include <algorithm>
#include <sstream>

#include "fitpack/qcd/running_coupling.hpp"

namespace fitpack {

namespace {

/// A point at the edge itself may be written with fewer digits than the edge.
constexpr double edge_rounding = 1e-12;

struct Outside {
  std::size_t count = 0;
  std::size_t first_row = 0;  ///< in the file
  double extreme = 0.0;       ///< the value farthest outside
};

/// Points for which `beyond(value)` is the larger the farther outside, positive if outside.
template <class Beyond>
Outside outside(const Dataset& dataset, const std::vector<double>& values, Beyond beyond) {
  Outside result;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (beyond(values[i]) <= 0.0) continue;
    if (result.count++ == 0) result.first_row = dataset.file_rows[i];
    if (result.count == 1 || beyond(values[i]) > beyond(result.extreme)) result.extreme = values[i];
  }
  return result;
}

void report(const Outside& found, const std::string& variable, const std::string& limit,
            const std::string& suggestion, const Dataset& dataset, Problems& problems) {
  if (found.count == 0) return;
  std::ostringstream message;
  message << "data set " << dataset.name << ": " << found.count
          << (found.count == 1 ? " point" : " points") << " outside the grid, the first is point "
          << found.first_row << ", the farthest has " << variable << " = " << found.extreme
          << " where " << limit;
  problems.add(dataset.files.csv, message.str(), suggestion);
}

std::string text(double value) {
  std::ostringstream stream;
  stream << value;
  return stream.str();
}

void check_dataset(const qcd::TheoryOptions& theory, const Dataset& dataset, Problems& problems) {
  const double lowest = theory.q0_2 * (1.0 - edge_rounding);
  const double highest = theory.q2_max * (1.0 + edge_rounding);
  report(outside(dataset, dataset.x, [&](double x) { return theory.x_min - x; }), "x",
         "the grid starts at " + text(theory.x_min), "lower theory.grid.x_min or cut the points",
         dataset, problems);
  report(outside(dataset, dataset.q2, [&](double q2) { return lowest - q2; }), "Q2",
         "evolution starts at " + text(theory.q0_2) + " GeV^2",
         "lower theory.q0_2 or cut the points", dataset, problems);
  report(outside(dataset, dataset.q2, [&](double q2) { return q2 - highest; }), "Q2",
         "evolution ends at " + text(theory.q2_max) + " GeV^2",
         "raise theory.grid.q2_max or cut the points", dataset, problems);
}

}  // namespace

void check_reach(const RunCard& card, const Measurements& measurements, const std::string& place,
                 Problems& problems) {
  try {
    static_cast<void>(qcd::RunningCoupling(card.theory).alpha_s(card.theory.q0_2));
  } catch (const InputError& error) {
    problems.add(place, error.what());
  }
  for (const Dataset& dataset : measurements.datasets())
    check_dataset(card.theory, dataset, problems);
}

}  // namespace fitpack
