#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "fitpack/result/fit_result.hpp"

namespace fitpack {

/// Marks the replicas that enter means and spreads: converged, and with χ²/ndf to their own
/// pseudo-data inside the window, where there is one.
void select_replicas(std::vector<ReplicaRecord>& replicas, const ReplicaSettings& settings,
                     std::size_t ndf);

/// Numbers of the replicas that did not converge, ascending.
[[nodiscard]] std::vector<std::size_t> failed_replicas(const FitResult& result);

/// Mean and standard deviation (n − 1 in the denominator) over the selected replicas; NaN where
/// there are too few.
struct ReplicaStatistics {
  std::size_t done = 0, converged = 0, selected = 0;
  double mean_chi2 = 0.0, mean_chi2_data = 0.0;
  std::vector<double> mean, deviation;  ///< per component of θ
};
[[nodiscard]] ReplicaStatistics replica_statistics(const FitResult& result);

/// "97 of 100 replicas are usable: 2 did not converge (4, 9), 1 is outside the χ² window"; empty
/// where all that were asked for are usable.
[[nodiscard]] std::string replica_shortage(const FitResult& result);

}  // namespace fitpack
