#pragma once

#include <cstddef>
#include <vector>

namespace fitpack {

/// Gauss-Legendre rule with n points, exact for polynomials of degree 2n − 1.
class GaussLegendre {
 public:
  explicit GaussLegendre(std::size_t n);

  /// Calls body(position, weight) for every point of the rule on [low, high].
  template <class Body>
  void for_each(double low, double high, Body&& body) const {
    const double half = 0.5 * (high - low);
    for (std::size_t i = 0; i < points_.size(); ++i)
      body(low + half * (1.0 + points_[i]), half * weights_[i]);
  }

  template <class Function>
  [[nodiscard]] double integrate(double low, double high, Function&& f) const {
    double sum = 0.0;
    for_each(low, high, [&](double t, double weight) { sum += weight * f(t); });
    return sum;
  }

 private:
  std::vector<double> points_, weights_;
};

}  // namespace fitpack
