#include "fitpack/reduction/fisher_rows.hpp"

#include <Eigen/Dense>
#include <cmath>

namespace fitpack {

namespace {

/// Eigenvalues of the information scaled to unit diagonal that are rounding.
constexpr double smallest_eigenvalue = 1e-14;

}  // namespace

AlignedVector fisher_rows(std::span<const double> information, std::span<const double> gradient,
                          std::size_t stride) {
  const std::size_t n = gradient.size();
  const auto size = static_cast<Eigen::Index>(n);
  AlignedVector rows(n * stride, 0.0);
  Eigen::VectorXd scale(size);
  for (std::size_t p = 0; p < n; ++p) {
    const double diagonal = information[p * n + p];
    scale[static_cast<Eigen::Index>(p)] = diagonal > 0.0 ? std::sqrt(diagonal) : 1.0;
  }
  Eigen::MatrixXd scaled(size, size);
  for (Eigen::Index p = 0; p < size; ++p)
    for (Eigen::Index q = 0; q < size; ++q)
      scaled(p, q) = information[static_cast<std::size_t>(p) * n + static_cast<std::size_t>(q)] /
                     (scale[p] * scale[q]);
  const Eigen::VectorXd slope =
      Eigen::Map<const Eigen::VectorXd>(gradient.data(), size).cwiseQuotient(scale);
  if (!scaled.allFinite() || !slope.allFinite()) {
    std::fill(rows.begin(), rows.end(), std::nan(""));
    return rows;
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(scaled);
  for (Eigen::Index k = 0; k < size; ++k) {
    const double value = eigen.eigenvalues()[k];
    if (value < smallest_eigenvalue) continue;
    const Eigen::VectorXd vector = eigen.eigenvectors().col(k);
    double* row = rows.data() + static_cast<std::size_t>(k) * stride;
    for (Eigen::Index p = 0; p < size; ++p) row[p] = std::sqrt(value) * vector[p] * scale[p];
    row[n] = vector.dot(slope) / std::sqrt(value);
  }
  return rows;
}

}  // namespace fitpack
