#include "fitpack/kernel/kernel_combination.hpp"

#include <algorithm>

#include "fitpack/core/contracts.hpp"
#include "fitpack/kernel/vector8.hpp"

namespace fitpack {
namespace {

constexpr std::size_t lanes = column_padding;

/// target[a] = Σ_k w_k terms[k][a] for the whole vectors that cover a run. Rows are padded to whole
/// vectors, so both ends can be rounded outward.
void combine_run(SummationRun run, std::span<const double* const> terms,
                 std::span<const double> weights, double* target) {
  for (std::size_t a = run.begin / lanes * lanes; a < run.end; a += lanes) {
    Vector8 sum = weights[0] * load8(terms[0] + a);
    for (std::size_t k = 1; k < terms.size(); ++k) sum += weights[k] * load8(terms[k] + a);
    store8(target + a, sum);
  }
}

}  // namespace

LinearKernel union_of_supports(std::span<const LinearKernel> kernels) {
  FITPACK_EXPECTS(!kernels.empty());
  LinearKernel result = kernels.front();
  for (std::size_t b = 0; b < result.n_blocks(); ++b) {
    AlignedVector& elements = result.blocks_[b].elements;
    std::fill(elements.begin(), elements.end(), 0.0);
    for (const LinearKernel& kernel : kernels) {
      FITPACK_EXPECTS(kernel.blocks_[b].elements.size() == elements.size());
      // An element that is no number counts as used.
      for (std::size_t i = 0; i < elements.size(); ++i)
        if (kernel.blocks_[b].elements[i] != 0.0) elements[i] = 1.0;
    }
  }
  result.find_support();
  for (LinearKernel::Block& block : result.blocks_)
    std::fill(block.elements.begin(), block.elements.end(), 0.0);
  return result;
}

void combine(std::span<const LinearKernel* const> terms, std::span<const double> weights,
             std::span<LinearKernel> targets) {
  FITPACK_EXPECTS(!terms.empty() && !targets.empty());
  FITPACK_EXPECTS(weights.size() == terms.size() * targets.size());
  const std::size_t stride = targets.front().stride_;
  std::vector<const double*> rows(terms.size());
  for (std::size_t b = 0; b < targets.front().n_blocks(); ++b) {
    for (std::size_t i = 0; i < targets.front().n_rows(b); ++i) {
      for (std::size_t k = 0; k < terms.size(); ++k)
        rows[k] = terms[k]->blocks_[b].elements.data() + i * stride;
      // All targets of a row at once: its terms are read from memory only once.
      for (std::size_t t = 0; t < targets.size(); ++t) {
        LinearKernel::Block& block = targets[t].blocks_[b];
        for (const SummationRun run : block.runs[i / LinearKernel::rows_per_group])
          combine_run(run, rows, weights.subspan(t * terms.size(), terms.size()),
                      block.elements.data() + i * stride);
      }
    }
  }
}

}  // namespace fitpack
