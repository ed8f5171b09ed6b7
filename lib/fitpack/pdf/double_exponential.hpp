#pragma once

#include <span>
#include <vector>

#include "fitpack/pdf/x_nodes.hpp"

namespace fitpack {

/// Quadrature on (0, 1) for functions with powers or logarithms at the ends: the trapezoidal rule
/// in t with x = 1/(1 + e^{-2u}), u = (π/2) sinh t [Takahasi1974]. Nodes reach from x = 1e-300 to
/// 1 - x = 1e-300, both known without cancellation.
class DoubleExponential {
 public:
  DoubleExponential();

  [[nodiscard]] const XNodes& nodes() const { return nodes_; }
  /// ∫ dx x^{n-1} g(x) = Σ_i weight(n, i) g(x_i).
  [[nodiscard]] double weight(int n, std::size_t i) const {
    return n == 0 ? weights_[i] : weights_[i] * power(nodes_.x(i), n);
  }

 private:
  struct Points;
  explicit DoubleExponential(const Points& points);
  [[nodiscard]] static double power(double x, int n);

  XNodes nodes_;
  std::vector<double> weights_;  ///< for dx/x
};

/// The sum of a rule, and whether it can be trusted: nothing is left at the ends (the integral
/// converges) and every second node alone gives about the same (it is resolved).
class CheckedSum {
 public:
  void add(double term);
  [[nodiscard]] double value() const { return sum_; }
  [[nodiscard]] bool converged() const;

 private:
  double sum_ = 0.0, odd_ = 0.0, size_ = 0.0;
  double first_ = 0.0, last_ = 0.0;
  std::size_t n_ = 0;
};

}  // namespace fitpack
