#pragma once

#include <array>

namespace fitpack::dis {

/// Whether charged currents mix generations.
enum class Ckm {
  off,  ///< unit matrix of two generations, no bottom
  on    ///< |V_ij| of ElectroweakOptions; top column left out
};

/// Electroweak inputs; masses in GeV.
struct ElectroweakOptions {
  double mz = 91.1876;
  double mw = 80.385;
  double sin2_theta_w = 0.23127;
  double gf = 1.16638e-5;            ///< Fermi constant, GeV⁻²
  double hbarc2_pb = 0.389379338e9;  ///< (ħc)², pb GeV²
  Ckm ckm = Ckm::off;
  /// |V_ud|, |V_us|, |V_ub|, |V_cd|, |V_cs|, |V_cb|
  std::array<double, 6> ckm_elements{0.97427, 0.2254, 0.00358, 0.2252, 0.97344, 0.04156};
};

/// Quark flavours in the order of all arrays of this module.
enum Quark { down = 0, up = 1, strange = 2, charm = 3, bottom = 4, top = 5 };

/// Couplings of the six quarks, index Quark.
using QuarkCouplings = std::array<double, 6>;

/// B_q: coupling of x(q+q̄) in the neutral-current F2 and FL, γ + γZ + Z (Eq. in docs/physics.md).
/// `lepton_charge` ±1 and `polarisation` enter only through terms odd in the polarisation.
QuarkCouplings nc_even_couplings(const ElectroweakOptions& ew, double q2, int lepton_charge = 1,
                                 double polarisation = 0.0);
/// D_q: coupling of x(q−q̄) in the neutral-current xF3.
QuarkCouplings nc_odd_couplings(const ElectroweakOptions& ew, double q2, int lepton_charge = 1,
                                double polarisation = 0.0);
/// e_q² of pure photon exchange.
QuarkCouplings photon_couplings();
/// Which pairs of quarks a charged current turns into each other.
enum class CcPairs {
  all,
  charm_with_light,  ///< (c, d), (c, s): charm in the final state of light quarks
  others             ///< the rest
};
/// Σ |V|² over the partners of each active quark in a charged current with nf active flavours;
/// zero for quarks that do not take part.
QuarkCouplings cc_weights(const ElectroweakOptions& ew, int nf, CcPairs pairs = CcPairs::all);
/// |V|² of the pair of an up-type and a down-type quark, active or not.
double cc_coupling(const ElectroweakOptions& ew, Quark up_type, Quark down_type);

}  // namespace fitpack::dis
