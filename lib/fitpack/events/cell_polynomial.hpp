#pragma once

#include <array>
#include <cstddef>

#include "fitpack/dis/kinematic_grid.hpp"

/// The polynomial of a cell as Σ_ij c_ij uⁱ vʲ, index i * (q2_degree + 1) + j like the nodes.
namespace fitpack {

inline constexpr std::size_t n_u = dis::x_degree + 1;
inline constexpr std::size_t n_v = dis::q2_degree + 1;
inline constexpr std::size_t n_coefficients = n_u * n_v;
/// Powers in the product of two polynomials.
inline constexpr std::size_t n_u_products = 2 * dis::x_degree + 1;
inline constexpr std::size_t n_v_products = 2 * dis::q2_degree + 1;
inline constexpr std::size_t n_products = n_u_products * n_v_products;

using CellCoefficients = std::array<double, n_coefficients>;

/// Coefficients from the values at the nodes: c = T g.
CellCoefficients coefficients_from_nodes(const CellCoefficients& nodes);
/// The transposed map, from weights of coefficients to weights of nodes: Tᵀ m.
CellCoefficients nodes_from_moments(const CellCoefficients& moments);

[[nodiscard, gnu::always_inline]] constexpr double evaluate(const double* c, double u, double v) {
  double sum = 0.0;
  for (std::size_t i = n_u; i-- > 0;) {
    double row = c[i * n_v + n_v - 1];
    for (std::size_t j = n_v - 1; j-- > 0;) row = row * v + c[i * n_v + j];
    sum = sum * u + row;
  }
  return sum;
}

/// Bounds of the polynomial on [u_low, u_high] × [v_low, v_high]: the smallest and largest of its
/// Bernstein coefficients there, between which its values lie.
struct PolynomialBounds {
  double low, high;
};
PolynomialBounds bounds(const double* c, double u_low, double u_high, double v_low, double v_high);

}  // namespace fitpack
