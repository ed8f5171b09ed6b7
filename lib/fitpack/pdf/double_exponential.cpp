#include "fitpack/pdf/double_exponential.hpp"

#include <cmath>
#include <numbers>

namespace fitpack {

namespace {

/// Step in t: resolves peaks as narrow as x^30 (1-x)^25, with every second node to half_tolerance.
constexpr double step = 1.0 / 24.0;
/// ln x of the first node: beyond, x would underflow.
constexpr double lowest_log_x = -690.0;
/// What the terms at the ends may be of the sum of the absolute terms.
constexpr double end_tolerance = 1e-13;
/// Every second node alone: its error is at least the square root of that of all nodes.
constexpr double half_tolerance = 1e-6;

}  // namespace

struct DoubleExponential::Points {
  std::vector<double> x, one_minus_x, weights;

  Points() {
    const double u_max = -0.5 * lowest_log_x;
    const int last = static_cast<int>(std::asinh(2.0 * u_max / std::numbers::pi) / step);
    for (int k = -last; k <= last; ++k) {
      const double t = step * k;
      const double u = 0.5 * std::numbers::pi * std::sinh(t);
      x.push_back(1.0 / (1.0 + std::exp(-2.0 * u)));
      one_minus_x.push_back(1.0 / (1.0 + std::exp(2.0 * u)));
      // dx = 2 x (1-x) du
      weights.push_back(step * std::numbers::pi * std::cosh(t) * one_minus_x.back());
    }
  }
};

DoubleExponential::DoubleExponential() : DoubleExponential(Points()) {}

DoubleExponential::DoubleExponential(const Points& points)
    : nodes_(points.x, points.one_minus_x), weights_(points.weights) {}

double DoubleExponential::power(double x, int n) { return n == 1 ? x : std::pow(x, n); }

void CheckedSum::add(double term) {
  if (n_ == 0) first_ = term;
  last_ = term;
  sum_ += term;
  if (n_ % 2 == 1) odd_ += term;
  size_ += std::abs(term);
  ++n_;
}

bool CheckedSum::converged() const {
  if (!std::isfinite(size_)) return false;
  return std::abs(first_) + std::abs(last_) <= end_tolerance * size_ &&
         std::abs(sum_ - 2.0 * odd_) <= half_tolerance * size_;
}

}  // namespace fitpack
