#pragma once

#include <array>
#include <span>
#include <vector>

#include "fitpack/pdf/flavour_basis.hpp"
#include "fitpack/qcd/evolution_basis.hpp"

namespace fitpack::dis {

/// Turns rows over the initial components of QCD (Σ, g, V, …) into rows over the functions of the
/// fit basis, both times the x-nodes: index = function * n_x + node.
class BasisChange {
 public:
  BasisChange(const FlavourBasis& basis, std::size_t n_x);

  [[nodiscard]] std::size_t n_columns() const { return content_.size() * n_x_; }
  /// `component_row`: qcd::n_initial_components * n_x; `out`: n_columns().
  void apply(std::span<const double> component_row, std::span<double> out) const;
  /// The initial components [component * n_x + node] of PDFs given in the fit basis.
  [[nodiscard]] std::vector<double> components(std::span<const double> functions) const;

 private:
  std::size_t n_x_;
  std::vector<std::array<double, qcd::n_initial_components>> content_;  // of each basis function
};

}  // namespace fitpack::dis
