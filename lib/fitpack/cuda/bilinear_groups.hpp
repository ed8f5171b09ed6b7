#pragma once

#include <cstddef>
#include <vector>

#include "fitpack/prediction/bilinear_batch.hpp"

namespace fitpack {

/// Rows of one piece of the scales whose forms have the windows of the largest, so that one call
/// multiplies with all of them. Zeros fill up what a form lacks: all windows end with the grid.
struct BilinearGroup {
  std::size_t piece = 0;
  std::size_t first = 0, n_rows = 0;                              ///< in `rows` of BilinearGroups
  std::size_t left = 0, right = 0;                                ///< windows
  std::vector<double> quark_antiquark, quark_gluon, gluon_quark;  ///< [row][left][right]

  /// Nodes of the partons that its forms see.
  [[nodiscard]] std::size_t window() const { return left > right ? left : right; }
};

/// Numbers of one set of PDFs that lie between the products, with the columns of its table:
/// 1 + parameters, or 1 where values alone are wanted.
struct BilinearSizes {
  std::size_t f = 0;         ///< PDFs at the nodes that matter
  std::size_t nodes = 0;     ///< partons at the nodes of a piece
  std::size_t panels = 0;    ///< partons of the rows of a group
  std::size_t to_left = 0;   ///< forms times partons of the target
  std::size_t seeds = 0;     ///< ∂T/∂L
  std::size_t to_right = 0;  ///< partons of the beam times forms
  std::size_t slopes = 0;    ///< ∂T/∂partons
  std::size_t products = 0;  ///< times ∂partons/∂θ at the nodes

  [[nodiscard]] std::size_t all() const {
    return f + nodes + panels + to_left + seeds + to_right + slopes + products;
  }
};

/// Drell-Yan rows in the order in which a device takes them, piece by piece.
struct BilinearGroups {
  std::size_t window = 0, n_pieces = 0;
  std::vector<int> columns;       ///< of f that matter: those of momentum fractions in the window
  std::vector<double> operators;  ///< of the batch, with these columns alone
  std::vector<BilinearBatchRow> rows;  ///< without forms
  std::vector<BilinearGroup> groups;   ///< ordered by pieces

  /// Buffers for the largest group.
  [[nodiscard]] BilinearSizes sizes(std::size_t n_columns_of_table) const;
  /// Floating-point operations of the products of one set.
  [[nodiscard]] double flops(std::size_t n_columns_of_table) const;
};

/// Panels of a row: the components and Σ e² q⁺ of the proton and of the neutron.
inline constexpr std::size_t bilinear_panels = 11;
/// B q for the quarks, C g, C' Σ e² q⁺ of proton and neutron.
inline constexpr std::size_t bilinear_to_left = 11;
/// Bᵀ q for the quarks, Cᵀ Σ e² q⁺, C'ᵀ g.
inline constexpr std::size_t bilinear_to_right = 10;

[[nodiscard]] BilinearGroups bilinear_groups(BilinearBatch batch, std::size_t most_rows = 32);

}  // namespace fitpack
