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

void pool_runs(std::span<BlockRuns* const> blocks, const NodeShare& share) {
  std::vector<double> mine;
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    if (!share.stores(b)) continue;
    mine.push_back(static_cast<double>(blocks[b]->size()));
    for (const auto& runs : *blocks[b]) {
      mine.push_back(static_cast<double>(runs.size()));
      for (const SummationRun run : runs) {
        mine.push_back(static_cast<double>(run.begin));
        mine.push_back(static_cast<double>(run.end));
      }
    }
  }
  const std::vector<double> all = share.concatenated(mine);
  auto next = all.begin();
  const auto number = [&next] { return static_cast<std::size_t>(*next++); };
  const auto ranks = static_cast<std::size_t>(share.size());
  for (std::size_t rank = 0; rank < ranks; ++rank)
    for (std::size_t b = rank; b < blocks.size(); b += ranks) {
      blocks[b]->assign(number(), {});
      for (auto& runs : *blocks[b]) {
        runs.resize(number());
        for (SummationRun& run : runs) {
          run.begin = number();
          run.end = number();
        }
      }
    }
}

}  // namespace fitpack
