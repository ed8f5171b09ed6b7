#pragma once

#include <vector>

#include "fitpack/dis/coefficient_set.hpp"
#include "fitpack/pdf/x_grid.hpp"

namespace fitpack::dis {

/// One contribution to a structure function at x: which massless function, and the weights of its
/// values on the x-nodes.
struct NodeWeights {
  StructureFunction function;
  Stencil stencil;
};

/// Nucleon mass of the corrections, GeV.
inline constexpr double nucleon_mass = 0.938272;

/// Without target mass: the function itself, interpolated at x.
std::vector<NodeWeights> massless_target(const XGrid& grid, StructureFunction function, double x);

/// Target-mass corrections of leading twist, Georgi, Politzer, Phys. Rev. D14 (1976) 1829, in the
/// form of arXiv:0709.1775 (F_L: Eq. (26)): with γ² = 1 + 4x²M²/Q², ξ = 2x/(1+γ), μ = M²/Q²,
///   F2  = x²/(ξ²γ³) F2(ξ)  + 6μx³/γ⁴ h2 + 12μ²x⁴/γ⁵ g2,
///   FL  = x²/(ξ²γ)  FL(ξ)  + 4μx³/γ² h2 + 8μ²x⁴/γ³ g2      (FL = γ²F2 − 2xF1),
///   xF3 = x²/(ξ²γ²) ξF3(ξ) + 2μx³/γ³ h3,
///   h2 = ∫_ξ^1 du F2(u)/u², g2 = ∫_ξ^1 dv (v−ξ) F2(v)/v², h3 = ∫_ξ^1 du F3(u)/u
/// of the massless functions on the right. Q² in GeV².
std::vector<NodeWeights> massive_target(const XGrid& grid, StructureFunction function, double x,
                                        double q2);

}  // namespace fitpack::dis
