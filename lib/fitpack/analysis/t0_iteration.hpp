#pragma once

#include "fitpack/config/run_card.hpp"
#include "fitpack/fit/starts.hpp"

namespace fitpack {

/// What an iteration of t0 ends with.
struct T0Fit {
  MultiStart fit;                 ///< the last fit; its records are those of the first
  std::vector<double> t0;         ///< of the last fit, all rows
  std::vector<T0Record> history;  ///< one entry per fit
  bool settled = true;            ///< false: t0 still changed after the last fit allowed
};

/// Fits with a reference prediction t0, takes the predictions of the minimum as the next t0 and
/// fits again from there, until no prediction changes by more than the tolerance or the number of
/// fits is reached (R. D. Ball et al., arXiv:0912.2276). All starts belong to the first
/// fit. `t0`: the first one, of all rows. Rank 0 only, inside DistributedObjective::drive. A fit
/// that does not converge ends the iteration. Interruptions are those of `minimise_from_starts`;
/// their states hold t0.
T0Fit minimise_with_t0(DistributedObjective& objective, std::span<const double> start,
                       std::span<const double> t0, const RunCard& card, const StartOptions& starts,
                       const IterationObserver& observer, const Interruption& interruption);

/// The largest relative change from a to b.
[[nodiscard]] double largest_change(std::span<const double> a, std::span<const double> b);

}  // namespace fitpack
