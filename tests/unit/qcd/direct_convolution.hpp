#pragma once

#include <algorithm>
#include <boost/math/quadrature/tanh_sinh.hpp>
#include <cmath>
#include <functional>
#include <limits>

#include "fitpack/qcd/convolution_kernel.hpp"

namespace fitpack::testing {

/// Σ_k plus[k] ln^k(y)/y, the plus distributions at y = 1-z > 0 without their subtraction.
inline double plus_part(const qcd::ConvolutionKernel& kernel, double y) {
  const double l = std::log(y);
  return (kernel.plus[0] + l * (kernel.plus[1] + l * (kernel.plus[2] + l * kernel.plus[3]))) / y;
}

/// The coefficient of F(x) that δ(1-z) and the subtraction of the plus distributions leave:
/// delta - Σ_k plus[k] ∫_0^x dz ln^k(1-z)/(1-z).
inline double local_part(const qcd::ConvolutionKernel& kernel, double x) {
  const double l = std::log1p(-x);
  return kernel.delta +
         l * (kernel.plus[0] +
              l * (kernel.plus[1] / 2 + l * (kernel.plus[2] / 3 + l * kernel.plus[3] / 4)));
}

/// (K ⊗ F)(x) = ∫_x^1 dz K(z) F(x/z) by adaptive quadrature, for 0 < x < 1 and a smooth F.
/// Relative accuracy 1e-11 or better where the result is not a cancellation. The variable is
/// u = ln(1/z), so that 1-z stays exact near z = 1 and small x costs nothing.
inline double direct_convolution(const qcd::ConvolutionKernel& kernel, double x,
                                 const std::function<double(double)>& f) {
  const double f_x = f(x);
  const double largest_z = 1 - std::numeric_limits<double>::epsilon() / 2;
  const bool has_plus = std::ranges::any_of(kernel.plus, [](double c) { return c != 0; });
  const auto integrand = [&](double u) {
    const double z = std::exp(-u);
    const double f_u = f(std::min(1.0, x / z));
    double sum = kernel.regular ? kernel.regular(std::min(z, largest_z)) * f_u : 0.0;
    if (has_plus) sum += plus_part(kernel, -std::expm1(-u)) * (f_u - f_x);
    return z * sum;
  };
  const double end = -std::log(x);
  const double middle = std::min(0.5, end / 2);  // separates the end-point z = 1 from small z
  boost::math::quadrature::tanh_sinh<double> quadrature;
  constexpr double tolerance = 1e-13;
  // Both intervals start at 0: only there does this quadrature resolve distances to the end.
  const auto small_z = [&](double u) { return integrand(middle + u); };
  return quadrature.integrate(integrand, 0.0, middle, tolerance) +
         quadrature.integrate(small_z, 0.0, end - middle, tolerance) + local_part(kernel, x) * f_x;
}

/// ∫_0^1 dz z^{N-1} K(z) for N >= 1, the moment that sum rules are about. Accuracy as above.
inline double direct_moment(const qcd::ConvolutionKernel& kernel, int n) {
  const double largest_z = 1 - std::numeric_limits<double>::epsilon() / 2;
  const bool has_plus = std::ranges::any_of(kernel.plus, [](double c) { return c != 0; });
  const auto integrand = [&](double u) {
    const double z = std::exp(-u);
    double sum = kernel.regular ? kernel.regular(std::min(z, largest_z)) * std::pow(z, n - 1) : 0.0;
    if (has_plus) sum += plus_part(kernel, -std::expm1(-u)) * std::expm1(-(n - 1) * u);
    return z * sum;
  };
  constexpr double split = 1.0;
  constexpr double end = 80.0;  // beyond it, every integrable kernel is below rounding
  boost::math::quadrature::tanh_sinh<double> quadrature;
  constexpr double tolerance = 1e-13;
  const auto small_z = [&](double u) { return integrand(split + u); };
  return quadrature.integrate(integrand, 0.0, split, tolerance) +
         quadrature.integrate(small_z, 0.0, end, tolerance) + kernel.delta;
}

}  // namespace fitpack::testing
