#pragma once

#include <array>
#include <functional>

namespace fitpack::qcd {

/// A distribution on (0, 1],
///   K(z) = regular(z) + sum_k plus[k] [ln^k(1-z)/(1-z)]_+ + delta * δ(1-z),
/// which acts on F(x) = x f(x) as (K ⊗ F)(x) = ∫_x^1 dz K(z) F(x/z).
/// Splitting functions, coefficient functions and operator matrix elements are all of this form;
/// every formula of the literature is one function that returns one of these.
struct ConvolutionKernel {
  std::function<double(double z)> regular;  ///< integrable on (0, 1); empty: zero
  std::array<double, 4> plus{};             ///< coefficients of the plus distributions, k = 0…3
  double delta = 0.0;                       ///< coefficient of δ(1-z)
};

}  // namespace fitpack::qcd
