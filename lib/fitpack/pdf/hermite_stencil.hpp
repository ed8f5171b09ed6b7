#pragma once

#include <span>

#include "fitpack/pdf/x_grid.hpp"

namespace fitpack {

/// Weights of the knots t (ascending, at least two) that carry the value at `at`, by cubic Hermite
/// interpolation: the slope at a knot is the mean of the difference quotients on both sides, at an
/// end the quotient of the one side. Linear with fewer than four knots. A knot itself has weight
/// one. This is how LHAPDF reads its grids, in ln x and ln Q²: Sec. 4.3 of arXiv:1412.7420. `at`
/// outside the knots extrapolates the cell at the end.
Stencil hermite_stencil(std::span<const double> t, double at);

}  // namespace fitpack
