#include "fitpack/qcd/polylogarithms.hpp"

#include <array>
#include <cmath>
#include <cstddef>

#include "fitpack/core/constants.hpp"
#include "fitpack/core/contracts.hpp"

namespace fitpack::qcd {
namespace {

// With u = -ln(1-x) the three functions are integrals over du/(e^u - 1) = Σ_k β_k u^{k-1} du,
// β_k = B_k/k! (Bernoulli numbers). The series converge like (|u|/2π)^k, and |u| <= ln 2 on
// [-1, 1/2]; the rest of the interval is mapped there by x -> 1-x.

constexpr std::size_t terms = 20;
using Series = std::array<double, terms>;

/// β_k from Σ_{j<=k} β_j/(k+1-j)! = 0 for k > 0, β_0 = 1.
constexpr Series bernoulli_over_factorial() {
  Series inverse_factorial{};
  inverse_factorial[0] = 1;
  for (std::size_t k = 1; k < terms; ++k) {
    inverse_factorial[k] = inverse_factorial[k - 1] / static_cast<double>(k + 1);
  }
  Series beta{};
  for (std::size_t k = 0; k < terms; ++k) {
    beta[k] = k == 0 ? 1 : 0;
    for (std::size_t j = 0; j < k; ++j) beta[k] -= beta[j] * inverse_factorial[k - j];
  }
  // The odd numbers beyond B_1 vanish; what rounding leaves of them is removed.
  for (std::size_t k = 3; k < terms; k += 2) beta[k] = 0;
  return beta;
}

constexpr Series beta = bernoulli_over_factorial();

/// Li2 = Σ_k β_k/(k+1) u^{k+1}.
constexpr Series li2_series() {
  Series series{};
  for (std::size_t k = 0; k < terms; ++k) series[k] = beta[k] / static_cast<double>(k + 1);
  return series;
}

/// Li3 = ∫ du Li2(u)/(e^u - 1) = Σ_n u^{n+1}/(n+1) Σ_k li2_k β_{n-k}.
constexpr Series li3_series() {
  constexpr Series li2_coefficients = li2_series();
  Series series{};
  for (std::size_t n = 0; n < terms; ++n) {
    for (std::size_t k = 0; k <= n; ++k) series[n] += li2_coefficients[k] * beta[n - k];
    series[n] /= static_cast<double>(n + 1);
  }
  return series;
}

/// S12 = Σ_k β_k/(2(k+2)) u^{k+2}.
constexpr Series s12_series() {
  Series series{};
  for (std::size_t k = 0; k < terms; ++k) series[k] = beta[k] / (2.0 * static_cast<double>(k + 2));
  return series;
}

double horner(const Series& series, double u) {
  double sum = 0;
  for (std::size_t k = terms; k-- > 0;) sum = sum * u + series[k];
  return sum;
}

constexpr double reflection_point = 0.5;

}  // namespace

double li2(double x) {
  FITPACK_EXPECTS(x <= 1);
  if (x == 1) return constants::zeta2;
  if (x < -1) {
    const double l = std::log(-x);
    return -constants::zeta2 - l * l / 2 - li2(1 / x);
  }
  if (x > reflection_point) return constants::zeta2 - std::log(x) * std::log1p(-x) - li2(1 - x);
  static constexpr Series series = li2_series();
  const double u = -std::log1p(-x);
  return u * horner(series, u);
}

double li3(double x) {
  FITPACK_EXPECTS(x >= -1 && x <= 1);
  if (x == 1) return constants::zeta3;
  if (x > reflection_point) {
    const double l = std::log(x);
    return constants::zeta3 - s12(1 - x) + l * li2(x) + l * l * std::log1p(-x) / 2;
  }
  static constexpr Series series = li3_series();
  const double u = -std::log1p(-x);
  return u * horner(series, u);
}

double s12(double x) {
  FITPACK_EXPECTS(x >= -1 && x <= 1);
  if (x == 1) return constants::zeta3;
  if (x > reflection_point) {
    const double l = std::log1p(-x);
    return constants::zeta3 - li3(1 - x) + l * li2(1 - x) + l * l * std::log(x) / 2;
  }
  static constexpr Series series = s12_series();
  const double u = -std::log1p(-x);
  return u * u * horner(series, u);
}

}  // namespace fitpack::qcd
