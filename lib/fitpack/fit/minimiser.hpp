#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "fitpack/fit/minimiser_options.hpp"
#include "fitpack/parameters/parameter_set.hpp"
#include "fitpack/reduction/fit_objective.hpp"
#include "fitpack/result/fit_result.hpp"

namespace fitpack {

/// Whether a minimisation came to its end or was asked to stop before.
enum class Ending { finished, stopped };

/// Where a minimisation ended.
struct Minimum {
  Ending ending = Ending::finished;
  FitStatus status = FitStatus::not_converged;
  std::string message;  ///< why it stopped
  std::vector<double> theta;
  LocalModel model;  ///< at θ
  std::vector<IterationRecord> history;
  int iterations = 0;
  int best_iteration = 0;  ///< where θ comes from, with early stopping
};

/// Called after every iteration, on rank 0.
using IterationObserver = std::function<void(const IterationRecord&)>;

/// A minimisation after an accepted iteration: all that is needed to go on to the same bits as if
/// nothing had happened.
struct MinimiserState {
  std::vector<double> theta;
  double radius = 0.0;          ///< of the trust region
  double offset = 0.0;          ///< C of F + C, fixed at the start
  double stretch_begin = 0.0;   ///< F where the trust region was fresh last
  int fresh_trust_regions = 0;  ///< after attempts that came to a standstill
  std::vector<IterationRecord> history;
  std::vector<double> best_theta{};  ///< where the validation rows were described best
};

/// How a minimisation is continued later.
struct Continuation {
  const MinimiserState* resume = nullptr;  ///< goes on here; null: at the start
  /// Called after every accepted iteration, on rank 0.
  std::function<void(const MinimiserState&)> accepted;
};

/// Minimises F by the method of the options.
///
/// Levenberg-Marquardt (Ceres) works on the local model of the objective, within the parameters'
/// bounds.
///
/// Ceres sees n + 1 residuals, (z, ζ) with Jacobian (R, 0): the triangle of the reduction, whose
/// half square is F plus a constant. Convergence is judged here: by the decrease of F an undamped
/// step predicts, parameters held at their bounds left out, or by the gradient. Ends early where
/// the objective was asked to stop.
/// L-BFGS (Ceres) works on values and gradients, in directions that the local model of the start
/// makes alike; it knows no bounds, does not end early and is continued from θ alone. Converged
/// where half the square of the gradient in these directions, the predicted decrease, is small.
/// Where the options split the data (`DistributedObjective::set_training`), Levenberg-Marquardt
/// works on the training rows and ends early once the χ² of the validation rows, with shifts of
/// their own, has not fallen for `patience` accepted iterations. θ and model are those of the
/// iteration where it was lowest, the model over all rows. `fixed`: components of θ that stay at
/// their start (profiles); none if empty. With any, Levenberg-Marquardt is used. A
/// DistributedObjective: on rank 0, inside `drive`. Throws InputError where the start has no PDFs.
Minimum minimise(FitObjective& objective, std::span<const double> start,
                 const MinimiserOptions& options, const IterationObserver& observer = {},
                 const Continuation& continuation = {}, const std::vector<bool>& fixed = {});

/// Components of θ that sit at a bound.
std::vector<bool> at_bounds(const ParameterSet& parameters, std::span<const double> theta);

}  // namespace fitpack
