#include "fitpack/fit/covariance.hpp"

#include <Eigen/SVD>

namespace fitpack {

namespace {

using RowMajorMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Singular values of the scaled triangle below this, relative to the largest, are no curvature.
constexpr double no_curvature = 1e-13;

}  // namespace

Covariance covariance_of(const LocalModel& model, const std::vector<bool>& frozen) {
  const auto n = static_cast<Eigen::Index>(model.n);
  const Eigen::Map<const RowMajorMatrix> r(model.r.data(), n, n);
  Covariance result;
  result.hessian.resize(model.n * model.n);
  result.covariance.assign(model.n * model.n, 0.0);
  Eigen::Map<RowMajorMatrix>(result.hessian.data(), n, n) = r.transpose() * r;

  std::vector<Eigen::Index> free;
  for (Eigen::Index p = 0; p < n; ++p)
    if (!frozen[static_cast<std::size_t>(p)]) free.push_back(p);
  if (free.empty()) return result;
  // Columns scaled to unit length: then small singular values mean degeneracy, not units.
  Eigen::MatrixXd columns = r(Eigen::all, free);
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
  const Eigen::MatrixXd root = scale.asDiagonal() * svd.matrixV() * inverse.asDiagonal();
  const Eigen::MatrixXd covariance = root * root.transpose();
  for (std::size_t i = 0; i < free.size(); ++i)
    for (std::size_t j = 0; j < free.size(); ++j)
      result.covariance[static_cast<std::size_t>(free[i] * n + free[j])] =
          covariance(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j));
  return result;
}

}  // namespace fitpack
