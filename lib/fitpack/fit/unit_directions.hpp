#pragma once

#include <Eigen/Core>
#include <vector>

#include "fitpack/reduction/local_model.hpp"

namespace fitpack {

/// Directions in the space of the parameters that may move, along each of which the Gauss-Newton
/// model of χ² rises by s² over a step s, and independently: R V is orthogonal, V Vᵀ the
/// covariance. Internal to `fit`.
struct UnitDirections {
  std::vector<Eigen::Index> moving;  ///< components of θ
  Eigen::MatrixXd directions;        ///< V, a column each; rows as in `moving`
  Eigen::MatrixXd inverse;           ///< V⁻¹; of the directions with curvature alone if singular
  bool singular = false;             ///< without curvature: the column is zero
};

UnitDirections unit_directions(const LocalModel& model, const std::vector<bool>& frozen);

}  // namespace fitpack
