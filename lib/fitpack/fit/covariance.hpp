#pragma once

#include <vector>

#include "fitpack/reduction/local_model.hpp"

namespace fitpack {

/// Hessian and covariance of the parameters at a minimum.
struct Covariance {
  std::vector<double> hessian;     ///< of F = χ²/2, Gauss-Newton: RᵀR, n × n row-major
  std::vector<double> covariance;  ///< its inverse: Δχ² = 1; rows of frozen parameters are zero
  bool singular = false;           ///< a direction has no curvature: the pseudo-inverse stands in
};

/// `frozen`: parameters held at their bounds, which have no error of their own.
Covariance covariance_of(const LocalModel& model, const std::vector<bool>& frozen);

}  // namespace fitpack
