#pragma once

#include <memory>
#include <span>
#include <string>

#include "fitpack/pdf/bound_coefficient.hpp"
#include "fitpack/pdf/dual_row.hpp"
#include "fitpack/pdf/pdf_options.hpp"
#include "fitpack/pdf/x_nodes.hpp"

namespace fitpack {

/// A PDF given by a formula, x f(x) = A S(x) + R(x): amplitude A (which a sum rule may fix), shape
/// S and rest R. A new parametrisation is a new class of this kind.
/// `all` holds the values of all parameters; gradients are with respect to θ.
class FunctionalForm {
 public:
  virtual ~FunctionalForm() = default;

  /// Adds A S(x) + R(x) to the row of every node, with its gradient; A carries its own.
  virtual void add(std::span<const double> all, ConstDualRow amplitude, const XNodes& nodes,
                   PdfRows rows) const = 0;

  /// Adds ∫ dx x^{n-1} S and ∫ dx x^{n-1} R to the two rows (n = 0: number, 1: momentum).
  /// False where one of them diverges.
  [[nodiscard]] virtual bool add_moments(int n, std::span<const double> all, DualRow shape,
                                         DualRow rest) const = 0;

  /// Why a moment diverges, for a message; empty where both converge.
  [[nodiscard]] virtual std::string divergence(int n, std::span<const double> all) const = 0;
};

}  // namespace fitpack
