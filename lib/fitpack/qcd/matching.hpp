#pragma once

#include "fitpack/qcd/convolution_kernel.hpp"

namespace fitpack::qcd {

/// Operator matrix elements of a heavy quark of pole mass m: they turn PDFs of nf flavours into
/// PDFs of nf+1 at the scale μ,
///   q'  = q + a_s² A2_qq_ns ⊗ q                 each light quark and antiquark,
///   g'  = g + a_s² (A2_gq ⊗ Σ + A2_gg ⊗ g),     Σ = sum of the light quarks and antiquarks,
///   h+h̄ = a_s ln(μ²/m²) A1_hg_log ⊗ g + a_s² (A2_hq ⊗ Σ + A2_hg ⊗ g),
/// with a_s = α_s/4π of nf+1 flavours. The A2 are exact, at μ = m, and no function of nf. At O(a_s)
/// everything vanishes at μ = m; the gluon's own O(a_s) logarithm, -(4/3) T_R δ(1-z), is not
/// needed. Source: Buza, Matiounine, Smith, van Neerven, hep-ph/9612398, Appendix B.

/// Coefficient of ln(μ²/m²) at O(a_s): gluon to h+h̄. Eq. (B.2).
ConvolutionKernel a1_hg_log();
/// Light quarks to h+h̄. Eq. (B.1).
ConvolutionKernel a2_hq();
/// Gluon to h+h̄. Eq. (B.3), with 16 x (1+x) where the preprint misses the factor x.
ConvolutionKernel a2_hg();
/// Light quark to the same light quark. Eq. (B.4).
ConvolutionKernel a2_qq_ns();
/// Light quarks to gluon. Eq. (B.5).
ConvolutionKernel a2_gq();
/// Gluon to gluon. Eq. (B.7).
ConvolutionKernel a2_gg();

}  // namespace fitpack::qcd
