#include "fitpack/kernel/support.hpp"

namespace fitpack {

std::vector<SummationRun> support_of(ConstMatrixView rows) {
  /// Shorter gaps between runs are not worth the break in the loop.
  constexpr std::size_t shortest_gap = 8;
  std::vector<SummationRun> runs;
  for (std::size_t a = 0; a < rows.columns; ++a) {
    bool used = false;
    for (std::size_t i = 0; i < rows.rows; ++i) used |= rows.data[i * rows.stride + a] != 0.0;
    if (!used) continue;
    if (!runs.empty() && a - runs.back().end < shortest_gap)
      runs.back().end = a + 1;
    else
      runs.push_back({a, a + 1});
  }
  return runs;
}

}  // namespace fitpack
