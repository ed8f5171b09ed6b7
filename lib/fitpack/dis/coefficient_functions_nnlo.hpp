#pragma once

#include "fitpack/qcd/convolution_kernel.hpp"

namespace fitpack::dis {

/// Massless coefficient functions at O(a_s²), a_s = α_s/4π, scales μ_R = μ_F = Q, nf flavours:
///   F_{2,L} = Σ_q B_q [ (δ + … + a_s² c_ns) ⊗ x(q+q̄) + a_s² (c_ps ⊗ xΣ + c_g ⊗ xg) ],
///   xF_3    = Σ_q D_q (δ + … + a_s² c3_ns) ⊗ x(q-q̄),
/// so that c_ps and c_g are per quark flavour (1/nf of the singlet ones). Which of ns_plus and
/// ns_minus belongs to a structure function: neutral current F_2, F_L: plus, F_3: minus; charged
/// current F_2, F_L: plus for the sum, minus for the difference of W⁺ and W⁻, F_3 the other way.
/// They are the published parametrisations in logarithms (accuracy: a few parts in 10³), with the
/// coefficients of the plus distributions as the exact fractions they round, since delta and plus
/// terms cancel: van Neerven, Vogt, hep-ph/9907472 (non-singlet) and hep-ph/0006154 (singlet); the
/// singlet ones of F_L also as Eqs. (5) and (6) of Moch, Vermaseren, Vogt, hep-ph/0411112.

qcd::ConvolutionKernel c2_2_ns_plus(int nf);
qcd::ConvolutionKernel c2_2_ns_minus(int nf);
qcd::ConvolutionKernel c2_2_ps();
qcd::ConvolutionKernel c2_2_g();

qcd::ConvolutionKernel cl_2_ns_plus(int nf);
qcd::ConvolutionKernel cl_2_ns_minus(int nf);
qcd::ConvolutionKernel cl_2_ps();
qcd::ConvolutionKernel cl_2_g();

qcd::ConvolutionKernel c3_2_ns_plus(int nf);
qcd::ConvolutionKernel c3_2_ns_minus(int nf);

}  // namespace fitpack::dis
