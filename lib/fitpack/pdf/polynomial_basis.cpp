#include "fitpack/pdf/polynomial_basis.hpp"

#include <cmath>

#include "fitpack/core/contracts.hpp"

namespace fitpack {

namespace {

using Polynomial = std::vector<double>;  ///< coefficients of the powers of √x

Polynomial product(const Polynomial& a, const Polynomial& b) {
  Polynomial result(a.size() + b.size() - 1, 0.0);
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < b.size(); ++j) result[i + j] += a[i] * b[j];
  return result;
}

/// factor · a + constant
Polynomial linear(double factor, Polynomial a, double constant) {
  for (double& coefficient : a) coefficient *= factor;
  a[0] += constant;
  return a;
}

Polynomial difference(Polynomial a, const Polynomial& b) {
  for (std::size_t i = 0; i < b.size(); ++i) a[i] -= b[i];
  return a;
}

std::optional<Polynomial> map_in_root(XMap map) {
  switch (map) {
    case XMap::x:
      return Polynomial{0.0, 0.0, 1.0};
    case XMap::sqrt_x:
      return Polynomial{0.0, 1.0};
    case XMap::one_minus_sqrt_x:
      return Polynomial{1.0, -1.0};
    case XMap::two_sqrt_x_minus_x:
      return Polynomial{0.0, 2.0, -1.0};
    case XMap::log_x:
      break;
  }
  return std::nullopt;
}

std::vector<Polynomial> chebyshev_in(const Polynomial& y, std::size_t degree) {
  const Polynomial z = linear(2.0, y, -1.0);
  std::vector<Polynomial> result{{1.0}, z};
  for (std::size_t k = 2; k <= degree; ++k) {
    result.push_back(difference(product(linear(2.0, z, 0.0), result[k - 1]), result[k - 2]));
  }
  return result;
}

double binomial(std::size_t n, std::size_t k) {
  double result = 1.0;
  for (std::size_t i = 1; i <= k; ++i)
    result = result * static_cast<double>(n - k + i) / static_cast<double>(i);
  return result;
}

std::vector<Polynomial> bernstein_in(const Polynomial& y, std::size_t degree) {
  const Polynomial rest = linear(-1.0, y, 1.0);
  std::vector<Polynomial> result;
  for (std::size_t k = 0; k <= degree; ++k) {
    Polynomial p{binomial(degree, k)};
    for (std::size_t i = 0; i < degree; ++i) p = product(p, i < k ? y : rest);
    result.push_back(std::move(p));
  }
  return result;
}

}  // namespace

double mapped_x(XMap map, double x_min, double log_x) {
  switch (map) {
    case XMap::x:
      return std::exp(log_x);
    case XMap::sqrt_x:
      return std::exp(0.5 * log_x);
    case XMap::one_minus_sqrt_x:
      return -std::expm1(0.5 * log_x);
    case XMap::two_sqrt_x_minus_x: {
      const double root = std::exp(0.5 * log_x);
      return root * (2.0 - root);
    }
    case XMap::log_x:
      break;
  }
  return 1.0 - log_x / std::log(x_min);
}

void polynomial_values(PolynomialKind kind, double y, std::span<double> values) {
  FITPACK_EXPECTS(values.size() >= 2);
  const std::size_t degree = values.size() - 1;
  if (kind == PolynomialKind::chebyshev) {
    const double z = 2.0 * y - 1.0;
    values[0] = 1.0;
    values[1] = z;
    for (std::size_t k = 2; k <= degree; ++k) {
      values[k] = 2.0 * z * values[k - 1] - values[k - 2];
    }
    return;
  }
  double power = 1.0;
  for (std::size_t k = 0; k <= degree; ++k, power *= y) values[k] = binomial(degree, k) * power;
  power = 1.0;
  for (std::size_t k = degree + 1; k-- > 0; power *= 1.0 - y) values[k] *= power;
}

std::optional<std::vector<std::vector<double>>> polynomials_in_root(PolynomialKind kind, XMap map,
                                                                    std::size_t degree) {
  FITPACK_EXPECTS(degree >= 1);
  const auto y = map_in_root(map);
  if (!y) return std::nullopt;
  return kind == PolynomialKind::chebyshev ? chebyshev_in(*y, degree) : bernstein_in(*y, degree);
}

}  // namespace fitpack
