#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "fitpack/prediction/parameter_nodes.hpp"
#include "fitpack/prediction/row_corrections.hpp"

namespace fitpack {

/// What in a BatchForm depends on θ beside the PDFs: a few numbers of each parameter set,
///   h0, h1, h2, the normalisations, then the weights of the kernels of the cell that θ lies in,
/// those of the value and those of the derivative with respect to each theory parameter. Weights
/// are of what a KernelFamily stores: its base, then the differences of the others from it.
struct FormParameters {
  std::vector<ParameterNodes> theory;    ///< empty: fixed theory, one cell of one kernel
  HigherTwistCoefficients higher_twist;  ///< zero: no such term
  std::vector<NormalisationValue> normalisations;

  [[nodiscard]] std::size_t n_cells() const;
  /// Kernels of a cell.
  [[nodiscard]] std::size_t n_members(std::size_t cell) const;

  [[nodiscard]] std::size_t first_normalisation() const { return higher_twist.size(); }
  [[nodiscard]] std::size_t first_weight() const {
    return first_normalisation() + normalisations.size();
  }
  /// Of a set, for the cell with the most kernels.
  [[nodiscard]] std::size_t n_numbers() const;
  /// Writes the numbers of a set, weights [value, parameters…][kernel of the cell]; the cell. A θ
  /// that is not finite gives any cell and numbers that are not finite.
  std::size_t write_numbers(std::span<const double> theta, std::span<double> out) const;

  /// The column of ∂T/∂θ, counted from 1 as in [T | ∂T/∂θ], that belongs to h0, h1, h2, each
  /// normalisation and each theory parameter; −1: it is fixed.
  [[nodiscard]] std::vector<int> columns() const;
};

}  // namespace fitpack
