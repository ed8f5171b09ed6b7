#pragma once

#include "fitpack/qcd/convolution_kernel.hpp"

/// Drell-Yan production of a lepton pair of mass M by a virtual photon at O(α_s), differential in
/// M² and one longitudinal variable; docs/physics.md derives and checks the formulas.
namespace fitpack::drell_yan {

/// The longitudinal variable of a cross section.
enum class Variable {
  rapidity,  ///< Y of the pair: x1,2 = √τ e^±Y
  feynman_x  ///< x_F = 2 p_L/√S: x1 − x2 = x_F, x1 x2 = τ
};

/// Momentum fractions at leading order, of the parton from the beam and from the target.
struct MomentumFractions {
  double x1 = 0.0, x2 = 0.0;
};

/// Coefficient functions of α_s/2π in the MS-bar scheme. With a = x1/ξ1 and b = x2/ξ2, ξ the
/// momentum fractions of the partons, a channel contributes
///   ∫ da ∫ db C(a, b) F1(x1/a) F2(x2/b),  F = ξ f(ξ),
/// relative to C = δ(1−a) δ(1−b) at leading order. Here ab = z = M²/ŝ. For q q̄
///   C = delta δ(1−a) δ(1−b) + δ(1−a) side(b) + δ(1−b) side'(a)
///       + plus(a, b) [1/(1−a)]₊ [1/(1−b)]₊ + regular(a, b),
/// where side' is the side of the coefficient functions with beam and target exchanged. For a quark
/// of the beam and a gluon of the target
///   C = δ(1−a) side(b) + plus(a, b) [1/(1−a)]₊ + regular(a, b).
/// Sources: Anastasiou, Dixon, Melnikov, Petriello, hep-ph/0312266, for the rapidity; Sutton,
/// Martin, Roberts, Stirling, Phys. Rev. D45 (1992) 2349, Appendix A, for both variables;
/// integrated over them: Altarelli, Ellis, Martinelli, Nucl. Phys. B157 (1979) 461.
class CoefficientFunctions {
 public:
  /// `log_scale`: ln(M²/μ_F²).
  CoefficientFunctions(Variable variable, MomentumFractions x, double log_scale);

  [[nodiscard]] static double qq_delta();
  [[nodiscard]] qcd::ConvolutionKernel qq_side() const;
  [[nodiscard]] double qq_plus(double a, double b) const;
  [[nodiscard]] double qq_regular(double a, double b) const;

  [[nodiscard]] qcd::ConvolutionKernel qg_side() const;
  [[nodiscard]] double qg_plus(double a, double b) const;
  [[nodiscard]] double qg_regular(double a, double b) const;

  /// Those of beam and target exchanged: gluon and quark, and side' of q q̄.
  [[nodiscard]] CoefficientFunctions exchanged() const;

 private:
  /// Phase space of an emitted parton: with w = y (1−z), where y = (1 + cos θ)/2 is its angle from
  /// the beam, w1 = w/(1−a), w2 = (1 − z − w)/(1−b) and `measure` = (1−z) |∂(z,y)/∂(a,b)|.
  struct PhaseSpace {
    double measure, w1, w2;
  };
  [[nodiscard]] PhaseSpace phase_space(double a, double b) const;
  /// (ρ − 1)/(1 − b): the collinear logarithm at a = 1 is that of (1 − b) ρ.
  [[nodiscard]] double excess(double b) const { return x_.x1 / (x_.x2 + x_.x1 * b); }

  Variable variable_;
  MomentumFractions x_;
  double log_scale_;
};

}  // namespace fitpack::drell_yan
