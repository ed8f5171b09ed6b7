#pragma once

#include <span>
#include <vector>

#include "fitpack/result/fit_result.hpp"

namespace fitpack {

/// What data do to the parameters of a fit they were not in.
struct HessianProfile {
  std::vector<double> shift;                  ///< of θ
  std::vector<double> covariance;             ///< n × n, row-major, after
  std::vector<ProfiledDirection> directions;  ///< largest eigenvalue first
  double model_change = 0.0;                  ///< of G at the shift, against no shift
};

/// The exact minimum and curvature of ½ dᵀC⁻¹d + G(d), G(d) = gᵀd + ½ dᵀH d: the fit with
/// covariance C (Δχ² = 1) at its minimum, and half the χ² of the added data in its quadratic model.
/// With C = L Lᵀ, the columns of L along the eigenvectors of the correlation matrix, and d = L t:
///   t* = −(1 + LᵀH L)⁻¹ Lᵀg,  C' = L (1 + LᵀH L)⁻¹ Lᵀ,
/// Hessian profiling as in arXiv:1402.6623 and arXiv:1503.05221. Directions in which C is zero (a
/// parameter at its bound) stay. `covariance`, `hessian`: n × n, row-major. Local.
[[nodiscard]] HessianProfile hessian_profile(std::span<const double> covariance,
                                             std::span<const double> gradient,
                                             std::span<const double> hessian);

/// Members θ ± T e of an eigenvector set with Δχ² = T² for a parabolic χ²; e along the eigenvectors
/// of the correlation matrix. As `eigenvector_set`, which looks for the true rise of χ².
[[nodiscard]] EigenvectorSet parabolic_eigenvectors(std::span<const double> theta,
                                                    std::span<const double> covariance,
                                                    double tolerance);

}  // namespace fitpack
