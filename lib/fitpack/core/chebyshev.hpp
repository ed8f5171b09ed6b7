#pragma once

#include <cstddef>
#include <span>

namespace fitpack {

/// Chebyshev point m = 0 … order of the second kind on [-1, 1], ascending, both ends included.
double chebyshev_point(std::size_t m, std::size_t order);

/// Values at t in [-1, 1] of the order + 1 Lagrange polynomials of these points: the weights that
/// interpolate, by the barycentric formula (Berrut, Trefethen, SIAM Review 46 (2004) 501,
/// Eqs. (4.2) and (5.4)). A point itself has weight one.
void chebyshev_weights(double t, std::size_t order, std::span<double> weights);

}  // namespace fitpack
