#include "fitpack/drell_yan/coefficient_functions.hpp"

#include <cmath>

#include "fitpack/core/constants.hpp"

namespace fitpack::drell_yan {

using constants::CF;
using constants::pi;
using constants::TR;
using qcd::ConvolutionKernel;

namespace {

/// Splitting of a gluon into quarks without colour.
double gluon_splitting(double z) { return z * z + (1.0 - z) * (1.0 - z); }

}  // namespace

CoefficientFunctions::CoefficientFunctions(Variable variable, MomentumFractions x, double log_scale)
    : variable_(variable), x_(x), log_scale_(log_scale) {
  // The rapidity is invariant under boosts along the beam: any x1 = x2 will do.
  if (variable == Variable::rapidity) x_ = {1.0, 1.0};
}

CoefficientFunctions CoefficientFunctions::exchanged() const {
  return {variable_, {x_.x2, x_.x1}, log_scale_};
}

CoefficientFunctions::PhaseSpace CoefficientFunctions::phase_space(double a, double b) const {
  const double z = a * b;
  if (variable_ == Variable::rapidity) {
    const double sum = a + b;
    return {2.0 * z * (1.0 + z) / (sum * sum), b * (1.0 + a) / sum, a * (1.0 + b) / sum};
  }
  const double sum = x_.x1 * b + x_.x2 * a;
  return {(x_.x1 + x_.x2) * z / sum, (x_.x1 + x_.x2 * a) * b / sum, (x_.x2 + x_.x1 * b) * a / sum};
}

// π² − 8 here and 2π²/3 − 8 in the coefficient function integrated over the longitudinal variable:
// the product of two plus distributions has an integral over a at fixed ab.
double CoefficientFunctions::qq_delta() { return CF * (pi * pi - 8.0); }

ConvolutionKernel CoefficientFunctions::qq_side() const {
  ConvolutionKernel kernel;
  kernel.regular = [*this](double b) {
    const double log_excess = std::log1p((1.0 - b) * excess(b)) / (1.0 - b);
    return CF * (1.0 - b + (1.0 + b * b) * log_excess - (1.0 + b) * (std::log1p(-b) + log_scale_));
  };
  kernel.plus = {2.0 * CF * log_scale_, 2.0 * CF, 0.0, 0.0};
  kernel.delta = 1.5 * CF * log_scale_;
  return kernel;
}

double CoefficientFunctions::qq_plus(double a, double b) const {
  const PhaseSpace phase = phase_space(a, b);
  const double z = a * b;
  return CF * (1.0 + z * z) * phase.measure / (phase.w1 * phase.w2);
}

double CoefficientFunctions::qq_regular(double a, double b) const {
  return -2.0 * CF * phase_space(a, b).measure;
}

ConvolutionKernel CoefficientFunctions::qg_side() const {
  return {[*this](double b) {
            const double log = std::log1p(-b) + std::log1p((1.0 - b) * excess(b)) + log_scale_;
            return TR * (gluon_splitting(b) * log + 2.0 * b * (1.0 - b));
          },
          {},
          0.0};
}

double CoefficientFunctions::qg_plus(double a, double b) const {
  const PhaseSpace phase = phase_space(a, b);
  return TR * gluon_splitting(a * b) * phase.measure / phase.w1;
}

double CoefficientFunctions::qg_regular(double a, double b) const {
  const PhaseSpace phase = phase_space(a, b);
  return TR * phase.measure * (2.0 * a * b + (1.0 - a) * phase.w1);
}

}  // namespace fitpack::drell_yan
