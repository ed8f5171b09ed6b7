#pragma once

#include <span>
#include <vector>

#include "fitpack/pdf/x_grid.hpp"
#include "fitpack/qcd/convolution_kernel.hpp"
#include "fitpack/qcd/matrix.hpp"

namespace fitpack::qcd {

/// One row per kernel: (K ⊗ F)(x) = Σ_j rows[k][j] F(node j) for any x in [x_min, 1) of the grid.
/// With w = ln(y/x) the integral is ∫_0^{−ln x} dw z K(z) F(x e^w), z = e^{−w}; panels end at the
/// borders of the elements and are graded towards w = 0, where kernels are singular.
std::vector<std::vector<double>> convolution_rows(const XGrid& grid, double x,
                                                  std::span<const ConvolutionKernel> kernels);

/// The same for every node: matrices of grid.size() × grid.size().
std::vector<Matrix> convolution_matrices(const XGrid& grid,
                                         std::span<const ConvolutionKernel> kernels);

}  // namespace fitpack::qcd
