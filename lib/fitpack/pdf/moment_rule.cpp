#include "fitpack/pdf/moment_rule.hpp"

#include <array>
#include <cmath>

#include "fitpack/core/quadrature.hpp"

namespace fitpack {

namespace {

/// Networks bend within a unit of ln x: panels are that narrow where there are data.
constexpr std::array borders{1.5,  2.5,  3.5,  4.5,  5.5,  6.5,  7.5,   8.5,   9.5,  11.0,
                             13.0, 16.0, 20.0, 28.0, 40.0, 80.0, 160.0, 320.0, 640.0};
constexpr std::size_t points_per_panel = 10;
constexpr std::size_t points_at_large_x = 24;

struct Point {
  double x, weight;
};

std::vector<Point> points() {
  std::vector<Point> result;
  // x = 1 − s⁴/2, dx = 2 s³ ds.
  GaussLegendre(points_at_large_x).for_each(0.0, 1.0, [&](double s, double weight) {
    const double x = 1.0 - 0.5 * s * s * s * s;
    result.push_back({x, weight * 2.0 * s * s * s / x});
  });
  const GaussLegendre panel(points_per_panel);
  double low = std::log(2.0);
  for (const double high : borders) {
    panel.for_each(low, high, [&](double t, double weight) {
      result.push_back({std::exp(-t), weight});
    });
    low = high;
  }
  result.push_back({std::exp(-low), 0.0});
  return result;
}

std::vector<double> column(double Point::*member) {
  std::vector<double> values;
  for (const Point& point : points()) values.push_back(point.*member);
  return values;
}

}  // namespace

MomentRule::MomentRule() : weights_(column(&Point::weight)), nodes_(column(&Point::x)) {}

const MomentRule& moment_rule() {
  static const MomentRule rule;
  return rule;
}

}  // namespace fitpack
