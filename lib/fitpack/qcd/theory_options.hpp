#pragma once

#include <string>

namespace fitpack::qcd {

/// Perturbative order of evolution, coupling and coefficient functions together.
enum class Order : int { lo = 0, nlo = 1, nnlo = 2 };

/// Treatment of heavy quarks.
enum class Scheme {
  zm_vfns,  ///< massless above, absent below threshold
  fonll_a,  ///< massive and massless matched, arXiv:1001.2312; NLO only
  ffns      ///< three light flavours, massive charm and bottom in the final state; NLO only
};

/// Whether FONLL multiplies the difference of massless and massive by (1 − m²/Q²)².
enum class Damping { off, on };

/// Whether structure functions are corrected for the mass of the target nucleon.
enum class TargetMass { off, on };

/// Everything QCD needs to know. Masses are pole masses in GeV; thresholds sit at the masses.
struct TheoryOptions {
  Order order = Order::nlo;
  Scheme scheme = Scheme::zm_vfns;
  Damping damping = Damping::on;  ///< of FONLL-A
  double q0_2 = 1.9;              ///< initial scale squared, GeV²
  double alphas_mz = 0.118;       ///< α_s at `alphas_scale`
  double alphas_scale = 91.1876;  ///< GeV; M_Z unless a benchmark says otherwise
  double mc = 1.43;               ///< GeV, charm
  double mb = 4.5;                ///< GeV, bottom
  double mt = 173.0;              ///< GeV, top
  int nf_min = 3;  ///< active flavours at the lowest scales; nf_min = nf_max: fixed number
  int nf_max = 5;  ///< largest number of active flavours
  TargetMass target_mass = TargetMass::off;
  double mu_r_over_q = 1.0;  ///< renormalisation scale in units of Q
  double mu_f_over_q = 1.0;  ///< factorisation scale in units of Q
  double x_min = 1.0e-5;     ///< smallest momentum fraction of the grid
  double q2_max = 1.0e5;     ///< GeV², largest scale of the tabulated operators
};

std::string to_string(Order order);
std::string to_string(Scheme scheme);

}  // namespace fitpack::qcd
