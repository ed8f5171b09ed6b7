#pragma once

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <span>
#include <vector>

#include "fitpack/data/dataset.hpp"

namespace fitpack {

/// Distances in the metric of the measured covariance matrix C = diag(stat² + uncor²) + Σ β βᵀ, all
/// sources included: that of the χ² with fixed errors. C⁻¹ is applied through its sources, it is
/// not formed. Local.
class MeasuredMetric {
 public:
  explicit MeasuredMetric(std::span<const Dataset> datasets);
  /// (a − b)ᵀ C⁻¹ (a − b); one value per point, set after set.
  [[nodiscard]] double distance(std::span<const double> a, std::span<const double> b) const;

 private:
  Eigen::VectorXd inverse_delta_;
  Eigen::MatrixXd scaled_sources_;  ///< β/δ
  Eigen::LLT<Eigen::MatrixXd> inner_;
};

/// What one fit of a closure test found.
struct ClosurePrediction {
  std::vector<double> theory;  ///< of all points
  std::vector<double> pdfs;    ///< at nodes in x of every flavour
};

/// Replicas on top of one level-1 data set.
using ClosureEnsemble = std::vector<ClosurePrediction>;

/// How well ensembles cover the truth.
struct ClosureEstimators {
  double bias = 0.0;      ///< mean over ensembles of |mean − truth|²/N in the metric
  double variance = 0.0;  ///< mean over ensembles of the replicas' |·− mean|²/(N (n − 1)/n)
  double xi = 0.0;  ///< share of flavours and nodes with |mean − truth| < standard deviation
  double xi_error = 0.0;  ///< from its spread over ensembles
};

/// Bias and variance: Eqs. (3.22) and (3.23) of arXiv:2111.05787; ξ_1σ: Eq. (40) of
/// arXiv:1410.8849. Ensembles with fewer than two members are left out. Local.
[[nodiscard]] ClosureEstimators closure_estimators(std::span<const ClosureEnsemble> ensembles,
                                                   const ClosurePrediction& truth,
                                                   const MeasuredMetric& metric);

}  // namespace fitpack
