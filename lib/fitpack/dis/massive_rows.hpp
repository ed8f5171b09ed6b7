#pragma once

#include <vector>

#include "fitpack/dis/coefficient_set.hpp"
#include "fitpack/dis/parton_row.hpp"
#include "fitpack/qcd/evolution_basis.hpp"
#include "fitpack/qcd/evolution_table.hpp"

namespace fitpack::dis {

/// How a heavy quark h of pole mass m comes into the final state.
enum class Production {
  pair,   ///< neutral current, γ*/Z g → h h̄, at χ = x (1 + 4 m²/Q²)
  single  ///< charged current, W q → h and W g → h q̄, at χ = x (1 + m²/Q²)
};

/// A structure function of one heavy quark at O(a_s) with its mass, less a part of its massless
/// limit:  Σ (K_massive ⊗ partons)(χ) − limit_weight Σ (K_limit ⊗ partons)(x).
struct MassiveTerm {
  StructureFunction function;
  Production production;
  double mass_ratio;                  ///< r = m²/Q²
  double limit_weight;                ///< D of FONLL
  double gluon;                       ///< coupling of the gluon kernels
  qcd::QuarkWeights plus{}, minus{};  ///< couplings of q⁺ and q⁻ in the quark kernels (`single`)
};

/// Coupling and scales of a point.
struct PointScales {
  double a_s;           ///< at μ_R
  double log_q2_mu_f2;  ///< ln(Q²/μ_F²)
  int nf;
};

/// The sum of the terms at x as a functional of the partons at μ_F.
PartonRow massive_parton_row(const XGrid& grid, const PointScales& scales,
                             const std::vector<MassiveTerm>& terms, double x);

/// The sum of the terms at (x, Q²) as weights of the initial components, index = component * n_x +
/// node. The kernels hold m²/Q² and are integrated for the point itself; evolved partons are read
/// from the table. Depends on the point and the theory settings only. Terms at χ ≥ 1 vanish.
std::vector<double> massive_row(const qcd::Evolution& evolution, const qcd::EvolutionTable& table,
                                const std::vector<MassiveTerm>& terms, double x, double q2);
/// The same with evolution to the scale itself.
std::vector<double> direct_massive_row(const qcd::Evolution& evolution,
                                       const std::vector<MassiveTerm>& terms, double x, double q2);

}  // namespace fitpack::dis
