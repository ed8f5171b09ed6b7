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
  int lepton_charge = 1;     ///< that of the W for neutrinos
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

/// Mean of proton and neutron mass, GeV: the M of neutrino cross sections per nucleon, as in
/// Q² = 2 M x y E of their tables.
inline constexpr double mean_nucleon_mass = 0.9389186795;

/// (1/E) d²σ(ν N → μ X)/dx dy in 1e-38 cm²/GeV per nucleon, arXiv:0808.1231:
///   G_F² M/(2π (1+Q²/M_W²)²) [ (Y₊ ∓ 2M²x²y²/Q²) F2 − y² FL ± Y₋ xF3 ], F = 2W, + for ν, − for ν̄
/// in front of xF3. In front of M²: − where FL = F2 − 2xF1 (massless target), + where
/// FL = (1 + 4M²x²/Q²) F2 − 2xF1 (with target-mass corrections).
DisObservable neutrino_cross_section(const ElectroweakOptions& ew, const HeavyQuarks& heavy,
                                     const DisPoint& point, qcd::TargetMass target_mass);

/// 100 π/(G_F² M E) d²σ(ν N → μ c X)/dx dy: the same with the charm structure functions, which
/// hold the transitions between d, s and c with their CKM elements. Times branching ratio and
/// acceptance it is the dimuon cross section of hep-ex/0102049. Throws InputError without CKM
/// matrix: at large x a good part of this charm comes from d.
DisObservable neutrino_charm_cross_section(const ElectroweakOptions& ew, const HeavyQuarks& heavy,
                                           const DisPoint& point, qcd::TargetMass target_mass);

/// Exchanged bosons of a structure function.
enum class Current { photon, nc, cc_positron, cc_electron };
/// F2, FL or xF3 alone. Charged currents as W2, WL, xW3: Σ over quarks without the factor 2.
DisObservable structure_function(StructureFunction function, Current current,
                                 const ElectroweakOptions& ew, const HeavyQuarks& heavy, double q2);

/// The observable of a data point on a proton, of a ratio its numerator, without the set's
/// theory_factor. Throws InputError for a combination of process and observable that has no theory.
DisObservable observable_of(const Dataset& dataset, std::size_t point, const ElectroweakOptions& ew,
                            const HeavyQuarks& heavy,
                            qcd::TargetMass target_mass = qcd::TargetMass::off);

}  // namespace fitpack::dis
