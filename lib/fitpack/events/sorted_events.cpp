#include "fitpack/events/sorted_events.hpp"

#include <algorithm>
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

template <class Real>
SortedBlock<Real> join_blocks(std::vector<SortedBlock<Real>> blocks) {
  SortedBlock<Real> joined;
  std::size_t n_events = 0, n_weights = 0;
  for (const SortedBlock<Real>& block : blocks) {
    n_events += block.u.size();
    n_weights += block.weight.size();
  }
  joined.u.reserve(n_events);
  joined.v.reserve(n_events);
  joined.weight.reserve(n_weights);
  for (SortedBlock<Real>& block : blocks) {
    for (const CellRun& run : block.runs)
      joined.runs.push_back({run.cell, joined.u.size() + run.first, run.count});
    joined.u.insert(joined.u.end(), block.u.begin(), block.u.end());
    joined.v.insert(joined.v.end(), block.v.begin(), block.v.end());
    joined.weight.insert(joined.weight.end(), block.weight.begin(), block.weight.end());
    block = {};
  }
  return joined;
}

template struct SortedBlock<double>;
template struct SortedBlock<float>;
template SortedBlock<double> join_blocks(std::vector<SortedBlock<double>>);
template SortedBlock<float> join_blocks(std::vector<SortedBlock<float>>);

}  // namespace fitpack
