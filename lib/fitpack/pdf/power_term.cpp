#include "fitpack/pdf/power_term.hpp"

#include <cmath>
#include <sstream>

#include "fitpack/core/contracts.hpp"
#include "fitpack/pdf/special_functions.hpp"

namespace fitpack {

void PowerTerm::add(std::span<const double> all, ConstDualRow scale, const XNodes& nodes,
                    PdfRows rows) const {
  FITPACK_EXPECTS(scale.size() == rows.width);
  const double b = b_.value(all);
  const double c = c_.value(all);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (nodes.at_one(i)) continue;
    const double log_x = nodes.log_x(i);
    const double log_one_minus_x = nodes.log_one_minus_x(i);
    const double power = std::exp(b * log_x + c * log_one_minus_x);
    const DualRow row = rows.row(i);
    double polynomial = 1.0;
    double x_to_k = 1.0;
    for (const BoundCoefficient& coefficient : polynomial_) {
      x_to_k *= nodes.x(i);
      polynomial += coefficient.value(all) * x_to_k;
      add_derivative(row, coefficient.column, scale[0] * power * x_to_k);
    }
    const double term = power * polynomial;
    for (std::size_t q = 0; q < row.size(); ++q) row[q] += scale[q] * term;
    add_derivative(row, b_.column, scale[0] * term * log_x);
    add_derivative(row, c_.column, scale[0] * term * log_one_minus_x);
  }
}

bool PowerTerm::add_moment(int n, std::span<const double> all, DualRow sum) const {
  const double first = b_.value(all) + n;
  const double second = c_.value(all) + 1.0;
  if (!(first > 0.0 && second > 0.0)) return false;
  const double psi_second = sum.size() > 1 ? digamma(second) : 0.0;
  double psi_first = sum.size() > 1 ? digamma(first) : 0.0;
  double psi_both = sum.size() > 1 ? digamma(first + second) : 0.0;
  double beta = beta_function(first, second);
  for (std::size_t k = 0;; ++k) {
    const double coefficient = k == 0 ? 1.0 : polynomial_[k - 1].value(all);
    const double term = coefficient * beta;
    sum[0] += term;
    if (k > 0) add_derivative(sum, polynomial_[k - 1].column, beta);
    add_derivative(sum, b_.column, term * (psi_first - psi_both));
    add_derivative(sum, c_.column, term * (psi_second - psi_both));
    if (k == polynomial_.size()) break;
    // Beta(a+1, b) = Beta(a, b) a/(a+b) and ψ(a+1) = ψ(a) + 1/a.
    const double a = first + static_cast<double>(k);
    beta *= a / (a + second);
    psi_first += 1.0 / a;
    psi_both += 1.0 / (a + second);
  }
  return true;
}

std::string PowerTerm::divergence(int n, std::span<const double> all) const {
  const double b = b_.value(all);
  const double c = c_.value(all);
  std::ostringstream why;
  if (!(b + n > 0.0)) why << "it needs B > " << -n << ", but B = " << b;
  if (!(c + 1.0 > 0.0)) why << (why.tellp() > 0 ? " and " : "it needs ") << "C > -1, but C = " << c;
  return why.str();
}

}  // namespace fitpack
