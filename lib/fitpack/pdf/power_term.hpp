#pragma once

#include <span>
#include <string>
#include <vector>

#include "fitpack/pdf/bound_coefficient.hpp"
#include "fitpack/pdf/dual_row.hpp"
#include "fitpack/pdf/x_nodes.hpp"

namespace fitpack {

/// T(x) = x^B (1-x)^C Σ_k P_k x^k with P_0 = 1: values, moments and all their derivatives.
class PowerTerm {
 public:
  /// `polynomial` holds P_1, P_2, …
  PowerTerm(BoundCoefficient b, BoundCoefficient c, std::vector<BoundCoefficient> polynomial)
      : b_(b), c_(c), polynomial_(std::move(polynomial)) {}

  /// Adds scale · T(x) to the row of every node; `scale` carries its own gradient.
  void add(std::span<const double> all, ConstDualRow scale, const XNodes& nodes,
           PdfRows rows) const;

  /// Adds ∫_0^1 dx x^{n-1} T(x) = Σ_k P_k Beta(B+n+k, C+1) to `sum`. False where the integral
  /// diverges: B + n <= 0 or C <= -1.
  [[nodiscard]] bool add_moment(int n, std::span<const double> all, DualRow sum) const;

  /// Why the moment diverges, for a message; empty where it converges.
  [[nodiscard]] std::string divergence(int n, std::span<const double> all) const;

 private:
  BoundCoefficient b_, c_;
  std::vector<BoundCoefficient> polynomial_;
};

}  // namespace fitpack
