#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "fitpack/pdf/polynomial_form_options.hpp"

namespace fitpack {

enum class PolynomialKind { chebyshev, bernstein };

/// y(x), see XMap; by ln x so that no digits are lost at small x.
[[nodiscard]] double mapped_x(XMap map, double x_min, double log_x);

/// The polynomials of degree n in y: T_0(2y-1) … T_n(2y-1), or the Bernstein polynomials of degree
/// n. Fills values[n + 1].
void polynomial_values(PolynomialKind kind, double y, std::span<double> values);

/// The same polynomials as polynomials in √x, [k][power of √x]; nullopt for XMap::log_x.
[[nodiscard]] std::optional<std::vector<std::vector<double>>> polynomials_in_root(
    PolynomialKind kind, XMap map, std::size_t degree);

}  // namespace fitpack
