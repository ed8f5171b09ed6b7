#include "fitpack/cuda/batch_plan.hpp"

#include <algorithm>

namespace fitpack {

BatchPlan plan_batch(std::size_t n_rows, std::size_t n_columns, std::size_t memory,
                     std::size_t slots, BatchElements elements) {
  const std::size_t row = n_columns * elements.factor;
  if (n_rows == 0 || row == 0 || slots == 0) return {};
  BatchPlan plan;
  const bool all = n_rows <= memory / 4 * 3 / row;
  plan.rows_at_once = all ? n_rows : std::min(n_rows, memory / 2 / row);
  if (plan.rows_at_once == 0) return {};
  const std::size_t rest = memory - plan.rows_at_once * row;
  const std::size_t set =
      slots * (n_columns * elements.factor + plan.rows_at_once * elements.result +
               std::max(n_columns, plan.rows_at_once) * elements.travelling);
  plan.sets_at_once = rest / set;
  return plan.sets_at_once == 0 ? BatchPlan{} : plan;
}

}  // namespace fitpack
