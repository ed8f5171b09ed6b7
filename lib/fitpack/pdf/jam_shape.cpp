#include "fitpack/pdf/jam_shape.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>

#include "fitpack/core/contracts.hpp"
#include "fitpack/pdf/special_functions.hpp"

namespace fitpack {

namespace {

/// n of the moment a norm divides by.
int moment_of(ShapeNorm norm) { return norm == ShapeNorm::number ? 0 : 1; }

BoundCoefficient one() {
  BoundCoefficient coefficient;
  coefficient.number = 1.0;
  return coefficient;
}

}  // namespace

JamShape::JamShape(const JamShapeOptions& options, ShapeNorm norm, const std::string& place,
                   const std::string& prefix, ParameterBinder& binder)
    : b_(binder.bind(options.b, place, prefix + "B")),
      c_(binder.bind(options.c, place, prefix + "C")),
      polynomial_{one(), binder.bind(options.d, place, prefix + "D"),
                  binder.bind(options.e, place, prefix + "E")},
      norm_(norm) {}

void JamShape::add(std::span<const double> all, ConstDualRow scale, const XNodes& nodes,
                   PdfRows rows) const {
  FITPACK_EXPECTS(scale.size() == rows.width);
  DualRows factor(2, rows.width);
  std::ranges::copy(scale, factor[0].begin());
  if (norm_moment(all, factor[1])) {
    divide(factor[0], factor[1]);
  } else {
    factor[0][0] = std::numeric_limits<double>::quiet_NaN();
  }
  const double b = b_.value(all), c = c_.value(all);
  const double d = polynomial_[1].value(all), e = polynomial_[2].value(all);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (nodes.at_one(i)) continue;
    const double log_x = nodes.log_x(i), log_one_minus_x = nodes.log_one_minus_x(i);
    const double power = std::exp(b * log_x + c * log_one_minus_x);
    const double root = std::sqrt(nodes.x(i));
    const double term = power * (1.0 + d * root + e * nodes.x(i));
    const DualRow row = rows.row(i);
    add_scaled(row, factor[0], term);
    const double amplitude = factor[0][0];
    add_derivative(row, b_.column, amplitude * term * log_x);
    add_derivative(row, c_.column, amplitude * term * log_one_minus_x);
    add_derivative(row, polynomial_[1].column, amplitude * power * root);
    add_derivative(row, polynomial_[2].column, amplitude * power * nodes.x(i));
  }
}

bool JamShape::add_plain_moment(int n, std::span<const double> all, DualRow sum) const {
  const double second = c_.value(all) + 1.0;
  if (!(b_.value(all) + n > 0.0 && second > 0.0)) return false;
  const bool gradient = sum.size() > 1;
  const double psi_second = gradient ? digamma(second) : 0.0;
  for (std::size_t k = 0; k < polynomial_.size(); ++k) {
    const double first = b_.value(all) + n + 0.5 * static_cast<double>(k);
    const double beta = beta_function(first, second);
    const double term = polynomial_[k].value(all) * beta;
    sum[0] += term;
    if (!gradient) continue;
    const double psi_both = digamma(first + second);
    add_derivative(sum, polynomial_[k].column, beta);
    add_derivative(sum, b_.column, term * (digamma(first) - psi_both));
    add_derivative(sum, c_.column, term * (psi_second - psi_both));
  }
  return true;
}

bool JamShape::norm_moment(std::span<const double> all, DualRow moment) const {
  if (norm_ != ShapeNorm::none) {
    return add_plain_moment(moment_of(norm_), all, moment) && moment[0] != 0.0;
  }
  moment[0] = 1.0;
  return true;
}

bool JamShape::add_moment(int n, std::span<const double> all, DualRow sum) const {
  DualRows rows(2, sum.size());
  if (!norm_moment(all, rows[1]) || !add_plain_moment(n, all, rows[0])) return false;
  divide(rows[0], rows[1]);
  add_scaled(sum, rows[0], 1.0);
  return true;
}

std::string JamShape::plain_divergence(int n, std::span<const double> all) const {
  const double b = b_.value(all), c = c_.value(all);
  std::ostringstream why;
  if (!(b + n > 0.0)) why << "it needs B > " << -n << ", but B = " << b;
  if (!(c + 1.0 > 0.0)) why << (why.tellp() > 0 ? " and " : "it needs ") << "C > -1, but C = " << c;
  return why.str();
}

std::string JamShape::divergence(int n, std::span<const double> all) const {
  const std::string why = undefined(all);
  return why.empty() ? plain_divergence(n, all) : why;
}

std::string JamShape::undefined(std::span<const double> all) const {
  if (norm_ == ShapeNorm::none) return {};
  const std::string why = plain_divergence(moment_of(norm_), all);
  const std::string norm = norm_ == ShapeNorm::number ? "number" : "momentum";
  if (!why.empty()) return "the " + norm + " that the shape is divided by diverges: " + why;
  DualRows moment(1, 1);
  if (norm_moment(all, moment[0])) return {};
  return "the " + norm + " that the shape is divided by is 0";
}

}  // namespace fitpack
