#pragma once

#include <span>
#include <vector>

#include "fitpack/pdf/bound_coefficient.hpp"
#include "fitpack/pdf/combination_form_options.hpp"
#include "fitpack/pdf/dual_row.hpp"
#include "fitpack/pdf/x_nodes.hpp"

namespace fitpack {

/// A factor p or p/(1-p) of a linear combination, with its derivative.
class CombinationFactor {
 public:
  CombinationFactor(FactorKind kind, BoundCoefficient coefficient)
      : kind_(kind), coefficient_(coefficient) {}

  /// Adds factor · f to `sum`, both with their gradients.
  void add_to(DualRow sum, std::span<const double> all, ConstDualRow f) const;
  /// False for the odds of p = 1.
  [[nodiscard]] bool finite(std::span<const double> all) const;

 private:
  [[nodiscard]] double value(double p) const;
  [[nodiscard]] double derivative(double p) const;

  FactorKind kind_;
  BoundCoefficient coefficient_;
};

/// Σ factor · (another function of the basis).
struct CombinationForm {
  struct Term {
    std::size_t function;  ///< position in the basis
    CombinationFactor factor;
  };
  std::vector<Term> terms;
};

}  // namespace fitpack
