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

template struct SortedBlock<double>;
template struct SortedBlock<float>;

}  // namespace fitpack
