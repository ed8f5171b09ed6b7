#include "fitpack/pdf/unit_interval_rule.hpp"

#include <cmath>
#include <numbers>

namespace fitpack {

namespace {

UnitIntervalRule make_rule() {
  // x^0.02 at the last node is e^(-0.02 · 2600) = 3e-23, with room for powers of ln x.
  constexpr double last_t = 7.4;
  constexpr int per_side = 148;
  constexpr double step = last_t / per_side;
  UnitIntervalRule rule;
  for (int k = -per_side; k <= per_side; ++k) {
    const double t = step * k;
    const double v = std::numbers::pi * std::sinh(t);
    // ln(1 + e^w) without overflow.
    const auto softplus = [](double w) {
      return w > 0.0 ? w + std::log1p(std::exp(-w)) : std::log1p(std::exp(w));
    };
    rule.log_x.push_back(-softplus(-v));
    rule.log_one_minus_x.push_back(-softplus(v));
    rule.log_weight.push_back(rule.log_x.back() + rule.log_one_minus_x.back() +
                              std::log(std::numbers::pi * std::cosh(t) * step));
  }
  return rule;
}

}  // namespace

const UnitIntervalRule& unit_interval_rule() {
  static const UnitIntervalRule rule = make_rule();
  return rule;
}

}  // namespace fitpack
