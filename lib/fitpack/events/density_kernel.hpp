#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "fitpack/core/aligned_vector.hpp"
#include "fitpack/dis/kinematic_grid.hpp"
#include "fitpack/events/cell_polynomial.hpp"
#include "fitpack/events/density_prefactor.hpp"
#include "fitpack/events/event_definition.hpp"

namespace fitpack {

/// The cross section of a sample as a linear functional of the PDFs at the initial scale:
///   d²σ/dx dQ² · ε = prefactor(x, Q²) ε(x, Q²) g(x, Q²)   (pb/GeV²),
/// with g a polynomial in every cell of a grid, given by its values at the nodes, g_n = Σ_a G_na
/// f_a. The integral over the phase space is linear too, σ_tot = Σ_n W_n g_n, by a fixed quadrature
/// of the polynomials that follows the edges of the phase space (error: rounding). It knows nothing
/// of QCD. Immutable; local, the same bits on every rank.
class DensityKernel {
 public:
  /// `rows`: n_nodes × n_columns, n_columns = n_functions × n_x; zero for x-nodes below the point.
  DensityKernel(dis::KinematicGrid grid, std::span<const double> rows, std::size_t n_functions,
                const DensityPrefactor& prefactor, EventDefinition definition);

  [[nodiscard]] const dis::KinematicGrid& grid() const { return grid_; }
  [[nodiscard]] const EventDefinition& definition() const { return definition_; }
  [[nodiscard]] const DensityPrefactor& prefactor() const { return prefactor_; }
  [[nodiscard]] std::size_t n_columns() const { return n_functions_ * n_x_; }
  [[nodiscard]] std::size_t n_nodes() const { return grid_.n_nodes(); }

  /// W: weights of the nodes in σ_tot, pb.
  [[nodiscard]] std::span<const double> integral_weights() const { return integral_weights_; }
  /// Σ_n W_n G_na: σ_tot as a row over f, pb.
  [[nodiscard]] std::span<const double> integral_row() const { return integral_row_; }
  [[nodiscard]] double integral(std::span<const double> f) const;

  /// g = G f.
  [[nodiscard]] std::vector<double> node_values(std::span<const double> f) const;
  /// G [f | ∂f]; table: n_columns × stride, stride a multiple of column_padding; out: n_nodes ×
  /// stride.
  void node_table(std::span<const double> table, std::size_t stride, std::span<double> out) const;
  /// Gᵀ w.
  [[nodiscard]] std::vector<double> transposed(std::span<const double> node_weights) const;
  /// Polynomials of all cells, n_cells × n_coefficients.
  [[nodiscard]] AlignedVector coefficients(std::span<const double> node_values) const;
  /// Adds the weights of a cell's coefficients to those of the nodes.
  void add_moments(std::size_t cell, std::span<const double> moments,
                   std::span<double> node_weights) const;

 private:
  [[nodiscard]] std::span<const double> row(std::size_t node, std::size_t function) const;

  dis::KinematicGrid grid_;
  EventDefinition definition_;
  DensityPrefactor prefactor_;
  std::size_t n_functions_, n_x_;
  /// Rows without what lies below the point: for every node and function the last width_[node]
  /// columns, a multiple of column_padding, from offset_[node] on.
  AlignedVector rows_;
  std::vector<std::size_t> offset_, width_;
  std::vector<double> integral_weights_, integral_row_;
};

}  // namespace fitpack
