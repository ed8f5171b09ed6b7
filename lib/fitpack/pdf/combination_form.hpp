#pragma once

#include <memory>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "fitpack/pdf/bound_coefficient.hpp"
#include "fitpack/pdf/combination_form_options.hpp"
#include "fitpack/pdf/dual_row.hpp"
#include "fitpack/pdf/formula_program.hpp"
#include "fitpack/pdf/x_nodes.hpp"

namespace fitpack {

/// A factor that is a formula of parameters.
struct FactorFormula {
  FormulaProgram program;            ///< outputs: the value, its derivatives
  std::vector<std::size_t> columns;  ///< of the derivatives
};

/// The value of a factor and the derivatives that are not zero.
struct EvaluatedFactor {
  double value = 0.0;
  std::vector<std::pair<std::size_t, double>> derivatives;  ///< column, derivative

  /// Adds factor · f to `sum`, both with their gradients.
  void add_to(DualRow sum, ConstDualRow f) const;
};

/// A factor p, p/(1-p) or a formula in a linear combination.
class CombinationFactor {
 public:
  CombinationFactor(FactorKind kind, BoundCoefficient coefficient)
      : factor_(Simple{kind, coefficient}) {}
  explicit CombinationFactor(std::shared_ptr<const FactorFormula> formula)
      : factor_(std::move(formula)) {}

  /// Derivatives are left out where `width` is 1.
  [[nodiscard]] EvaluatedFactor at(std::span<const double> all, std::size_t width) const;
  void add_to(DualRow sum, std::span<const double> all, ConstDualRow f) const {
    at(all, sum.size()).add_to(sum, f);
  }
  /// False for the odds of p = 1.
  [[nodiscard]] bool finite(std::span<const double> all) const;

 private:
  struct Simple {
    FactorKind kind;
    BoundCoefficient coefficient;
  };
  std::variant<Simple, std::shared_ptr<const FactorFormula>> factor_;
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
