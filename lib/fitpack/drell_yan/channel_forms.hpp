#pragma once

#include "fitpack/drell_yan/coefficient_functions.hpp"
#include "fitpack/kernel/bilinear_form.hpp"
#include "fitpack/pdf/x_grid.hpp"

namespace fitpack::drell_yan {

/// The nodes that partons of momentum fractions above x are interpolated from.
[[nodiscard]] NodeWindow window_above(const XGrid& grid, double x);

/// Bilinear forms of one point in the momentum densities at μ_F, beam on the left, target on the
/// right. The cross section is their sum over quarks, section Drell-Yan of docs/physics.md.
struct ChannelForms {
  BilinearForm quark_antiquark;  ///< leading order and O(α_s)
  BilinearForm quark_gluon;      ///< quark or antiquark of the beam, gluon of the target
  BilinearForm gluon_quark;
};

/// How far coefficient functions are taken along.
struct Strength {
  double alphas_over_2pi = 0.0;  ///< at μ_R; 0: leading order alone
  double log_scale = 0.0;        ///< ln(M²/μ_F²)
};

/// Forms at these momentum fractions, both at least grid.x_min(), by Gauss-Legendre quadrature on
/// panels that end at the borders of the grid's elements.
[[nodiscard]] ChannelForms channel_forms(const XGrid& grid, Variable variable, MomentumFractions x,
                                         Strength strength);

}  // namespace fitpack::drell_yan
