#include "fitpack/cuda/set_order.hpp"

#include <algorithm>
#include <numeric>

namespace fitpack {

SetOrder order_by_cell(const FormParameters& parameters, std::span<const double> thetas,
                       std::size_t n_sets) {
  SetOrder order;
  const std::size_t size = parameters.n_numbers(), n = n_sets == 0 ? 0 : thetas.size() / n_sets;
  order.numbers.resize(n_sets * size);
  std::vector<std::size_t> cells;
  for (std::size_t k = 0; k < n_sets; ++k)
    cells.push_back(parameters.write_numbers(thetas.subspan(k * n, n),
                                             std::span(order.numbers).subspan(k * size, size)));
  const auto cell_of = [&](int set) { return cells[static_cast<std::size_t>(set)]; };
  order.set_at.resize(n_sets);
  std::iota(order.set_at.begin(), order.set_at.end(), 0);
  std::ranges::stable_sort(order.set_at, {}, cell_of);
  for (std::size_t place = 0; place < n_sets; ++place) {
    const std::size_t cell = cell_of(order.set_at[place]);
    if (order.runs.empty() || order.runs.back().cell != cell)
      order.runs.push_back({cell, place, 0});
    ++order.runs.back().n_sets;
  }
  return order;
}

}  // namespace fitpack
