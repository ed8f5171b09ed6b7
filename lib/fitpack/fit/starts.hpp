#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "fitpack/fit/minimiser.hpp"
#include "fitpack/reduction/distributed_objective.hpp"

namespace fitpack {

/// Several starts of one fit.
struct StartOptions {
  int count = 1;
  double scatter = 0.0;  ///< standard deviation in units of the parameters' steps, or of `root`
  std::uint64_t seed = 1;
  /// n × n, L of a covariance L Lᵀ: deviates are correlated as errors are; empty: by the steps.
  std::vector<double> root{};
  int first = 0;  ///< number of the first start
};

/// Start number k: the given start plus Gaussian deviates, kept inside the bounds. A function of
/// (seed, k, parameter, attempt) alone.
std::vector<double> scattered_start(const ParameterSet& parameters, std::span<const double> start,
                                    const StartOptions& options, int k, int attempt);

/// Start number k, drawn again where it has no PDFs or a cross section that is not positive. Throws
/// InputError where no draw helps. Rank 0 only, inside DistributedObjective::drive.
std::vector<double> valid_start(DistributedObjective& objective, std::span<const double> start,
                                const StartOptions& options, int k);

/// The outcome of all starts.
struct MultiStart {
  Minimum best;
  std::size_t best_index = 0;
  std::vector<StartRecord> records;
};

/// Where an iteration of t0 is: the fits before the current one.
struct T0State {
  std::vector<double> values;             ///< t0 of the current fit
  std::vector<double> start;              ///< θ it starts from
  std::vector<T0Record> history;          ///< of the fits before
  std::vector<StartRecord> first_starts;  ///< of the first fit, once it is done
  std::size_t first_best = 0;             ///< among them
};

/// A fit between two iterations: what a checkpoint holds.
struct FitState {
  std::vector<StartRecord> finished;
  std::size_t best_index = 0;                 ///< among `finished`
  std::vector<IterationRecord> best_history;  ///< of that start
  std::optional<MinimiserState> current;      ///< of start number finished.size()
  std::optional<T0State> t0{};                ///< where χ² has a t0
};

/// How a fit is interrupted and goes on.
struct Interruption {
  std::optional<FitState> resume;
  /// Called whenever the state has changed, after accepted iterations and finished starts.
  std::function<void(const FitState&)> changed;
  /// Called with the last state before the fit is given up.
  std::function<void(const FitState&)> stopped;
};

/// Minimises from every start and keeps the best: converged before not converged, then lowest χ².
/// A scattered start without PDFs, or with a cross section that is not positive, is drawn again.
/// Throws Stopped where the objective was asked to stop. Rank 0 only.
MultiStart minimise_from_starts(DistributedObjective& objective, std::span<const double> start,
                                const MinimiserOptions& minimiser, const StartOptions& options,
                                const IterationObserver& observer = {},
                                const Interruption& interruption = {});

}  // namespace fitpack
