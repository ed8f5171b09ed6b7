#include "fitpack/events/phase_space.hpp"

#include <algorithm>
#include <cmath>

namespace fitpack {

namespace {

bool finite(double limit) { return std::isfinite(limit) && limit > 0.0; }

/// Steps in ln Q² in which an empty phase space is looked for.
constexpr int search_steps = 1000;

}  // namespace

std::pair<double, double> PhaseSpace::x_range(double q2) const {
  double low = std::max(x_min, q2 / (s * y_max)), high = std::min(x_max, q2 / (q2 + w2_min));
  if (y_min > 0.0) high = std::min(high, q2 / (s * y_min));
  if (std::isfinite(w2_max)) low = std::max(low, q2 / (q2 + w2_max));
  return {low, high};
}

std::pair<double, double> PhaseSpace::x_range_slope(double q2) const {
  const auto [low, high] = x_range(q2);
  const auto slope_w2 = [q2](double w2) { return w2 / ((q2 + w2) * (q2 + w2)); };
  double slope_low = 0.0, slope_high = 0.0;
  if (low > x_min) slope_low = low == q2 / (s * y_max) ? 1.0 / (s * y_max) : slope_w2(w2_max);
  if (high < x_max) {
    const bool at_y = y_min > 0.0 && high == q2 / (s * y_min);
    slope_high = at_y ? 1.0 / (s * y_min) : slope_w2(w2_min);
  }
  return {slope_low, slope_high};
}

std::vector<double> PhaseSpace::edge_q2(double x) const {
  std::vector<double> result;
  for (const double limit : {y_min, y_max})
    if (finite(limit)) result.push_back(limit * s * x);
  for (const double limit : {w2_min, w2_max})
    if (finite(limit)) result.push_back(limit * x / (1.0 - x));
  return result;
}

std::vector<double> PhaseSpace::corner_q2() const {
  std::vector<double> result;
  for (const double x : {x_min, x_max})
    for (const double q2 : edge_q2(x)) result.push_back(q2);
  // y s x = W² x/(1−x)
  for (const double limit_y : {y_min, y_max})
    for (const double limit_w2 : {w2_min, w2_max})
      if (finite(limit_y) && finite(limit_w2)) result.push_back(limit_y * s - limit_w2);
  return result;
}

dis::KinematicRegion PhaseSpace::region() const {
  return {x_min, x_max, q2_min, q2_max, s * y_min, s * y_max};
}

bool PhaseSpace::empty() const {
  for (int k = 0; k <= search_steps; ++k) {
    const auto [low, high] = x_range(q2_min * std::pow(q2_max / q2_min, double(k) / search_steps));
    if (low < high) return false;
  }
  return true;
}

}  // namespace fitpack
