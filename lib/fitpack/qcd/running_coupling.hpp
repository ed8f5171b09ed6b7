#pragma once

#include <array>

#include "fitpack/qcd/theory_options.hpp"

namespace fitpack::qcd {

/// Coefficients β0, β1, β2 of d a/d ln μ² = −Σ β_i a^{i+2}, a = α_s/4π, with nf flavours.
/// β2: hep-ph/9701390.
std::array<double, 3> beta_coefficients(int nf);

/// The running coupling in the VFNS, solved exactly at the truncated β function.
///
/// Thresholds sit at the pole masses. Continuous at LO and NLO; at NNLO
/// a^(nf+1) = a^(nf) (1 + 14/3 a²) upwards and a^(nf) = a^(nf+1) (1 − 14/3 a²) downwards
/// (Eqs. (22) and (25) of hep-ph/0004189 at μ = m).
class RunningCoupling {
 public:
  explicit RunningCoupling(const TheoryOptions& options);

  /// a_s = α_s/4π at μ² (GeV²) with the number of flavours that is active there.
  [[nodiscard]] double a_s(double mu2) const { return a_s(mu2, active_flavours(mu2)); }
  /// a_s at μ² in the theory with nf flavours, continued from its own region if μ² is outside.
  [[nodiscard]] double a_s(double mu2, int nf) const;
  [[nodiscard]] double alpha_s(double mu2) const;
  /// Number of flavours above the thresholds below μ²: the larger one only *above* m.
  [[nodiscard]] int active_flavours(double mu2) const;
  /// Square of the threshold at which flavour nf appears, nf = 4, 5, 6.
  [[nodiscard]] double threshold(int nf) const {
    return thresholds_[static_cast<std::size_t>(nf - 4)];
  }

 private:
  [[nodiscard]] double across_threshold_up(double a) const;
  [[nodiscard]] double across_threshold_down(double a) const;
  Order order_;
  int nf_min_, nf_max_;
  std::array<double, 3> thresholds_;  // mc², mb², mt²
  struct Anchor {
    double mu2, a;
  };
  std::array<Anchor, 4> anchors_{};  // a known value in the theory with 3, 4, 5, 6 flavours
};

/// a_s at μ1² from a_s = a0 at μ0² with fixed nf: the root of the implicit solution
/// ln(μ1²/μ0²) = −∫_{a0}^{a} da'/(a'² Σ β_i a'^i).
double run_coupling(double a0, double mu0_2, double mu1_2, int nf, Order order);

}  // namespace fitpack::qcd
