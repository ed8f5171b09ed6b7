#pragma once

#include <vector>

#include "fitpack/kernel/kernel_family.hpp"
#include "fitpack/kernel/linear_kernel.hpp"
#include "fitpack/prediction/parameter_nodes.hpp"
#include "fitpack/prediction/prediction.hpp"

namespace fitpack {

/// Predictions that depend on theory parameters p as well:
///   T = Σ_k ℓ_k(p) K_k f,  ∂T/∂p = Σ_k ℓ'_k(p) K_k f,
/// with kernels K_k built at nodes of p and the Lagrange polynomials ℓ_k of the piece p lies in.
/// Several parameters: products of the polynomials, kernels on all combinations of nodes. The
/// sums over kernels are formed once per p and serve every product until p changes.
class InterpolatedPrediction final : public Prediction {
 public:
  /// At least one parameter; kernels of all combinations of their nodes, the last parameter running
  /// fastest, alike in shape.
  /// With a `share`: collective over its world, inside its `run`; the kernels hold the blocks that
  /// this rank stores, the prediction has them all.
  InterpolatedPrediction(std::vector<ParameterNodes> parameters, std::vector<LinearKernel> kernels,
                         const NodeShare& share = {});

  [[nodiscard]] std::size_t n_columns() const override { return combined_.front().n_columns(); }
  [[nodiscard]] std::size_t n_blocks() const override { return combined_.front().n_blocks(); }
  [[nodiscard]] std::size_t n_rows(std::size_t block) const override {
    return combined_.front().n_rows(block);
  }
  [[nodiscard]] std::size_t bytes() const;  ///< of all kernels
  [[nodiscard]] std::optional<BatchForm> batch_form() const override;
  void set_parameters(std::span<const double> theta) override;
  void values(std::size_t block, std::span<const double> f,
              std::span<double> theory) const override;
  /// Adds the derivatives to the columns of the theory parameters.
  void values_and_derivatives(std::size_t block, std::span<const double> table, std::size_t stride,
                              std::span<double> out) const override;

 private:
  /// The kernels of one piece of each parameter.
  [[nodiscard]] KernelFamily family_of(std::size_t cell,
                                       std::span<const LinearKernel> kernels) const;
  void set_weights();
  /// Brings the combined rows of a block up to date.
  void combine(std::size_t block) const;

  std::vector<ParameterNodes> parameters_;
  std::vector<KernelFamily> families_;  ///< of all combinations of pieces, the last running fastest
  std::vector<double> current_;         ///< p; empty at first
  std::size_t cell_ = 0;                ///< the combination of pieces p lies in
  std::vector<double> weights_;         ///< of its kernels, for each of `combined_`
  /// Σ ℓ K, then Σ ∂ℓ/∂p_j K of each parameter; formed when a block is first asked for, so that its
  /// rows are still in the processor's cache when the products read them.
  mutable std::vector<LinearKernel> combined_;
  mutable std::vector<bool> is_combined_;  ///< of each block
};

}  // namespace fitpack
