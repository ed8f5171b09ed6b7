#pragma once

#include <limits>
#include <utility>
#include <vector>

#include "fitpack/dis/kinematic_grid.hpp"

namespace fitpack {

/// Where events of a sample may lie: limits, all included, of x, Q², y = Q²/(s x) and
/// W² = Q² (1−x)/x (no target mass). GeV².
struct PhaseSpace {
  double s = 0.0;  ///< squared centre-of-mass energy
  double x_min = 0.0, x_max = 0.0;
  double q2_min = 0.0, q2_max = 0.0;
  double y_min = 0.0, y_max = 1.0;
  double w2_min = 0.0, w2_max = std::numeric_limits<double>::infinity();

  [[nodiscard, gnu::always_inline]] constexpr double y(double x, double q2) const {
    return q2 / (s * x);
  }
  [[nodiscard, gnu::always_inline]] constexpr bool contains(double x, double q2) const {
    if (!(x >= x_min && x <= x_max && q2 >= q2_min && q2 <= q2_max)) return false;
    const double inelasticity = y(x, q2);
    const double w2 = q2 * (1.0 - x) / x;
    return inelasticity >= y_min && inelasticity <= y_max && w2 >= w2_min && w2 <= w2_max;
  }
  /// Limits of x at a Q²: lower, upper; empty where upper <= lower.
  [[nodiscard]] std::pair<double, double> x_range(double q2) const;
  /// Their derivatives with respect to Q².
  [[nodiscard]] std::pair<double, double> x_range_slope(double q2) const;
  /// Q² at which the edges of y and W² pass through x, and at which edges meet: between them the
  /// limits of x_range are smooth. Unordered.
  [[nodiscard]] std::vector<double> edge_q2(double x) const;
  [[nodiscard]] std::vector<double> corner_q2() const;
  /// The region a grid has to cover.
  [[nodiscard]] dis::KinematicRegion region() const;
  /// Whether any event fits in.
  [[nodiscard]] bool empty() const;
};

}  // namespace fitpack
