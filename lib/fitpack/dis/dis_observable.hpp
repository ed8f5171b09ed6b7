#pragma once

#include "fitpack/data/dataset.hpp"
#include "fitpack/dis/electroweak.hpp"
#include "fitpack/dis/heavy_quarks.hpp"
#include "fitpack/dis/massive_rows.hpp"
#include "fitpack/dis/structure_function_table.hpp"

namespace fitpack::dis {

/// Kinematics and beam of a DIS cross section.
struct DisPoint {
  double x = 0.0, q2 = 0.0;  ///< Q² in GeV²
  double y = 0.0;            ///< inelasticity
  int lepton_charge = 1;
  double polarisation = 0.0;
};

/// What an observable is made of at one point: massless structure functions and, in schemes with
/// masses, contributions of massive quarks.
struct DisObservable {
  Combination massless;
  std::vector<MassiveTerm> massive;
};

/// σ_r(e±p → e±X) = F2 − (y²/Y₊) FL ∓ (Y₋/Y₊) xF3, Y± = 1 ± (1−y)²; arXiv:1506.06042.
DisObservable nc_reduced_cross_section(const ElectroweakOptions& ew, const HeavyQuarks& heavy,
                                       const DisPoint& point);

/// σ_r^hh̄ = F2^h − (y²/Y₊) FL^h of one heavy quark, arXiv:1804.01019. F^h is what the
/// heavy quark couples to: in ZM-VFNS the struck h, with masses its production as well.
DisObservable nc_heavy_quark_cross_section(const ElectroweakOptions& ew, const HeavyQuarks& heavy,
                                           Quark quark, const DisPoint& point);

/// d²σ(e±p → νX)/dx dQ² in pb/GeV²; arXiv:1506.06042 with
/// G_F²/(2πx) (M_W²/(Q²+M_W²))² (ħc)² in front.
DisObservable cc_cross_section(const ElectroweakOptions& ew, const HeavyQuarks& heavy,
                               const DisPoint& point);

/// Exchanged bosons of a structure function.
enum class Current { photon, nc, cc_positron, cc_electron };
/// F2, FL or xF3 alone. Charged currents as W2, WL, xW3: Σ over quarks without the factor 2.
DisObservable structure_function(StructureFunction function, Current current,
                                 const ElectroweakOptions& ew, const HeavyQuarks& heavy, double q2);

/// The observable of a data point. Throws InputError for a combination of process and observable
/// that has no theory.
DisObservable observable_of(const Dataset& dataset, std::size_t point, const ElectroweakOptions& ew,
                            const HeavyQuarks& heavy);

}  // namespace fitpack::dis
