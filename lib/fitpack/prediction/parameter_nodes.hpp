#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace fitpack {

/// n Chebyshev points of the first kind in (lower, upper), ascending: none at the ends, where a
/// threshold may meet a data point.
[[nodiscard]] std::vector<double> chebyshev_nodes(double lower, double upper, std::size_t n);

/// How many Chebyshev nodes on [lower, upper] bring the interpolation of a function whose nearest
/// singularity lies at `singularity`, outside of it, to the relative accuracy: the error falls like
/// ρ^-n, ρ the sum of the half axes of the largest ellipse around the interval on which the
/// function is analytic. Trefethen, Approximation Theory and Approximation Practice, theorem 8.2.
[[nodiscard]] std::size_t chebyshev_size(double lower, double upper, double singularity,
                                         double accuracy);

/// Lagrange polynomials of some nodes and their derivatives at one value.
struct LagrangeBasis {
  std::vector<double> value;       ///< ℓ_k(p)
  std::vector<double> derivative;  ///< ℓ'_k(p)
};
[[nodiscard]] LagrangeBasis lagrange_basis(std::span<const double> nodes, double p);

/// A part of a parameter's range on which predictions are smooth.
struct NodePiece {
  double lower = 0.0;
  double upper = 0.0;
  std::vector<double> nodes;

  [[nodiscard]] bool operator==(const NodePiece&) const = default;
};

/// A theory parameter of a fit and the values at which kernels are built.
class ParameterNodes {
 public:
  /// `theta_index`: its place in θ. Pieces follow each other and cover its range.
  ParameterNodes(std::size_t theta_index, std::vector<NodePiece> pieces);

  [[nodiscard]] std::size_t theta_index() const { return theta_index_; }
  /// The nodes of all pieces behind each other.
  [[nodiscard]] const std::vector<double>& nodes() const { return nodes_; }
  [[nodiscard]] const std::vector<NodePiece>& pieces() const { return pieces_; }
  /// The piece p lies in, or the nearest one. An inner end belongs to the upper piece, as a flavour
  /// is not yet active at its threshold.
  [[nodiscard]] std::size_t piece_of(double p) const;
  /// Number, among all, of the first node of a piece.
  [[nodiscard]] std::size_t first_node(std::size_t piece) const { return first_[piece]; }

  [[nodiscard]] bool operator==(const ParameterNodes&) const = default;

 private:
  std::size_t theta_index_;
  std::vector<NodePiece> pieces_;
  std::vector<std::size_t> first_;
  std::vector<double> nodes_;
};

}  // namespace fitpack
