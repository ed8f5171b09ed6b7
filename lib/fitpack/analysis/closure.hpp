#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "fitpack/analysis/analysis.hpp"
#include "fitpack/analysis/closure_estimators.hpp"
#include "fitpack/analysis/lhapdf_input.hpp"
#include "fitpack/parallel/task_farm.hpp"
#include "fitpack/result/fit_result.hpp"

namespace fitpack {

/// What is fitted in a closure test [arXiv:1410.8849].
enum class ClosureLevel {
  truth = 0,     ///< the predictions of the true PDFs
  outcome = 1,   ///< these with fluctuations of the measurement
  replicas = 2,  ///< Monte Carlo replicas of such an outcome
};

struct ClosureOptions {
  ClosureLevel level = ClosureLevel::truth;
  int sets = 1;          ///< level 0: repetitions; 1 and 2: outcomes
  int replicas = 40;     ///< of each outcome, level 2
  int starts = 1;        ///< of each fit; the best is kept
  double scatter = 3.0;  ///< of the starts around the truth, in errors of the parameters
  std::uint64_t seed = 1;
  /// The true PDFs, taken at the initial scale; none: the card's at its start values.
  std::shared_ptr<const LhapdfInput> truth;
};

/// One fit of a closure test.
struct ClosureFit {
  int set = 0;
  int replica = 0;  ///< 0: of the outcome itself
  FitStatus status = FitStatus::not_converged;
  double start_chi2 = 0.0, chi2 = 0.0;
  int iterations = 0;
  int starts_there = 0;            ///< starts that ended in the minimum that was kept
  double max_pdf_deviation = 0.0;  ///< from the truth, relative, 1e-4 ≤ x ≤ 0.6
  ClosurePrediction found;
};

struct ClosureResult {
  ClosureOptions options;
  std::size_t n_points = 0, n_free = 0;
  std::vector<ClosureFit> fits;
  int usable = 0;  ///< fits that converged

  int starts_there = 0;  ///< over all fits

  // Of the fits of the level asked for: at level 0 the worst one, else means.
  double start_chi2 = 0.0, chi2 = 0.0, iterations = 0.0, max_pdf_deviation = 0.0;
  double outcome_chi2 = 0.0;     ///< mean over level-1 fits; 0 at level 0
  double expected_chi2 = 0.0;    ///< of `chi2`: 0, N − n or 2 (N − n)
  double chi2_error = 0.0;       ///< statistical, of `chi2` around its expectation
  ClosureEstimators estimators;  ///< level 1: bias alone

  bool passed = false;
  std::vector<std::string> remarks;  ///< what failed, or was not judged
};

/// Collective over the farm. Data are made from the true PDFs, evolved by the program, and fitted
/// with fixed errors (χ² definition "experimental"), whatever the card says: with a log term or
/// errors that scale, the truth would not be the minimum. Priors of parameters are left out. Starts
/// are scattered around the card's start values with the covariance of the parameters there; a
/// parametrisation can have other minima, so that a fit keeps the best of several starts. The same
/// bits on any number of ranks and groups. Complete on rank 0.
[[nodiscard]] ClosureResult run_closure(TaskFarm& farm, const RunCard& card,
                                        const ClosureOptions& options, const Logger& logger,
                                        const Progress& progress = {});

/// Decides on `passed` and says why not. Level 0: every fit converged, χ² < 1e-6, PDFs back to
/// 1e-4; where the truth is a set, which the parametrisation need not hold, χ² < 1 alone: then the
/// data cannot tell the fit from it. Levels 1 and 2: 90 % of the fits converged, the mean χ² within
/// 4 standard errors of its expectation; level 2 with at least 10 outcomes of 10 replicas: ξ_1σ
/// within [0.60, 0.76].
void judge_closure(ClosureResult& result);

[[nodiscard]] std::string closure_text(const ClosureResult& result);
[[nodiscard]] std::string closure_json(const ClosureResult& result);

}  // namespace fitpack
