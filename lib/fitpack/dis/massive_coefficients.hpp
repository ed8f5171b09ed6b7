#pragma once

#include "fitpack/qcd/convolution_kernel.hpp"

/// O(a_s) coefficient functions of one heavy quark of pole mass m, a_s = α_s/4π, μ_R = μ_F = Q.
/// Argument of all: r = m²/Q² > 0. Massive kernels are written in the momentum fraction divided by
/// its largest value, so that they live on the whole of (0, 1) and act at the rescaled χ:
///   F(x) = e.g. a_s (K ⊗ xg)(χ),  (K ⊗ G)(χ) = ∫_χ^1 dz K(z) G(χ/z),  zero for χ >= 1.
/// Their massless limits act at x. Limits keep ln(Q²/m²) and drop powers of r.
namespace fitpack::dis {

/// χ = x (1 + 4r): the pair h h̄ in neutral currents.
double pair_chi(double x, double r);
/// χ = x (1 + r): a single h in charged currents (slow rescaling).
double slow_rescaling_chi(double x, double r);

// Neutral current, photon-gluon fusion γ* g -> h h̄: F_{2,L}^h = e_h² a_s (K ⊗ xg)(χ); full neutral
// currents replace e_h² by the coupling B_h. No dependence on μ_F at this order.
// Source: Witten, Nucl. Phys. B104 (1976) 445; Laenen et al., Nucl. Phys. B392 (1993) 162; in this
// form Eq. (50) of Forte, Laenen, Nason, Rojo, arXiv:1001.2312.

qcd::ConvolutionKernel nc_heavy_c2_g(double r);
qcd::ConvolutionKernel nc_heavy_cl_g(double r);
/// Massless C_{2,g} + ln(Q²/m²) 2 (z² + (1-z)²); acts at x.
qcd::ConvolutionKernel nc_heavy_limit_c2_g(double r);
/// Massless C_{L,g}; acts at x.
qcd::ConvolutionKernel nc_heavy_limit_cl_g();

// Charged current, q -> h (massless q) and W g -> h q̄, with λ = 1/(1+r):
//   F_2/2  = [ 1     + a_s C2_q ] ⊗ ξq(ξ) + a_s C2_g ⊗ ξg(ξ),
//   F_L/2  = [ (1-λ) + a_s CL_q ] ⊗ ξq(ξ) + a_s CL_g ⊗ ξg(ξ),
//   xF_3/2 = [ λ     + a_s C3_q ] ⊗ ξq(ξ) + a_s C3_g ⊗ ξg(ξ)     at ξ = χ = x (1+r),
// times the squared CKM element; for q̄ -> h̄ all of xF_3 changes sign. For μ_F ≠ Q add
// ln(Q²/μ_F²) times (1, 1-λ, λ) times P^(0)_qq to the quark and z² + (1-z)² to the gluon kernels.
// Source: Gottschalk, Phys. Rev. D23 (1981) 56, corrected in Appendix A of Glück, Kretzer, Reya,
// hep-ph/9603304: C2 = 2 H_2, CL = 2 (H_2 - λ H_1), C3 = 2 λ H_3 (expansion there in α_s/2π).

/// Coefficients (1-λ) and λ of the leading order.
double cc_heavy_cl_q_leading(double r);
double cc_heavy_c3_q_leading(double r);

qcd::ConvolutionKernel cc_heavy_c2_q(double r);
qcd::ConvolutionKernel cc_heavy_cl_q(double r);
qcd::ConvolutionKernel cc_heavy_c3_q(double r);
qcd::ConvolutionKernel cc_heavy_c2_g(double r);
qcd::ConvolutionKernel cc_heavy_cl_g(double r);
qcd::ConvolutionKernel cc_heavy_c3_g(double r);

// Massless limits for W g -> h q̄, acting at x. The quark kernels tend to the massless C_q.

/// Massless C_{2,g} + ln(Q²/m²) (z² + (1-z)²).
qcd::ConvolutionKernel cc_heavy_limit_c2_g(double r);
/// Massless C_{L,g}.
qcd::ConvolutionKernel cc_heavy_limit_cl_g();
/// -ln(Q²/m²) (z² + (1-z)²).
qcd::ConvolutionKernel cc_heavy_limit_c3_g(double r);

}  // namespace fitpack::dis
