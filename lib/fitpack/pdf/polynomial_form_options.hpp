#pragma once

#include <cstddef>
#include <vector>

#include "fitpack/pdf/coefficient.hpp"

namespace fitpack {

/// The variable y in which a polynomial is written, 0 <= y <= 1.
enum class XMap {
  x,                   ///< y = x
  sqrt_x,              ///< y = √x: CT, arXiv:1506.07443
  one_minus_sqrt_x,    ///< y = 1 - √x: MSHT, arXiv:1211.1215
  two_sqrt_x_minus_x,  ///< y = 1 - (1-√x)² = 2√x - x: gluon of CT, arXiv:1506.07443
  log_x,               ///< y = 1 - ln x/ln x_min; below x_min y is negative
};

/// Polynomials beyond this degree are noise, and their moments lose digits.
inline constexpr std::size_t largest_degree = 20;

/// A x^B (1-x)^C P(y(x)).
struct PolynomialFormOptions {
  XMap map = XMap::sqrt_x;
  double x_min = 1e-5;  ///< of XMap::log_x
  Coefficient b, c;
  std::vector<Coefficient> coefficients;

  bool operator==(const PolynomialFormOptions&) const = default;
};

/// P(y) = 1 + Σ_{k=1}^n a_k T_k(2y - 1), coefficients a_1 … a_n.
struct ChebyshevFormOptions : PolynomialFormOptions {
  bool operator==(const ChebyshevFormOptions&) const = default;
};

/// P(y) = Σ_{k=0}^n a_k binom(n, k) y^k (1-y)^{n-k}, coefficients a_0 … a_n. With coefficients that
/// are not negative P is not negative where 0 <= y <= 1.
struct BernsteinFormOptions : PolynomialFormOptions {
  bool operator==(const BernsteinFormOptions&) const = default;
};

}  // namespace fitpack
