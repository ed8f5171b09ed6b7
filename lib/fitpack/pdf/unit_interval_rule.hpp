#pragma once

#include <vector>

namespace fitpack {

/// A fixed rule for ∫_0^1 dx g(x) with integrable powers of x and 1-x at the ends: x = 1/(1 + e^-v)
/// with v = π sinh t, trapezoidal in t (as DoubleExponential, [Takahasi1974], but
/// by logarithms alone and so further into both corners).
/// ln x and ln(1-x) are exact far into both corners; weights are for ∫ x^a (1-x)^b with
/// a, b >= `least_power` - 1 to a few 1e-14.
struct UnitIntervalRule {
  /// Powers of x^(p-1) and (1-x)^(p-1) that are resolved.
  static constexpr double least_power = 0.02;

  std::vector<double> log_x, log_one_minus_x;
  std::vector<double> log_weight;  ///< ln of dx = x (1-x) π cosh t dt
};

/// The rule; it is built once.
[[nodiscard]] const UnitIntervalRule& unit_interval_rule();

}  // namespace fitpack
