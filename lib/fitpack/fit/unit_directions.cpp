#include "fitpack/fit/unit_directions.hpp"

#include <Eigen/SVD>

namespace fitpack {

namespace {

using RowMajorMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Singular values of the scaled triangle below this, relative to the largest, are no curvature.
constexpr double no_curvature = 1e-13;

}  // namespace

UnitDirections unit_directions(const LocalModel& model, const std::vector<bool>& frozen) {
  const auto n = static_cast<Eigen::Index>(model.n);
  const Eigen::Map<const RowMajorMatrix> r(model.r.data(), n, n);
  UnitDirections result;
  for (Eigen::Index p = 0; p < n; ++p)
    if (!frozen[static_cast<std::size_t>(p)]) result.moving.push_back(p);
  if (result.moving.empty()) return result;
  // Columns scaled to unit length: then small singular values mean degeneracy, not units.
  Eigen::MatrixXd columns = r(Eigen::all, result.moving);
  Eigen::VectorXd scale = columns.colwise().norm();
  for (double& s : scale) s = s > 0.0 ? 1.0 / s : 1.0;
  columns = columns * scale.asDiagonal();
  const Eigen::JacobiSVD<Eigen::MatrixXd> svd(columns, Eigen::ComputeThinU | Eigen::ComputeThinV);
  Eigen::VectorXd inverse = svd.singularValues();
  for (double& s : inverse) {
    const bool flat = s <= no_curvature * svd.singularValues()[0];
    result.singular = result.singular || flat;
    s = flat ? 0.0 : 1.0 / s;
  }
  result.directions = scale.asDiagonal() * svd.matrixV() * inverse.asDiagonal();
  result.inverse = svd.singularValues().asDiagonal() * svd.matrixV().transpose() *
                   scale.cwiseInverse().asDiagonal();
  return result;
}

}  // namespace fitpack
