#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "fitpack/prediction/parameter_nodes.hpp"

namespace fitpack {

/// The combination of pieces, one of each parameter, that values p of parameters lie in, and the
/// Lagrange polynomials of its combinations of nodes there.
struct InterpolationWeights {
  std::size_t cell = 0;  ///< the last parameter runs fastest
  /// Σ_k weights[0][k] K_k is the value, Σ_k weights[1 + j][k] K_k its derivative with respect to
  /// parameter j; nodes of the last parameter run fastest.
  std::vector<std::vector<double>> weights;
};

/// Without parameters: one cell, and the weight 1.
[[nodiscard]] InterpolationWeights interpolation_weights(std::span<const ParameterNodes> parameters,
                                                         std::span<const double> p);

/// Of all parameters together.
[[nodiscard]] std::size_t number_of_cells(std::span<const ParameterNodes> parameters);
/// Numbers, among the combinations of all nodes, of those that belong to a cell; in the order of
/// the weights.
[[nodiscard]] std::vector<std::size_t> nodes_of_cell(std::span<const ParameterNodes> parameters,
                                                     std::size_t cell);

}  // namespace fitpack
