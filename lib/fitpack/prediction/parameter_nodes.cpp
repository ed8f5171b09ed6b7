#include "fitpack/prediction/parameter_nodes.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "fitpack/core/contracts.hpp"

namespace fitpack {

std::vector<double> chebyshev_nodes(double lower, double upper, std::size_t n) {
  std::vector<double> nodes;
  for (std::size_t k = 0; k < n; ++k) {
    const double angle = std::numbers::pi * (static_cast<double>(k) + 0.5) / static_cast<double>(n);
    nodes.push_back(0.5 * (lower + upper) - 0.5 * (upper - lower) * std::cos(angle));
  }
  return nodes;
}

std::size_t chebyshev_size(double lower, double upper, double singularity, double accuracy) {
  const double distance = std::abs(2.0 * singularity - lower - upper) / (upper - lower);
  FITPACK_EXPECTS(distance > 1.0 && accuracy < 1.0);
  const double rho = distance + std::sqrt(distance * distance - 1.0);
  constexpr double fewest = 3.0;  // a narrow interval, too, has a curvature
  return static_cast<std::size_t>(std::max(fewest, std::ceil(-std::log(accuracy) / std::log(rho))));
}

LagrangeBasis lagrange_basis(std::span<const double> nodes, double p) {
  LagrangeBasis basis;
  for (std::size_t k = 0; k < nodes.size(); ++k) {
    double value = 1.0, derivative = 0.0;
    for (std::size_t j = 0; j < nodes.size(); ++j) {
      if (j == k) continue;
      const double scale = 1.0 / (nodes[k] - nodes[j]);
      derivative = derivative * (p - nodes[j]) * scale + value * scale;
      value *= (p - nodes[j]) * scale;
    }
    basis.value.push_back(value);
    basis.derivative.push_back(derivative);
  }
  return basis;
}

ParameterNodes::ParameterNodes(std::size_t theta_index, std::vector<NodePiece> pieces)
    : theta_index_(theta_index), pieces_(std::move(pieces)) {
  FITPACK_EXPECTS(!pieces_.empty());
  for (const NodePiece& piece : pieces_) {
    FITPACK_EXPECTS(!piece.nodes.empty());
    first_.push_back(nodes_.size());
    nodes_.insert(nodes_.end(), piece.nodes.begin(), piece.nodes.end());
  }
}

std::size_t ParameterNodes::piece_of(double p) const {
  std::size_t piece = 0;
  while (piece + 1 < pieces_.size() && p >= pieces_[piece].upper) ++piece;
  return piece;
}

}  // namespace fitpack
