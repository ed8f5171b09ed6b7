#include "fitpack/pdf/polynomial_form.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>

#include "fitpack/core/contracts.hpp"
#include "fitpack/pdf/special_functions.hpp"
#include "fitpack/pdf/unit_interval_rule.hpp"

namespace fitpack {

namespace {

/// The sum of |coefficients| of a polynomial bounded by 1 is what its digits lose in the sum of
/// Beta functions: four of sixteen.
constexpr double largest_coefficient_sum = 1e4;

bool well_conditioned(const std::vector<std::vector<double>>& polynomials) {
  return std::ranges::all_of(polynomials, [](const std::vector<double>& p) {
    double sum = 0.0;
    for (const double coefficient : p) sum += std::abs(coefficient);
    return sum <= largest_coefficient_sum;
  });
}

}  // namespace

PolynomialForm::PolynomialForm(PolynomialKind kind, const PolynomialFormOptions& options,
                               const std::string& place, ParameterBinder& binder,
                               Problems& problems)
    : kind_(kind),
      map_(options.map),
      x_min_(options.x_min),
      b_(binder.bind(options.b, place, "B")),
      c_(binder.bind(options.c, place, "C")) {
  const std::size_t least = kind == PolynomialKind::chebyshev ? 1 : 2;
  if (options.coefficients.size() < least) {
    problems.add(place, "the polynomial has degree 0",
                 least == 1 ? "name at least one coefficient" : "name at least two coefficients");
    return;
  }
  bind_coefficients(options, place, binder);
  const std::size_t degree = coefficients_.size() - 1;
  if (degree > largest_degree) {
    problems.add(place, "the polynomial has degree " + std::to_string(degree),
                 "the largest degree is " + std::to_string(largest_degree));
    return;
  }
  if (map_ == XMap::log_x && !(x_min_ > 0.0 && x_min_ < 1.0)) {
    problems.add(place, "x_min of the map log_x must lie between 0 and 1");
  }
  auto in_root = polynomials_in_root(kind_, map_, degree);
  if (in_root && well_conditioned(*in_root)) in_root_ = std::move(*in_root);
}

void PolynomialForm::bind_coefficients(const PolynomialFormOptions& options,
                                       const std::string& place, ParameterBinder& binder) {
  if (kind_ == PolynomialKind::chebyshev) {
    BoundCoefficient one;
    one.number = 1.0;
    coefficients_.push_back(one);
  }
  for (std::size_t k = 0; k < options.coefficients.size(); ++k) {
    coefficients_.push_back(
        binder.bind(options.coefficients[k], place, "coefficients." + std::to_string(k)));
  }
}

void PolynomialForm::add(const FormInput& input, ConstDualRow amplitude, const XNodes& nodes,
                         PdfRows rows) const {
  FITPACK_EXPECTS(amplitude.size() == rows.width);
  const double b = b_.value(input.all), c = c_.value(input.all);
  std::vector<double> p(coefficients_.size());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (nodes.at_one(i)) continue;
    const double log_x = nodes.log_x(i), log_one_minus_x = nodes.log_one_minus_x(i);
    const double power = std::exp(b * log_x + c * log_one_minus_x);
    polynomial_values(kind_, mapped_x(map_, x_min_, log_x), p);
    const DualRow row = rows.row(i);
    double polynomial = 0.0;
    for (std::size_t k = 0; k < p.size(); ++k) {
      polynomial += coefficients_[k].value(input.all) * p[k];
      add_derivative(row, coefficients_[k].column, amplitude[0] * power * p[k]);
    }
    const double term = power * polynomial;
    add_scaled(row, amplitude, term);
    add_derivative(row, b_.column, amplitude[0] * term * log_x);
    add_derivative(row, c_.column, amplitude[0] * term * log_one_minus_x);
  }
}

double PolynomialForm::least_power() const {
  return has_exact_moments() ? 0.0 : UnitIntervalRule::least_power;
}

bool PolynomialForm::add_moments(int n, const FormInput& input, DualRow shape,
                                 DualRow /*rest*/) const {
  const double first = b_.value(input.all) + n, second = c_.value(input.all) + 1.0;
  if (!(first > least_power() && second > least_power())) return false;
  if (has_exact_moments()) {
    add_exact_moment(n, input.all, shape);
  } else {
    add_integrated_moment(n, input.all, shape);
  }
  return true;
}

void PolynomialForm::add_exact_moment(int n, std::span<const double> all, DualRow sum) const {
  const double second = c_.value(all) + 1.0;
  const bool gradient = sum.size() > 1;
  const double psi_second = gradient ? digamma(second) : 0.0;
  const auto longest = std::ranges::max_element(in_root_, {}, &std::vector<double>::size);
  for (std::size_t power = 0; power < longest->size(); ++power) {
    const double first = b_.value(all) + n + 0.5 * static_cast<double>(power);
    const double beta = beta_function(first, second);
    double coefficient = 0.0;
    for (std::size_t k = 0; k < in_root_.size(); ++k) {
      if (power >= in_root_[k].size()) continue;
      coefficient += coefficients_[k].value(all) * in_root_[k][power];
      add_derivative(sum, coefficients_[k].column, in_root_[k][power] * beta);
    }
    const double term = coefficient * beta;
    sum[0] += term;
    if (!gradient) continue;
    const double psi_both = digamma(first + second);
    add_derivative(sum, b_.column, term * (digamma(first) - psi_both));
    add_derivative(sum, c_.column, term * (psi_second - psi_both));
  }
}

void PolynomialForm::add_integrated_moment(int n, std::span<const double> all, DualRow sum) const {
  const UnitIntervalRule& rule = unit_interval_rule();
  const double b = b_.value(all) + n - 1, c = c_.value(all);
  std::vector<double> p(coefficients_.size());
  for (std::size_t i = 0; i < rule.log_x.size(); ++i) {
    const double log_x = rule.log_x[i], log_one_minus_x = rule.log_one_minus_x[i];
    const double weight = std::exp(b * log_x + c * log_one_minus_x + rule.log_weight[i]);
    polynomial_values(kind_, mapped_x(map_, x_min_, log_x), p);
    double polynomial = 0.0;
    for (std::size_t k = 0; k < p.size(); ++k) {
      polynomial += coefficients_[k].value(all) * p[k];
      add_derivative(sum, coefficients_[k].column, weight * p[k]);
    }
    sum[0] += weight * polynomial;
    add_derivative(sum, b_.column, weight * polynomial * log_x);
    add_derivative(sum, c_.column, weight * polynomial * log_one_minus_x);
  }
}

std::string PolynomialForm::divergence(int n, std::span<const double> all) const {
  const double b = b_.value(all), c = c_.value(all), least = least_power();
  std::ostringstream why;
  if (!(b + n > least)) why << "it needs B > " << least - n << ", but B = " << b;
  if (!(c + 1.0 > least))
    why << (why.tellp() > 0 ? " and " : "it needs ") << "C > " << least - 1.0 << ", but C = " << c;
  return why.str();
}

}  // namespace fitpack
