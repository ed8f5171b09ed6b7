#pragma once

#include <vector>

namespace fitpack {

class DensityKernel;
struct PhaseSpace;

/// Q² between which the limits of x, the borders of cells and the lines of the efficiency that they
/// cross are smooth functions; ascending, from the lowest to the highest Q² of the phase space.
[[nodiscard]] std::vector<double> smooth_q2_pieces(const DensityKernel& kernel,
                                                   const PhaseSpace& space);
/// The same for x at one Q²: from the lower to the upper limit; empty where there is none.
[[nodiscard]] std::vector<double> smooth_x_pieces(const DensityKernel& kernel,
                                                  const PhaseSpace& space, double q2);

/// ∫ dx dQ² prefactor · ε · g over a phase space inside the kernel's as weights of the nodes of g:
/// Gauss-Legendre in ln(x/(1−x)) and ln Q² on all smooth pieces.
[[nodiscard]] std::vector<double> quadrature_weights(const DensityKernel& kernel,
                                                     const PhaseSpace& space);

}  // namespace fitpack
