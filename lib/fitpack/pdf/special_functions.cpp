#include "fitpack/pdf/special_functions.hpp"

#include <cmath>

#include "fitpack/core/contracts.hpp"

namespace fitpack {

double digamma(double x) {
  FITPACK_EXPECTS(x > 0.0);
  // The first neglected term of the series is 691/32760 / x^12 < 2e-16 from here on.
  constexpr double large = 16.0;
  double shift = 0.0;
  for (; x < large; x += 1.0) shift += 1.0 / x;
  const double w = 1.0 / (x * x);
  const double series =
      w *
      (1.0 / 12.0 - w * (1.0 / 120.0 - w * (1.0 / 252.0 - w * (1.0 / 240.0 - w * (1.0 / 132.0)))));
  return std::log(x) - 0.5 / x - series - shift;
}

double beta_function(double a, double b) {
  FITPACK_EXPECTS(a > 0.0 && b > 0.0);
  return std::exp(std::lgamma(a) + std::lgamma(b) - std::lgamma(a + b));
}

}  // namespace fitpack
