#pragma once

#include <Eigen/Core>

namespace fitpack::qcd {

/// Dense operators on the x-grid; row i gives the result at node i.
using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Vector = Eigen::VectorXd;

}  // namespace fitpack::qcd
