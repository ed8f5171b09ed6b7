#include "fitpack/pdf/combination_form.hpp"

#include <cmath>

namespace fitpack {

double CombinationFactor::value(double p) const {
  return kind_ == FactorKind::odds ? p / (1.0 - p) : p;
}

double CombinationFactor::derivative(double p) const {
  return kind_ == FactorKind::odds ? 1.0 / ((1.0 - p) * (1.0 - p)) : 1.0;
}

bool CombinationFactor::finite(std::span<const double> all) const {
  return std::isfinite(value(coefficient_.value(all)));
}

void CombinationFactor::add_to(DualRow sum, std::span<const double> all, ConstDualRow f) const {
  const double p = coefficient_.value(all);
  add_scaled(sum, f, value(p));
  add_derivative(sum, coefficient_.column, derivative(p) * f[0]);
}

}  // namespace fitpack
