#include "fitpack/pdf/combination_form.hpp"

#include <cmath>

namespace fitpack {

namespace {

EvaluatedFactor evaluated(FactorKind kind, const BoundCoefficient& coefficient,
                          std::span<const double> all) {
  const double p = coefficient.value(all);
  if (kind == FactorKind::plain) return {p, {{coefficient.column, 1.0}}};
  return {p / (1.0 - p), {{coefficient.column, 1.0 / ((1.0 - p) * (1.0 - p))}}};
}

EvaluatedFactor evaluated(const FactorFormula& formula, std::span<const double> all,
                          std::size_t width) {
  std::vector<double> results(width == 1 ? 1 : 1 + formula.columns.size());
  formula.program.numbers(all, results.size(), results);
  EvaluatedFactor factor{results[0], {}};
  for (std::size_t k = 1; k < results.size(); ++k) {
    factor.derivatives.emplace_back(formula.columns[k - 1], results[k]);
  }
  return factor;
}

}  // namespace

void EvaluatedFactor::add_to(DualRow sum, ConstDualRow f) const {
  add_scaled(sum, f, value);
  for (const auto& [column, derivative] : derivatives) {
    add_derivative(sum, column, derivative * f[0]);
  }
}

EvaluatedFactor CombinationFactor::at(std::span<const double> all, std::size_t width) const {
  if (const auto* formula = std::get_if<std::shared_ptr<const FactorFormula>>(&factor_)) {
    return evaluated(**formula, all, width);
  }
  const Simple& simple = std::get<Simple>(factor_);
  return evaluated(simple.kind, simple.coefficient, all);
}

bool CombinationFactor::finite(std::span<const double> all) const {
  return std::isfinite(at(all, 1).value);
}

}  // namespace fitpack
