#pragma once

#include <vector>

#include "fitpack/fit/minimiser.hpp"

namespace fitpack {

/// The predicted decrease at which a fit has converged: that of the options, or what rounding
/// leaves of F where F is large, as −ln L of many events is.
[[nodiscard]] double decrease_tolerance(const LocalModel& model, const MinimiserOptions& options);

/// L-BFGS from `theta`, where the local model is `start`; see `minimise`. Throws InputError for
/// parameters with bounds.
Minimum minimise_lbfgs(FitObjective& objective, std::vector<double> theta, LocalModel start,
                       const MinimiserOptions& options, const IterationObserver& observer);

}  // namespace fitpack
