#pragma once

#include "fitpack/qcd/convolution_kernel.hpp"

namespace fitpack::qcd {

/// Third-order splitting functions P^(2), the coefficients of a_s^3 with a_s = α_s/4π:
///   d(x f)/d ln μ² = Σ_n a_s^{n+1} P^(n) ⊗ x f,   nf active flavours.
/// They are the published parametrisations (accuracy of the coefficients: a few parts in 10^4):
/// Moch, Vermaseren, Vogt, hep-ph/0403192 (non-singlet), and Vogt, Moch, Vermaseren,
/// hep-ph/0404111 (singlet).

/// Combinations q+q̄ differences: P_ns^(2)+ of hep-ph/0403192.
ConvolutionKernel p2_ns_plus(int nf);
/// Combinations q-q̄ differences: P_ns^(2)- of hep-ph/0403192.
ConvolutionKernel p2_ns_minus(int nf);
/// What Σ_q (q-q̄) has on top of p2_ns_minus: P_ns^(2)s of hep-ph/0403192.
ConvolutionKernel p2_ns_sea(int nf);
/// Pure singlet: P_qq = p2_ns_plus + p2_ps. P_ps^(2) of hep-ph/0404111.
ConvolutionKernel p2_ps(int nf);
/// Gluon to quark singlet, with its factor 2 nf T_R: P_qg^(2) of hep-ph/0404111.
ConvolutionKernel p2_qg(int nf);
/// Quark to gluon: P_gq^(2) of hep-ph/0404111.
ConvolutionKernel p2_gq(int nf);
/// Gluon to gluon: P_gg^(2) of hep-ph/0404111.
ConvolutionKernel p2_gg(int nf);

}  // namespace fitpack::qcd
