#include "fitpack/dis/massive_coefficients.hpp"

#include <cmath>
#include <cstddef>
#include <functional>
#include <utility>

#include "fitpack/core/constants.hpp"
#include "fitpack/core/contracts.hpp"
#include "fitpack/qcd/polylogarithms.hpp"

namespace fitpack::dis {
namespace {

using constants::CF;
using constants::TR;
using constants::zeta2;
using qcd::ConvolutionKernel;

/// z² + (1-z)²: gluon to quark splitting without colour.
double gluon_splitting(double z) { return z * z + (1 - z) * (1 - z); }

double massless_c2_g(double z) {
  return 4 * TR * (gluon_splitting(z) * (std::log1p(-z) - std::log(z)) + 8 * z * (1 - z) - 1);
}

double massless_cl_g(double z) { return 16 * TR * z * (1 - z); }

ConvolutionKernel regular_only(std::function<double(double)> regular) {
  return {std::move(regular), {}, 0};
}

/// Momentum fraction, velocity and logarithm of photon-gluon fusion at a fraction y of z_max.
struct PairProduction {
  PairProduction(double r, double y)
      : z(y / (1 + 4 * r)),
        velocity(std::sqrt((1 - y) / (1 - z))),  // = sqrt(1 - 4 r z/(1-z)), exact at threshold
        log(2 * std::log1p(velocity) - std::log(4 * r * z / (1 - z))) {}
  double z;
  double velocity;  ///< of the heavy quarks in their centre of mass, v
  double log;       ///< ln((1+v)/(1-v))
};

/// λ = Q²/(Q²+m²) and what the charged-current formulas make of it.
struct SlowRescaling {
  explicit SlowRescaling(double r)
      : lambda(1 / (1 + r)),
        rest(r / (1 + r)),
        log_rest(std::log(rest)),
        k_a(rest * log_rest / lambda) {
    FITPACK_EXPECTS(r > 0);
  }
  double lambda;
  double rest;      ///< 1-λ
  double log_rest;  ///< ln(1-λ)
  double k_a;       ///< K_A = (1-λ) ln(1-λ)/λ
  /// 1-λz without cancellation for λ -> 1.
  [[nodiscard]] double denominator(double z) const { return rest + lambda * (1 - z); }
};

/// The structure functions F_1, F_2, F_3 of the reference, index i of its tables.
enum class Form { f1, f2, f3 };

/// B_{1,i}/(1-z)_+ + B_{2,i}/(1-λz) with B_{1,i}(1) = -2 taken out: the regular remainder.
/// (B_{2,i}(1) = 0, so this second distribution needs no subtraction.)
double form_dependent_regular(Form form, const SlowRescaling& s, double z) {
  switch (form) {
    case Form::f1:
      return 3 - z + z * (1 - z) / s.denominator(z);
    case Form::f2:
      return 2 * z + 2 - 2 / z + (2 / z - 1 - z) / s.denominator(z);
    case Form::f3:
      return 1 + z + (1 - z) / s.denominator(z);
  }
  return 0;
}

/// Quark kernel H_i^q over C_F with its table of A_i, B_{k,i}. The distribution
/// [ln(1-λz)/(1-z)]_+ is split into ln(1-λ) [1/(1-z)]_+, a regular rest and its integral in delta.
ConvolutionKernel quark_kernel(Form form, const SlowRescaling& s) {
  const double log_lambda = std::log(s.lambda);
  const auto regular = [form, s, log_lambda](double z) {
    const double denominator = s.denominator(z);
    return -(1 + z * z) * std::log(z) / (1 - z) +
           (1 + z) * (log_lambda - 2 * std::log1p(-z) + std::log(denominator)) -
           2 * std::log1p(s.lambda / s.rest * (1 - z)) / (1 - z) +
           form_dependent_regular(form, s, z) + (1 - z) / (2 * denominator * denominator);
  };
  const double integral_of_log = -qcd::li2(-s.lambda / s.rest);
  const double integral_of_third = -(s.log_rest / s.lambda + 1) / s.lambda;
  const double a = form == Form::f2 ? s.k_a : 0;
  const double delta = a - 4 - 1 / (2 * s.lambda) - 2 * zeta2 -
                       (1 + 3 * s.lambda) / (2 * s.lambda) * s.k_a - 1.5 * log_lambda +
                       2 * integral_of_log - integral_of_third / 2;
  return {regular, {-2 - 2 * log_lambda - 2 * s.log_rest, 4}, delta};
}

ConvolutionKernel scaled(double factor, ConvolutionKernel kernel) {
  kernel.regular = [factor, f = std::move(kernel.regular)](double z) { return factor * f(z); };
  for (double& coefficient : kernel.plus) coefficient *= factor;
  kernel.delta *= factor;
  return kernel;
}

ConvolutionKernel operator+(ConvolutionKernel a, ConvolutionKernel b) {
  ConvolutionKernel sum;
  for (std::size_t k = 0; k < sum.plus.size(); ++k) sum.plus[k] = a.plus[k] + b.plus[k];
  sum.delta = a.delta + b.delta;
  sum.regular = [f = std::move(a.regular), g = std::move(b.regular)](double z) {
    return f(z) + g(z);
  };
  return sum;
}

/// L_λ = ln((1-λz)/((1-λ)z)) of the gluon kernels.
double gluon_log(const SlowRescaling& s, double z) {
  return std::log(s.denominator(z) / (s.rest * z));
}

/// The collinear logarithm of W g -> h q̄ that F_1 and F_2 share, over P_qg.
double gluon_collinear_log(const SlowRescaling& s, double z) {
  return 2 * (std::log1p(-z) - std::log(z)) - s.log_rest - std::log(s.lambda);
}

}  // namespace

double pair_chi(double x, double r) { return x * (1 + 4 * r); }

double slow_rescaling_chi(double x, double r) { return x * (1 + r); }

ConvolutionKernel nc_heavy_c2_g(double r) {
  FITPACK_EXPECTS(r > 0);
  return regular_only([r](double y) {
    const PairProduction p(r, y);
    const double z = p.z;
    const double log_term = gluon_splitting(z) + 4 * r * z * (1 - 3 * z) - 8 * r * r * z * z;
    const double velocity_term = (8 - 4 * r) * z * (1 - z) - 1;
    return 4 * TR / (1 + 4 * r) * (log_term * p.log + velocity_term * p.velocity);
  });
}

ConvolutionKernel nc_heavy_cl_g(double r) {
  FITPACK_EXPECTS(r > 0);
  return regular_only([r](double y) {
    const PairProduction p(r, y);
    const double z = p.z;
    return 16 * TR / (1 + 4 * r) * z * ((1 - z) * p.velocity - 2 * r * z * p.log);
  });
}

ConvolutionKernel nc_heavy_limit_c2_g(double r) {
  const double log_ratio = -std::log(r);
  return regular_only(
      [log_ratio](double z) { return massless_c2_g(z) + 4 * TR * log_ratio * gluon_splitting(z); });
}

ConvolutionKernel nc_heavy_limit_cl_g() { return regular_only(massless_cl_g); }

double cc_heavy_cl_q_leading(double r) { return r / (1 + r); }

double cc_heavy_c3_q_leading(double r) { return 1 / (1 + r); }

ConvolutionKernel cc_heavy_c2_q(double r) {
  return scaled(2 * CF, quark_kernel(Form::f2, SlowRescaling(r)));
}

ConvolutionKernel cc_heavy_cl_q(double r) {
  const SlowRescaling s(r);
  return scaled(2 * CF, quark_kernel(Form::f2, s)) +
         scaled(-2 * CF * s.lambda, quark_kernel(Form::f1, s));
}

ConvolutionKernel cc_heavy_c3_q(double r) {
  const SlowRescaling s(r);
  return scaled(2 * CF * s.lambda, quark_kernel(Form::f3, s));
}

ConvolutionKernel cc_heavy_c2_g(double r) {
  const SlowRescaling s(r);
  return regular_only([s](double z) {
    const double logs = gluon_splitting(z) / 2 * gluon_collinear_log(s, z);
    const double polynomial = (8 - 18 * s.rest + 12 * s.rest * s.rest) * z * (1 - z);
    const double mass_log = 6 * s.rest * s.lambda * z * (1 - 2 * s.lambda * z) * gluon_log(s, z);
    return 4 * TR * (logs + polynomial + s.rest / s.denominator(z) - 1 + mass_log);
  });
}

ConvolutionKernel cc_heavy_cl_g(double r) {
  const SlowRescaling s(r);
  return regular_only([s](double z) {
    const double logs = s.rest * gluon_splitting(z) / 2 * gluon_collinear_log(s, z);
    const double polynomial = (4 - 10 * s.rest + 8 * s.rest * s.rest) * z * (1 - z);
    const double mass_log = 4 * s.rest * s.lambda * z * (1 - 2 * s.lambda * z) * gluon_log(s, z);
    return 4 * TR * (logs + polynomial + mass_log);
  });
}

ConvolutionKernel cc_heavy_c3_g(double r) {
  const SlowRescaling s(r);
  return regular_only([s](double z) {
    const double collinear =
        2 * (std::log1p(-z) - std::log(s.denominator(z))) + s.log_rest - std::log(s.lambda);
    const double logs = gluon_splitting(z) / 2 * collinear;
    const double mass_log = -2 * s.rest * z * (1 - z - s.lambda * z) * gluon_log(s, z);
    return 4 * TR * s.lambda * (logs + 2 * s.rest * z * (1 - z) + mass_log);
  });
}

ConvolutionKernel cc_heavy_limit_c2_g(double r) {
  const double log_ratio = -std::log(r);
  return regular_only(
      [log_ratio](double z) { return massless_c2_g(z) + 2 * TR * log_ratio * gluon_splitting(z); });
}

ConvolutionKernel cc_heavy_limit_cl_g() { return regular_only(massless_cl_g); }

ConvolutionKernel cc_heavy_limit_c3_g(double r) {
  const double log_ratio = -std::log(r);
  return regular_only([log_ratio](double z) { return -2 * TR * log_ratio * gluon_splitting(z); });
}

}  // namespace fitpack::dis
