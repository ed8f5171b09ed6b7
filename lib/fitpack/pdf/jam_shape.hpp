#pragma once

#include <array>
#include <span>
#include <string>

#include "fitpack/pdf/bound_coefficient.hpp"
#include "fitpack/pdf/dual_row.hpp"
#include "fitpack/pdf/jam_form_options.hpp"
#include "fitpack/pdf/x_nodes.hpp"

namespace fitpack {

/// T(x) = x^B (1-x)^C (1 + D √x + E x), divided by its own moment M = ∫ dx x^{m-1} T where the norm
/// asks for it: the template function of the JAM analyses, arXiv:2101.04664 (their powers belong to
/// f: B = α + 1). Values, moments and all their derivatives.
class JamShape {
 public:
  /// Unknown parameters go to the binder; `prefix` leads the keys in messages ("plus.0.").
  JamShape(const JamShapeOptions& options, ShapeNorm norm, const std::string& place,
           const std::string& prefix, ParameterBinder& binder);

  /// Adds scale · T(x)/M to the row of every node; `scale` carries its own gradient.
  void add(std::span<const double> all, ConstDualRow scale, const XNodes& nodes,
           PdfRows rows) const;

  /// Adds ∫ dx x^{n-1} T/M, ∫ dx x^{n-1} T = Σ_k P_k Beta(B + n + k/2, C + 1), to `sum`. False
  /// where it or M diverges, or M = 0.
  [[nodiscard]] bool add_moment(int n, std::span<const double> all, DualRow sum) const;

  /// Why a moment, or M, diverges, for a message; empty where they converge.
  [[nodiscard]] std::string divergence(int n, std::span<const double> all) const;
  /// Why there are no values, for a message: M diverges or vanishes.
  [[nodiscard]] std::string undefined(std::span<const double> all) const;

 private:
  [[nodiscard]] bool add_plain_moment(int n, std::span<const double> all, DualRow sum) const;
  /// M, or 1; false where it cannot divide.
  [[nodiscard]] bool norm_moment(std::span<const double> all, DualRow moment) const;
  [[nodiscard]] std::string plain_divergence(int n, std::span<const double> all) const;

  BoundCoefficient b_, c_;
  std::array<BoundCoefficient, 3> polynomial_;  ///< 1, D, E
  ShapeNorm norm_;
};

}  // namespace fitpack
