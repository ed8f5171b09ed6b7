#include "fitpack/cuda/source_terms.hpp"

#include <algorithm>

#include "fitpack/parallel/block_layout.hpp"

namespace fitpack {

namespace {

/// Appends the sources [columns) of row i of a block; the number of the term, or −1.
int add_term(const MeasurementBlock& block, std::size_t i, IndexRange columns, std::size_t row,
             SourceTerms& terms) {
  if (columns.size() == 0) return -1;
  const double* beta = block.beta.data() + i * block.beta_stride();
  const std::size_t at = terms.beta.size();
  terms.beta.resize(at + terms.n_sources, 0.0);
  for (std::size_t j = columns.begin; j < columns.end; ++j)
    terms.beta[at + block.sources[j]] = beta[j];
  terms.row.push_back(static_cast<int>(row));
  return static_cast<int>(terms.row.size() - 1);
}

void add_pair(int first, int second, SourceTerms& terms) {
  if (first < 0 || second < 0) return;
  terms.first.push_back(first);
  terms.second.push_back(second);
}

/// All of n where they fit into a third of the memory, else what an eighth holds.
std::size_t share(std::size_t n, std::size_t bytes, std::size_t memory) {
  if (n == 0 || bytes == 0 || n <= memory / 3 / bytes) return n;
  return std::min(n, memory / 8 / bytes);
}

}  // namespace

SourceTerms source_terms(const BatchData& data) {
  SourceTerms terms;
  terms.n_sources = data.n_sources;
  for (const MeasurementBlock& block : data.blocks)
    for (std::size_t i = 0; i < block.n_rows(); ++i) {
      const std::size_t row = terms.n_rows++;
      const int m = add_term(block, i, {0, block.n_multiplicative}, row, terms);
      const int a = add_term(block, i, {block.n_multiplicative, block.n_sources()}, row, terms);
      terms.multiplicative.push_back(m);
      terms.additive.push_back(a);
      add_pair(m, m, terms);
      add_pair(a, a, terms);
      add_pair(m, a, terms);
    }
  return terms;
}

ChiSquarePlan plan_chi_square(const ChiSquareSizes& sizes, std::size_t memory,
                              std::size_t most_sets) {
  if (sizes.fixed >= memory || sizes.set == 0) return {};
  const std::size_t rest = memory - sizes.fixed;
  ChiSquarePlan plan;
  plan.kernel_rows = share(sizes.n_rows, sizes.kernel_row, rest);
  plan.pairs_at_once = share(sizes.n_pairs, sizes.pair, rest);
  if ((sizes.n_rows > 0 && plan.kernel_rows == 0) || (sizes.n_pairs > 0 && plan.pairs_at_once == 0))
    return {};
  const std::size_t used = plan.kernel_rows * sizes.kernel_row + plan.pairs_at_once * sizes.pair;
  plan.sets_at_once = std::min((rest - used) / sizes.set, most_sets);
  return plan.sets_at_once == 0 ? ChiSquarePlan{} : plan;
}

}  // namespace fitpack
