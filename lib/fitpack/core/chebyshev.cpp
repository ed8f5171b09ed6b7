#include "fitpack/core/chebyshev.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace fitpack {

namespace {

/// Closer than this, t is the point.
constexpr double same_point = 1e-15;

/// Barycentric weight of point m, up to a common factor.
double barycentric_weight(std::size_t m, std::size_t order) {
  const double sign = m % 2 == 0 ? 1.0 : -1.0;
  return m == 0 || m == order ? 0.5 * sign : sign;
}

}  // namespace

double chebyshev_point(std::size_t m, std::size_t order) {
  return -std::cos(std::numbers::pi * static_cast<double>(m) / static_cast<double>(order));
}

void chebyshev_weights(double t, std::size_t order, std::span<double> weights) {
  double sum = 0.0;
  for (std::size_t m = 0; m <= order; ++m) {
    const double distance = t - chebyshev_point(m, order);
    if (std::abs(distance) < same_point) {
      std::fill_n(weights.begin(), order + 1, 0.0);
      weights[m] = 1.0;
      return;
    }
    weights[m] = barycentric_weight(m, order) / distance;
    sum += weights[m];
  }
  for (std::size_t m = 0; m <= order; ++m) weights[m] /= sum;
}

}  // namespace fitpack
