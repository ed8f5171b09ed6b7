#pragma once

#include <string>
#include <vector>

#include "fitpack/reduction/distributed_objective.hpp"
#include "fitpack/result/fit_result.hpp"

namespace fitpack {

/// Hessians of F = χ²/2 and the covariance of the parameters at a minimum; n × n, row-major.
struct Covariance {
  CovarianceKind kind = CovarianceKind::gauss_newton;  ///< of `covariance`
  std::vector<double> hessian;                         ///< Gauss-Newton: RᵀR
  std::vector<double> full_hessian;                    ///< empty where it was not asked for
  std::vector<double> covariance;  ///< inverse: Δχ² = 1; rows of frozen parameters are zero
  bool singular = false;           ///< a direction has no curvature: the pseudo-inverse stands in
  std::string remark;              ///< why not what was asked for; empty if it was
};

/// The Gauss-Newton covariance. `frozen`: parameters held at their bounds, which have no error of
/// their own.
Covariance covariance_of(const LocalModel& model, const std::vector<bool>& frozen);

/// The covariance from the full Hessian: Gauss-Newton leaves out the second derivatives of the
/// residuals and of the errors that scale with the theory.
///
/// It is differenced from the analytic gradient at θ ± h v along the directions v_k in which the
/// Gauss-Newton model rises by Δχ² = h² alike: M = Vᵀ H V is close to 1, and flat combinations of
/// parameters are resolved as well as steep ones. Rows of frozen parameters are zero. Where M
/// cannot be had or is not positive definite, the Gauss-Newton covariance stands in and `remark`
/// says why. `model` is that of θ. Rank 0 only, inside DistributedObjective::drive: two
/// evaluations per parameter.
Covariance full_covariance_of(DistributedObjective& objective, std::span<const double> theta,
                              const LocalModel& model, const std::vector<bool>& frozen);

}  // namespace fitpack
