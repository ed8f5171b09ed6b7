#pragma once

#include <boost/math/quadrature/tanh_sinh.hpp>
#include <cmath>

#include "fitpack/qcd/convolution_kernel.hpp"

namespace fitpack::testing {

/// ∫_0^1 dz z^{n−1} K(z) with the plus distributions taken as ∫ (z^{n−1} − 1) ln^k(1−z)/(1−z).
/// Absolute accuracy about 1e-11.
inline double mellin_moment(const qcd::ConvolutionKernel& kernel, int n) {
  boost::math::quadrature::tanh_sinh<double> quadrature;
  // The second argument is the distance to the nearer end, exact where 1 − z would round.
  const auto integrand = [&](double z, double distance) {
    const double one_minus_z = z > 0.5 ? std::abs(distance) : 1.0 - z;
    const double l = std::log(one_minus_z);
    const double singular =
        (kernel.plus[0] + l * (kernel.plus[1] + l * (kernel.plus[2] + l * kernel.plus[3]))) /
        one_minus_z;
    const double power = std::pow(z, n - 1);
    const double power_minus_one =
        std::expm1((n - 1) * (z > 0.5 ? std::log1p(-one_minus_z) : std::log(z)));
    const double regular = kernel.regular && z < 1.0 ? kernel.regular(z) : 0.0;
    return power * regular + power_minus_one * singular;
  };
  return quadrature.integrate(integrand, 0.0, 1.0, 1e-12) + kernel.delta;
}

}  // namespace fitpack::testing
