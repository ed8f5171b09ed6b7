#pragma once

#include "fitpack/data/dataset.hpp"
#include "fitpack/dis/electroweak.hpp"
#include "fitpack/dis/structure_function_table.hpp"

namespace fitpack::dis {

/// Kinematics and beam of a DIS cross section.
struct DisPoint {
  double x = 0.0, q2 = 0.0;  ///< Q² in GeV²
  double y = 0.0;            ///< inelasticity
  int lepton_charge = 1;
  double polarisation = 0.0;
};

/// σ_r(e±p → e±X) = F2 − (y²/Y₊) FL ∓ (Y₋/Y₊) xF3, Y± = 1 ± (1−y)²; Eq. (2) of arXiv:1506.06042.
Combination nc_reduced_cross_section(const ElectroweakOptions& ew, const DisPoint& point);

/// d²σ(e±p → νX)/dx dQ² in pb/GeV²; Eqs. (9)-(10) of arXiv:1506.06042 with
/// G_F²/(2πx) (M_W²/(Q²+M_W²))² (ħc)² in front; nf active flavours.
Combination cc_cross_section(const ElectroweakOptions& ew, const DisPoint& point, int nf);

/// Exchanged bosons of a structure function.
enum class Current { photon, nc, cc_positron, cc_electron };
/// F2, FL or xF3 alone. Charged currents as W2, WL, xW3: Σ over quarks without the factor 2.
Combination structure_function(StructureFunction function, Current current,
                               const ElectroweakOptions& ew, double q2, int nf);

/// The observable of a data point. Throws InputError for a combination of process and observable
/// that has no theory.
Combination observable_of(const Dataset& dataset, std::size_t point, const ElectroweakOptions& ew,
                          int nf);

}  // namespace fitpack::dis
