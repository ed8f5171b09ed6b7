#pragma once

#include "fitpack/qcd/convolution_kernel.hpp"

/// Massless DIS coefficient functions at O(a_s), a_s = α_s/4π, μ_R = μ_F = Q:
///   F_k = Σ_q c_q [ (1 + a_s C_kq) ⊗ x(q ± q̄) + a_s C_kg ⊗ x g ],
/// the gluon one per quark flavour (quark and antiquark together).
/// Source: Furmanski, Petronzio, Z. Phys. C11 (1982) 293; in this form hep-ph/9907472
/// and Eqs. (4.85)-(4.87) of Ellis, Stirling, Webber.
namespace fitpack::dis {

qcd::ConvolutionKernel c2_1_quark();
qcd::ConvolutionKernel c2_1_gluon();
qcd::ConvolutionKernel cl_1_quark();
qcd::ConvolutionKernel cl_1_gluon();
qcd::ConvolutionKernel c3_1_quark();

}  // namespace fitpack::dis
