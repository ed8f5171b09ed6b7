#include "fitpack/core/quadrature.hpp"

#include <cmath>
#include <numbers>

namespace fitpack {

namespace {

struct Legendre {
  double value, derivative;
};

/// P_n(t) and its derivative by the three-term recurrence.
Legendre legendre(std::size_t n, double t) {
  double previous = 1.0, current = t;
  for (std::size_t k = 2; k <= n; ++k) {
    const auto kd = static_cast<double>(k);
    const double next = ((2.0 * kd - 1.0) * t * current - (kd - 1.0) * previous) / kd;
    previous = current;
    current = next;
  }
  return {current, static_cast<double>(n) * (t * current - previous) / (t * t - 1.0)};
}

}  // namespace

GaussLegendre::GaussLegendre(std::size_t n) : points_(n), weights_(n) {
  for (std::size_t i = 0; i < n; ++i) {
    double t = -std::cos(std::numbers::pi * (static_cast<double>(i) + 0.75) /
                         (static_cast<double>(n) + 0.5));
    for (int iteration = 0; iteration < 100; ++iteration) {
      const Legendre p = legendre(n, t);
      const double step = p.value / p.derivative;
      t -= step;
      if (std::abs(step) < 1e-16) break;
    }
    const double slope = legendre(n, t).derivative;
    points_[i] = t;
    weights_[i] = 2.0 / ((1.0 - t * t) * slope * slope);
  }
}

}  // namespace fitpack
