#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "fitpack/kernel/block_elements.hpp"
#include "fitpack/kernel/linear_kernel.hpp"

namespace fitpack {

/// A kernel of zeros with the shape of the given ones, which is the same for all, and the union of
/// their supports. At least one kernel. Local.
[[nodiscard]] LinearKernel union_of_supports(std::span<const LinearKernel> kernels);

/// Weights of what a family stores, the base and the others' differences from it, for linear
/// combinations of its members: of weights[target][member] the result [stored][target].
[[nodiscard]] std::vector<double> stored_weights(std::span<const double> weights,
                                                 std::size_t n_members, std::size_t n_targets);

/// Kernels of one shape that differ little and are only wanted in linear combinations. What a
/// combination costs is reading them from memory: their elements lie side by side, to be read from
/// end to end, and all but one (the base) are kept as differences from it in single precision. That
/// adds an error of 6e-8 of the difference, unweighted sums keep the full precision of the base.
/// Local but for `pool`.
class KernelFamily {
 public:
  /// `support`: a kernel whose support contains that of every member (union_of_supports).
  KernelFamily(std::span<const LinearKernel* const> members, const LinearKernel& support);

  [[nodiscard]] std::size_t size() const { return n_members_; }
  [[nodiscard]] std::size_t bytes() const;

  /// What is stored of a block, for products that are not made here: number 0 is the base, the
  /// others are the differences of the other members from it; n_rows × n_columns, row-major. Their
  /// weights are `stored_weights`. `support`: as given to the constructor.
  void copy_stored(std::size_t block, const LinearKernel& support, std::size_t stored,
                   std::span<double> out) const;

  /// Collective over the world of `share`, inside its `run`: families of members that hold the
  /// blocks this rank stores become families of all blocks.
  void pool(const NodeShare& share);

  /// targets[t] = Σ_k weights[t * size() + k] member_k for the rows of a block: every element
  /// summed in the same order, whatever the rank. The targets have the support given to the
  /// constructor.
  void combine(std::size_t block, std::span<const double> weights,
               std::span<LinearKernel> targets) const;

 private:
  template <std::size_t n_targets>
  void combine_into(std::size_t block, std::span<const double> weights,
                    std::span<LinearKernel> targets) const;

  std::size_t n_members_;
  /// Of each block, for every vector of 8 columns of a row's support: the base, then the others'
  /// differences from it, two of them in the place of one number.
  std::vector<BlockElements<double>> blocks_;
};

}  // namespace fitpack
