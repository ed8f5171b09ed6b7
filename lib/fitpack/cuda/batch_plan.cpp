#include "fitpack/cuda/batch_plan.hpp"

#include <algorithm>

namespace fitpack {

BatchPlan plan_batch(const BatchSizes& sizes, std::size_t memory) {
  const auto& [n_rows, row, set] = sizes;
  if (row == 0 || set == 0) return {};
  constexpr std::size_t slots = 2;
  if (n_rows <= memory / 4 * 3 / row && memory - n_rows * row >= slots * set)
    return {n_rows, slots};
  const std::size_t rows = std::min(n_rows, memory / 2 / row);
  if ((n_rows > 0 && rows == 0) || memory - rows * row < set) return {};
  return {rows, 1};
}

}  // namespace fitpack
