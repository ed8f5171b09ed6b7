#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "fitpack/fit/minimiser_options.hpp"
#include "fitpack/parameters/parameter_set.hpp"
#include "fitpack/reduction/distributed_objective.hpp"
#include "fitpack/result/fit_result.hpp"

namespace fitpack {

/// Where a minimisation ended.
struct Minimum {
  FitStatus status = FitStatus::not_converged;
  std::string message;  ///< why it stopped
  std::vector<double> theta;
  LocalModel model;  ///< at θ
  std::vector<IterationRecord> history;
  int iterations = 0;
};

/// Called after every iteration, on rank 0.
using IterationObserver = std::function<void(const IterationRecord&)>;

/// Levenberg-Marquardt (Ceres) on the local model of the objective, within the parameters' bounds.
///
/// Ceres sees n + 1 residuals, (z, ζ) with Jacobian (R, 0): the triangle of the reduction, whose
/// half square is F plus a constant. Convergence is judged here: by the decrease of F an undamped
/// step predicts, parameters held at their bounds left out, or by the gradient.
/// `fixed`: components of θ that stay at their start (profiles); none if empty.
/// Rank 0 only, inside DistributedObjective::drive. Throws InputError where the start has no PDFs.
Minimum minimise(DistributedObjective& objective, std::span<const double> start,
                 const MinimiserOptions& options, const IterationObserver& observer = {},
                 const std::vector<bool>& fixed = {});

/// Components of θ that sit at a bound.
std::vector<bool> at_bounds(const ParameterSet& parameters, std::span<const double> theta);

}  // namespace fitpack
