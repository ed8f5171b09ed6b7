#include "fitpack/events/sorted_events.hpp"

#include <algorithm>
#include <map>
#include <numeric>

namespace fitpack {

template <class Real>
SortedBlock<Real>::SortedBlock(std::span<const dis::CellPoint> points,
                               std::span<const double> weights) {
  std::vector<std::size_t> order(points.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t e) { return points[e].cell; });
  for (const std::size_t e : order) {
    if (runs.empty() || runs.back().cell != points[e].cell) {
      const std::size_t begin = (u.size() + lanes - 1) / lanes * lanes;
      u.resize(begin);
      v.resize(begin);
      if (!weights.empty()) weight.resize(begin);
      runs.push_back({points[e].cell, begin, 0});
    }
    ++runs.back().count;
    u.push_back(static_cast<Real>(points[e].u));
    v.push_back(static_cast<Real>(points[e].v));
    if (!weights.empty()) weight.push_back(static_cast<Real>(weights[e]));
  }
  const std::size_t end = (u.size() + lanes - 1) / lanes * lanes;
  u.resize(end);
  v.resize(end);
  if (!weights.empty()) weight.resize(end);
}

namespace {

/// Runs of all cells of the blocks, empty so far, each with room for its events; the room needed.
template <class Real>
std::size_t lay_out_runs(std::span<const SortedBlock<Real>> blocks,
                         std::map<std::size_t, CellRun>& runs) {
  constexpr std::size_t lanes = SortedBlock<Real>::lanes;
  std::map<std::size_t, std::size_t> counts;
  for (const SortedBlock<Real>& block : blocks)
    for (const CellRun& run : block.runs) counts[run.cell] += run.count;
  std::size_t end = 0;
  for (const auto& [cell, count] : counts) {
    runs[cell] = {cell, end, 0};
    end += (count + lanes - 1) / lanes * lanes;
  }
  return end;
}

}  // namespace

template <class Real>
SortedBlock<Real> merge_blocks(std::span<const SortedBlock<Real>> blocks) {
  std::map<std::size_t, CellRun> runs;
  const std::size_t size = lay_out_runs(blocks, runs);
  const bool weighted =
      std::ranges::any_of(blocks, [](const auto& block) { return !block.weight.empty(); });
  SortedBlock<Real> merged;
  merged.u.resize(size);
  merged.v.resize(size);
  if (weighted) merged.weight.resize(size);
  for (const SortedBlock<Real>& block : blocks)
    for (const CellRun& run : block.runs) {
      CellRun& target = runs[run.cell];
      const std::size_t to = target.first + target.count;
      std::copy_n(block.u.data() + run.first, run.count, merged.u.data() + to);
      std::copy_n(block.v.data() + run.first, run.count, merged.v.data() + to);
      if (weighted)
        std::copy_n(block.weight.data() + run.first, run.count, merged.weight.data() + to);
      target.count += run.count;
    }
  for (const auto& [cell, run] : runs) merged.runs.push_back(run);
  return merged;
}

template struct SortedBlock<double>;
template struct SortedBlock<float>;
template SortedBlock<double> merge_blocks(std::span<const SortedBlock<double>>);
template SortedBlock<float> merge_blocks(std::span<const SortedBlock<float>>);

}  // namespace fitpack
