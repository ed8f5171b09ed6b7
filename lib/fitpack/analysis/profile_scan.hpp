#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fitpack/analysis/analysis.hpp"
#include "fitpack/fit/profile.hpp"
#include "fitpack/parallel/task_farm.hpp"

namespace fitpack {

/// Which profiles of χ² are wanted.
struct ScanOptions {
  std::vector<std::string> parameters;             ///< free ones; "all" stands for every one
  std::vector<double> values;                      ///< empty: from `range`
  std::optional<std::pair<double, double>> range;  ///< unset: ± two errors around the minimum
  std::size_t n_points = 9;                        ///< of a range, its ends included
  std::vector<double> start;  ///< θ where the central fit starts; empty: the card's
};

/// χ² along one parameter, all others refitted.
struct Profile {
  std::string parameter;
  double centre = 0.0;
  double error = 0.0;                ///< from the Hessian the card names; 0 at a bound
  std::vector<ProfilePoint> points;  ///< ascending in value
  ProfileCrossings crossings;        ///< Δχ² = 1
};

struct Scan {
  FitStatus status = FitStatus::not_converged;  ///< of the central fit; without it no profiles
  double chi2 = 0.0;
  std::vector<std::string> free_names;  ///< components of θ
  std::vector<Profile> profiles;
};

/// Throws InputError where a parameter is unknown or fixed, a value outside its bounds, or the
/// values make no scan. Local.
void check_scan(const ScanOptions& options, const RunCard& card);

/// Collective over the farm. Every group builds the analysis and fits the centre itself, so that
/// nothing but values travels; the points are tasks of the farm. The same bits on any number of
/// ranks and groups. Complete on rank 0, void elsewhere.
[[nodiscard]] Scan scan_profiles(TaskFarm& farm, const RunCard& card, const ScanOptions& options,
                                 const Logger& logger, const Progress& progress = {});

/// A table for the terminal: points, and the crossings beside the Hessian's error.
[[nodiscard]] std::string scan_text(const Scan& scan);
[[nodiscard]] std::string scan_json(const Scan& scan);
/// One row per point: parameter, value, chi2, delta_chi2, iterations, status and all of θ.
[[nodiscard]] std::string scan_csv(const Scan& scan);

}  // namespace fitpack
