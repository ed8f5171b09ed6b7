#pragma once

#include "fitpack/qcd/convolution_kernel.hpp"

/// Unpolarised splitting functions at LO and NLO, expanded in a_s = α_s/4π:
///   d(x f)/d ln μ² = Σ_n a_s^{n+1} P^(n) ⊗ (x f).
/// P_qg acts on the gluon to give the sum of all quarks and antiquarks: it carries 2 nf T_R.
/// Sources: LO: Altarelli, Parisi, Nucl. Phys. B126 (1977) 298. NLO: Curci, Furmanski, Petronzio,
/// Nucl. Phys. B175 (1980) 27 and Furmanski, Petronzio, Phys. Lett. B97 (1980) 437, as collected in
/// Ellis, Stirling, Webber, "QCD and Collider Physics", Eqs. (4.94) and (4.107)-(4.112).
namespace fitpack::qcd {

ConvolutionKernel p0_ns();
ConvolutionKernel p0_qg(int nf);
ConvolutionKernel p0_gq();
ConvolutionKernel p0_gg(int nf);

ConvolutionKernel p1_ns_plus(int nf);
ConvolutionKernel p1_ns_minus(int nf);
ConvolutionKernel p1_ps(int nf);  ///< pure singlet: P_qq = P_ns⁺ + P_ps
ConvolutionKernel p1_qg(int nf);
ConvolutionKernel p1_gq(int nf);
ConvolutionKernel p1_gg(int nf);

}  // namespace fitpack::qcd
