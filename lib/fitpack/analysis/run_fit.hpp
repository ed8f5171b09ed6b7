#pragma once

#include <optional>

#include "fitpack/analysis/analysis.hpp"
#include "fitpack/fit/covariance.hpp"
#include "fitpack/fit/starts.hpp"
#include "fitpack/result/fit_result.hpp"

namespace fitpack {

struct FitOptions {
  std::vector<double> start;  ///< θ; empty: the card's
  StartOptions starts;
  Interruption interruption;        ///< of rank 0
  std::optional<double> tolerance;  ///< Δχ² of an eigenvector set; unset: none is made
};

/// Everything the outcome of a fit depends on, as text: the card without the folders of output and
/// cache, the checksums of the data, the starts. A checkpoint belongs to one such text.
[[nodiscard]] std::string fit_identity(const Analysis& analysis, const FitOptions& options);

/// Collective. The fit and its report; complete on rank 0, void elsewhere. Provenance holds what
/// the program knows of itself; command line and times are the caller's to fill in. Throws Stopped
/// where a rank was asked to stop before the minimum is found.
FitResult run_fit(Analysis& analysis, const FitOptions& options,
                  const IterationObserver& observer = {});

/// Collective. χ², predictions and parameters with their errors at θ, without a fit. Complete on
/// rank 0; `covariance` counts there.
FitResult run_report(Analysis& analysis, std::span<const double> theta,
                     const Covariance& covariance);

/// Collective. χ² and predictions at the start values, without a fit. Complete on rank 0.
FitResult run_prediction(Analysis& analysis);

}  // namespace fitpack
