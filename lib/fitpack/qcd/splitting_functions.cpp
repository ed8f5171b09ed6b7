#include "fitpack/qcd/splitting_functions.hpp"

#include <gsl/gsl_sf_dilog.h>

#include <cmath>

#include "fitpack/core/constants.hpp"

namespace fitpack::qcd {

using constants::CA;
using constants::CF;
using constants::pi;
using constants::TR;
using constants::zeta3;

namespace {

constexpr double pi2 = pi * pi;
/// Two-loop functions of the sources multiply (α_s/2π)²; ours multiply (α_s/4π)².
constexpr double two_loop = 4.0;

// Leading-order shapes without colour factors; `p_gg` and `p_qq` without their singular parts where
// the name says so.
double p_qq(double x) { return (1.0 + x * x) / (1.0 - x); }
double p_qq_minus_pole(double x) { return -1.0 - x; }                  // p_qq − 2/(1−x)
double p_qq_reflected(double x) { return (1.0 + x * x) / (1.0 + x); }  // p_qq(−x)
double p_qg(double x) { return x * x + (1.0 - x) * (1.0 - x); }
double p_qg_reflected(double x) { return x * x + (1.0 + x) * (1.0 + x); }
double p_gq(double x) { return (1.0 + (1.0 - x) * (1.0 - x)) / x; }
double p_gq_reflected(double x) { return -(1.0 + (1.0 + x) * (1.0 + x)) / x; }
double p_gg(double x) { return 1.0 / (1.0 - x) + 1.0 / x - 2.0 + x * (1.0 - x); }
double p_gg_minus_pole(double x) { return 1.0 / x - 2.0 + x * (1.0 - x); }
double p_gg_reflected(double x) { return 1.0 / (1.0 + x) - 1.0 / x - 2.0 - x * (1.0 + x); }

/// S2(x) = ∫_{x/(1+x)}^{1/(1+x)} dz/z ln((1−z)/z), Eq. (4.114) of Ellis, Stirling, Webber.
double s2(double x) {
  const double lx = std::log(x);
  return -2.0 * gsl_sf_dilog(-x) + 0.5 * lx * lx - 2.0 * lx * std::log1p(x) - pi2 / 6.0;
}

/// V_qq̄ of the NLO non-singlet, the part that distinguishes P_ns⁺ from P_ns⁻.
double p1_qqbar(double x) {
  return CF * (CF - 0.5 * CA) *
         (2.0 * p_qq_reflected(x) * s2(x) + 2.0 * (1.0 + x) * std::log(x) + 4.0 * (1.0 - x));
}

/// V_qq of the NLO non-singlet with the coefficient of 1/(1−x) taken out.
double p1_qq_regular(double x, double nf, double pole) {
  const double lx = std::log(x), l1x = std::log1p(-x);
  const double cf2 = -(2.0 * lx * l1x + 1.5 * lx) * p_qq(x) - (1.5 + 3.5 * x) * lx -
                     0.5 * (1.0 + x) * lx * lx - 5.0 * (1.0 - x);
  const double cfca =
      (0.5 * lx * lx + 11.0 / 6.0 * lx) * p_qq(x) + (1.0 + x) * lx + 20.0 / 3.0 * (1.0 - x);
  const double cfnf = -2.0 / 3.0 * lx * p_qq(x) - 4.0 / 3.0 * (1.0 - x);
  return CF * CF * cf2 + CF * CA * cfca + CF * TR * nf * cfnf + 0.5 * pole * p_qq_minus_pole(x);
}

/// K of the two-loop cusp: coefficient of 2 C_F/(1−x)_+ and of 2 C_A/(1−x)_+, over (α_s/2π)².
double two_loop_cusp(double nf) { return CA * (67.0 / 18.0 - pi2 / 6.0) - TR * nf * 10.0 / 9.0; }

ConvolutionKernel p1_ns(int nf, double sign) {
  const double pole = 2.0 * CF * two_loop_cusp(nf);
  ConvolutionKernel kernel;
  kernel.regular = [nf, sign, pole](double x) {
    return two_loop * (p1_qq_regular(x, nf, pole) + sign * p1_qqbar(x));
  };
  kernel.plus[0] = two_loop * pole;
  kernel.delta = two_loop * (CF * CF * (3.0 / 8.0 - pi2 / 2.0 + 6.0 * zeta3) +
                             CF * CA * (17.0 / 24.0 + 11.0 * pi2 / 18.0 - 3.0 * zeta3) -
                             CF * TR * nf * (1.0 / 6.0 + 2.0 * pi2 / 9.0));
  return kernel;
}

}  // namespace

ConvolutionKernel p0_ns() {
  ConvolutionKernel kernel;
  kernel.regular = [](double x) { return 2.0 * CF * p_qq_minus_pole(x); };
  kernel.plus[0] = 4.0 * CF;
  kernel.delta = 3.0 * CF;
  return kernel;
}

ConvolutionKernel p0_qg(int nf) {
  return {[nf](double x) { return 4.0 * TR * nf * p_qg(x); }, {}, 0.0};
}

ConvolutionKernel p0_gq() {
  return {[](double x) { return 2.0 * CF * p_gq(x); }, {}, 0.0};
}

ConvolutionKernel p0_gg(int nf) {
  ConvolutionKernel kernel;
  kernel.regular = [](double x) { return 4.0 * CA * p_gg_minus_pole(x); };
  kernel.plus[0] = 4.0 * CA;
  kernel.delta = (11.0 * CA - 4.0 * TR * nf) / 3.0;
  return kernel;
}

ConvolutionKernel p1_ns_plus(int nf) { return p1_ns(nf, 1.0); }
ConvolutionKernel p1_ns_minus(int nf) { return p1_ns(nf, -1.0); }

ConvolutionKernel p1_ps(int nf) {
  return {[nf](double x) {
            const double lx = std::log(x);
            const double per_flavour =
                CF * TR *
                (20.0 / (9.0 * x) - 2.0 + 6.0 * x - 56.0 / 9.0 * x * x +
                 (1.0 + 5.0 * x + 8.0 / 3.0 * x * x) * lx - (1.0 + x) * lx * lx);
            return two_loop * 2.0 * nf * per_flavour;
          },
          {},
          0.0};
}

ConvolutionKernel p1_qg(int nf) {
  return {
      [nf](double x) {
        const double lx = std::log(x), l1x = std::log1p(-x), l = l1x - lx;
        const double cf = 4.0 - 9.0 * x - (1.0 - 4.0 * x) * lx - (1.0 - 2.0 * x) * lx * lx +
                          4.0 * l1x + (2.0 * l * l - 4.0 * l - 2.0 / 3.0 * pi2 + 10.0) * p_qg(x);
        const double ca =
            182.0 / 9.0 + 14.0 / 9.0 * x + 40.0 / (9.0 * x) + (136.0 / 3.0 * x - 38.0 / 3.0) * lx -
            4.0 * l1x - (2.0 + 8.0 * x) * lx * lx +
            (-lx * lx + 44.0 / 3.0 * lx - 2.0 * l1x * l1x + 4.0 * l1x + pi2 / 3.0 - 218.0 / 9.0) *
                p_qg(x) +
            2.0 * p_qg_reflected(x) * s2(x);
        return two_loop * 2.0 * nf * 0.5 * TR * (CF * cf + CA * ca);
      },
      {},
      0.0};
}

ConvolutionKernel p1_gq(int nf) {
  return {[nf](double x) {
            const double lx = std::log(x), l1x = std::log1p(-x);
            const double cf = -2.5 - 3.5 * x + (2.0 + 3.5 * x) * lx - (1.0 - 0.5 * x) * lx * lx -
                              2.0 * x * l1x - (3.0 * l1x + l1x * l1x) * p_gq(x);
            const double ca =
                28.0 / 9.0 + 65.0 / 18.0 * x + 44.0 / 9.0 * x * x -
                (12.0 + 5.0 * x + 8.0 / 3.0 * x * x) * lx + (4.0 + x) * lx * lx + 2.0 * x * l1x +
                s2(x) * p_gq_reflected(x) +
                (0.5 - 2.0 * lx * l1x + 0.5 * lx * lx + 11.0 / 3.0 * l1x + l1x * l1x - pi2 / 6.0) *
                    p_gq(x);
            const double fermion = -4.0 / 3.0 * x - (20.0 / 9.0 + 4.0 / 3.0 * l1x) * p_gq(x);
            return two_loop * CF * (CF * cf + CA * ca + TR * nf * fermion);
          },
          {},
          0.0};
}

ConvolutionKernel p1_gg(int nf) {
  const double pole = 2.0 * CA * two_loop_cusp(nf);  // of 1/(1−x): 2 C_A K
  ConvolutionKernel kernel;
  kernel.regular = [nf, pole](double x) {
    const double lx = std::log(x), l1x = std::log1p(-x), x2 = x * x;
    const double cf = -16.0 + 8.0 * x + 20.0 / 3.0 * x2 + 4.0 / (3.0 * x) - (6.0 + 10.0 * x) * lx -
                      (2.0 + 2.0 * x) * lx * lx;
    const double fermion = 2.0 - 2.0 * x + 26.0 / 9.0 * (x2 - 1.0 / x) - 4.0 / 3.0 * (1.0 + x) * lx;
    const double ca = 13.5 * (1.0 - x) + 67.0 / 9.0 * (x2 - 1.0 / x) -
                      (25.0 / 3.0 - 11.0 / 3.0 * x + 44.0 / 3.0 * x2) * lx +
                      4.0 * (1.0 + x) * lx * lx + 2.0 * p_gg_reflected(x) * s2(x) +
                      (-4.0 * lx * l1x + lx * lx) * p_gg(x);
    return two_loop *
           (CF * TR * nf * cf + CA * TR * nf * fermion + CA * CA * ca + pole * p_gg_minus_pole(x));
  };
  kernel.plus[0] = two_loop * pole;
  kernel.delta =
      two_loop * (CA * CA * (8.0 / 3.0 + 3.0 * zeta3) - CF * TR * nf - 4.0 / 3.0 * CA * TR * nf);
  return kernel;
}

}  // namespace fitpack::qcd
