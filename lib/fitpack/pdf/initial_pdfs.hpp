#pragma once

#include <cstddef>
#include <span>

namespace fitpack {

/// The PDFs of the fit basis at the initial scale on the x-nodes, as functions of the free
/// parameters θ. Flattened: index a = flavour * n_x + node; values are x f(x).
/// Local: no communication; every rank evaluates it.
class InitialPdfs {
 public:
  virtual ~InitialPdfs() = default;

  [[nodiscard]] virtual std::size_t n_values() const = 0;           ///< n_flavour * n_x
  [[nodiscard]] virtual std::size_t n_free_parameters() const = 0;  ///< length of θ

  /// Fills f[n_values]. Returns false where θ has no PDFs (a sum rule diverges): a rejected step.
  [[nodiscard]] virtual bool values(std::span<const double> theta, std::span<double> f) const = 0;

  /// Fills table[n_values][stride], row-major: column 0 is f, column 1+p is ∂f/∂θ_p, and the
  /// columns from 1 + n_free_parameters to stride are set to zero.
  [[nodiscard]] virtual bool values_and_derivatives(std::span<const double> theta,
                                                    std::span<double> table,
                                                    std::size_t stride) const = 0;
};

}  // namespace fitpack
