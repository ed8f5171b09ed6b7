#pragma once

#include <span>
#include <string>
#include <vector>

#include "fitpack/fit/minimiser.hpp"
#include "fitpack/reduction/distributed_objective.hpp"

namespace fitpack {

/// The minimum that a profile starts from.
struct ProfileCentre {
  std::vector<double> theta;
  double chi2 = 0.0;
  std::vector<double> covariance;  ///< n × n
};

/// χ² at one value of a parameter, all others refitted.
struct ProfilePoint {
  double value = 0.0;
  double chi2 = 0.0;
  double delta_chi2 = 0.0;  ///< above the centre
  int iterations = 0;
  FitStatus status = FitStatus::not_converged;
  std::vector<double> theta;  ///< NaN where nothing could be fitted
};

/// Fixes component `p` of θ at `value` and refits the others. The start is the centre, moved along
/// the covariance: θ_i + C_ip/C_pp (value − θ_p), as far as it has PDFs. It depends on no other
/// point, so neither does the result. Rank 0 only, inside DistributedObjective::drive.
[[nodiscard]] ProfilePoint profile_point(DistributedObjective& objective,
                                         const ProfileCentre& centre, std::size_t p, double value,
                                         const MinimiserOptions& options,
                                         const IterationObserver& observer = {});

/// Where the profile crosses Δχ² = `rise` on either side of the centre.
struct ProfileCrossings {
  double below = 0.0, above = 0.0;  ///< NaN where the points do not reach so high
};

/// By interpolation of ±√Δχ² between points, linear in a parabola; points in ascending order of
/// their values. Points that did not converge are left out.
[[nodiscard]] ProfileCrossings profile_crossings(std::span<const ProfilePoint> points,
                                                 double centre, double rise = 1.0);

}  // namespace fitpack
