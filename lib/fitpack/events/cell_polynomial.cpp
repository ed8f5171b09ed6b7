#include "fitpack/events/cell_polynomial.hpp"

#include <algorithm>
#include <cmath>

#include "fitpack/core/chebyshev.hpp"

namespace fitpack {

namespace {

template <std::size_t n>
using Square = std::array<std::array<double, n>, n>;

/// Row i: the powers uⁱ as weights of the nodes' values, from the Lagrange polynomials expanded in
/// powers.
template <std::size_t n>
Square<n> power_coefficients() {
  Square<n> result{};
  for (std::size_t node = 0; node < n; ++node) {
    std::array<double, n> polynomial{1.0};
    double denominator = 1.0;
    std::size_t degree = 0;
    for (std::size_t other = 0; other < n; ++other) {
      if (other == node) continue;
      const double zero = chebyshev_point(other, n - 1);
      denominator *= chebyshev_point(node, n - 1) - zero;
      ++degree;
      for (std::size_t k = degree + 1; k-- > 0;)
        polynomial[k] = (k > 0 ? polynomial[k - 1] : 0.0) - zero * polynomial[k];
    }
    for (std::size_t k = 0; k < n; ++k) result[k][node] = polynomial[k] / denominator;
  }
  return result;
}

struct Transformation {
  Square<n_u> u = power_coefficients<n_u>();
  Square<n_v> v = power_coefficients<n_v>();
};

const Transformation& transformation() {
  static const Transformation t;
  return t;
}

/// Bernstein coefficients on [low, high] of the polynomial Σ p[k * stride] tᵏ, in place.
template <std::size_t n>
void to_bernstein(double* p, std::size_t stride, double low, double high) {
  // p(low + s (high − low)) by repeated synthetic division, then powers of s to Bernstein.
  std::array<double, n> a;
  for (std::size_t k = 0; k < n; ++k) a[k] = p[k * stride];
  for (std::size_t first = 0; first + 1 < n; ++first)
    for (std::size_t k = n - 1; k-- > first;) a[k] += low * a[k + 1];
  double scale = 1.0;
  double binomial = 1.0;  // n−1 over k
  for (std::size_t k = 0; k < n; ++k) {
    a[k] *= scale / binomial;
    scale *= high - low;
    binomial *= static_cast<double>(n - 1 - k) / static_cast<double>(k + 1);
  }
  for (std::size_t round = 1; round < n; ++round)
    for (std::size_t k = n - 1; k >= round; --k) a[k] += a[k - 1];
  for (std::size_t k = 0; k < n; ++k) p[k * stride] = a[k];
}

}  // namespace

CellCoefficients coefficients_from_nodes(const CellCoefficients& nodes) {
  const Transformation& t = transformation();
  CellCoefficients half{}, result{};
  for (std::size_t i = 0; i < n_u; ++i)
    for (std::size_t m = 0; m < n_u; ++m)
      for (std::size_t j = 0; j < n_v; ++j) half[i * n_v + j] += t.u[i][m] * nodes[m * n_v + j];
  for (std::size_t i = 0; i < n_u; ++i)
    for (std::size_t m = 0; m < n_v; ++m)
      for (std::size_t j = 0; j < n_v; ++j) result[i * n_v + j] += t.v[j][m] * half[i * n_v + m];
  return result;
}

CellCoefficients nodes_from_moments(const CellCoefficients& moments) {
  const Transformation& t = transformation();
  CellCoefficients half{}, result{};
  for (std::size_t i = 0; i < n_u; ++i)
    for (std::size_t m = 0; m < n_u; ++m)
      for (std::size_t j = 0; j < n_v; ++j) half[m * n_v + j] += t.u[i][m] * moments[i * n_v + j];
  for (std::size_t i = 0; i < n_u; ++i)
    for (std::size_t m = 0; m < n_v; ++m)
      for (std::size_t j = 0; j < n_v; ++j) result[i * n_v + m] += t.v[j][m] * half[i * n_v + j];
  return result;
}

PolynomialBounds bounds(const double* c, double u_low, double u_high, double v_low, double v_high) {
  CellCoefficients b;
  std::copy_n(c, n_coefficients, b.begin());
  for (std::size_t j = 0; j < n_v; ++j) to_bernstein<n_u>(b.data() + j, n_v, u_low, u_high);
  for (std::size_t i = 0; i < n_u; ++i) to_bernstein<n_v>(b.data() + i * n_v, 1, v_low, v_high);
  const auto [low, high] = std::ranges::minmax_element(b);
  return {*low, *high};
}

}  // namespace fitpack
