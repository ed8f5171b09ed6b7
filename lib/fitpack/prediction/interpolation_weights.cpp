#include "fitpack/prediction/interpolation_weights.hpp"

#include <utility>

#include "fitpack/core/contracts.hpp"

namespace fitpack {

namespace {

using Weights = std::vector<std::vector<double>>;

/// Weights of the products of polynomials in all parameters so far, with those of one more.
Weights times(const Weights& weights, std::size_t parameter, const LagrangeBasis& basis) {
  Weights result(weights.size());
  for (std::size_t t = 0; t < weights.size(); ++t)
    for (const double weight : weights[t])
      for (std::size_t node = 0; node < basis.value.size(); ++node)
        result[t].push_back(weight *
                            (t == parameter + 1 ? basis.derivative[node] : basis.value[node]));
  return result;
}

}  // namespace

InterpolationWeights interpolation_weights(std::span<const ParameterNodes> parameters,
                                           std::span<const double> p) {
  FITPACK_EXPECTS(p.size() == parameters.size());
  InterpolationWeights result{0, Weights(1 + parameters.size(), {1.0})};
  for (std::size_t j = 0; j < parameters.size(); ++j) {
    const std::vector<NodePiece>& pieces = parameters[j].pieces();
    const std::size_t piece = parameters[j].piece_of(p[j]);
    result.weights = times(result.weights, j, lagrange_basis(pieces[piece].nodes, p[j]));
    result.cell = result.cell * pieces.size() + piece;
  }
  return result;
}

std::size_t number_of_cells(std::span<const ParameterNodes> parameters) {
  std::size_t cells = 1;
  for (const ParameterNodes& parameter : parameters) cells *= parameter.pieces().size();
  return cells;
}

std::vector<std::size_t> nodes_of_cell(std::span<const ParameterNodes> parameters,
                                       std::size_t cell) {
  std::vector<std::size_t> numbers{0};
  std::size_t cells = number_of_cells(parameters);
  for (const ParameterNodes& parameter : parameters) {
    cells /= parameter.pieces().size();
    const std::size_t piece = cell / cells % parameter.pieces().size();
    std::vector<std::size_t> next;
    for (const std::size_t number : numbers)
      for (std::size_t node = 0; node < parameter.pieces()[piece].nodes.size(); ++node)
        next.push_back(number * parameter.nodes().size() + parameter.first_node(piece) + node);
    numbers = std::move(next);
  }
  return numbers;
}

}  // namespace fitpack
