#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "fitpack/pdf/bound_coefficient.hpp"
#include "fitpack/pdf/dual_row.hpp"
#include "fitpack/pdf/x_nodes.hpp"

namespace fitpack {

/// What a form is evaluated with.
struct FormInput {
  std::span<const double> all;  ///< values of all parameters
  /// Tables of the PDFs in `references()`, in that order, on the same nodes and with gradients as
  /// wide as the result.
  std::span<const PdfRows> references;
};

/// A PDF given by a formula, x f(x) = A S(x) + R(x): amplitude A (which a sum rule may fix), shape
/// S and rest R. A new parametrisation is a new class of this kind. Gradients are with respect
/// to θ. S and R may depend on other PDFs, which are then evaluated first, on the nodes where they
/// are wanted.
class FunctionalForm {
 public:
  virtual ~FunctionalForm() = default;

  /// The PDFs that S and R depend on, as positions in the basis.
  [[nodiscard]] virtual std::span<const std::size_t> references() const { return {}; }
  /// Where `add_moments` wants the PDFs of `references()`; nullptr where it wants none.
  [[nodiscard]] virtual const XNodes* moment_nodes() const { return nullptr; }

  /// Adds A S(x) + R(x) to the row of every node, with its gradient; A carries its own.
  virtual void add(const FormInput& input, ConstDualRow amplitude, const XNodes& nodes,
                   PdfRows rows) const = 0;

  /// Adds ∫ dx x^{n-1} S and ∫ dx x^{n-1} R to the two rows (n = 0: number, 1: momentum).
  /// False where one of them diverges. References are given on `moment_nodes()`.
  [[nodiscard]] virtual bool add_moments(int n, const FormInput& input, DualRow shape,
                                         DualRow rest) const = 0;

  /// Why a moment diverges, for a message; empty where both converge.
  [[nodiscard]] virtual std::string divergence(int n, std::span<const double> all) const = 0;

  /// Why there are no values at these parameters, for a message; empty where there are.
  [[nodiscard]] virtual std::string undefined(std::span<const double> /*all*/) const { return {}; }
};

}  // namespace fitpack
