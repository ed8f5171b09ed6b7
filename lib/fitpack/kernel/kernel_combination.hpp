#pragma once

#include <span>

#include "fitpack/kernel/linear_kernel.hpp"

namespace fitpack {

/// A kernel of zeros with the shape of the given ones, which is the same for all, and the union of
/// their supports: a target of `combine`. At least one kernel. Local.
[[nodiscard]] LinearKernel union_of_supports(std::span<const LinearKernel> kernels);

/// targets[t] = Σ_k weights[t * terms.size() + k] terms[k]: every element summed in ascending order
/// of k, whatever the rank. All kernels have one shape; the targets' support (union_of_supports)
/// contains that of every term. Local.
void combine(std::span<const LinearKernel* const> terms, std::span<const double> weights,
             std::span<LinearKernel> targets);

}  // namespace fitpack
