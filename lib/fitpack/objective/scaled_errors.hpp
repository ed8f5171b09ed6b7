#pragma once

#include "fitpack/objective/chi_square.hpp"

/// The formulas of ScaledErrorsChiSquare for one row, for the processor and for GPUs.
namespace fitpack {

/// δ² and ∂δ²/∂T.
struct Variance {
  double value = 0.0;
  double slope = 0.0;
};

/// A row: d, and relative uncertainties; t0 where something scales with it, else d.
struct RowErrors {
  double value;
  double stat;
  double uncor;
  double reference;
};

/// δ² = s²|d T| + (u T)², or s²d² + u²d², or a mixture; t0 where u scales with the reference.
[[nodiscard]] constexpr Variance variance(const ChiSquareOptions& options, const RowErrors& row,
                                          double theory) {
  const double d = row.value, s = row.stat, u = row.uncor;
  const bool physical = !(theory <= 0.0);  // true for NaN, which must not be hidden
  const double scale = physical ? theory : d;
  Variance sum;
  if (options.stat == StatScaling::poisson) {
    const double product = d * scale;
    sum.value += s * s * (product < 0.0 ? -product : product);
    if (physical) sum.slope += s * s * (d < 0.0 ? -d : d);
  } else {
    sum.value += s * s * d * d;
  }
  if (options.uncor == UncorScaling::linear) {
    sum.value += u * u * scale * scale;
    if (physical) sum.slope += 2.0 * u * u * scale;
  } else {
    const double fixed = options.uncor == UncorScaling::reference ? row.reference : d;
    sum.value += u * u * fixed * fixed;
  }
  return sum;
}

/// What the effect of a multiplicative source is relative to.
[[nodiscard]] constexpr double source_scale(SourceScaling scaling, const RowErrors& row,
                                            double theory) {
  if (scaling == SourceScaling::linear) return theory;
  return scaling == SourceScaling::reference ? row.reference : row.value;
}

}  // namespace fitpack
