#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "fitpack/core/philox.hpp"
#include "fitpack/events/event_summation.hpp"

/// Sums over events at random places of a few cells, wherever they are made.
namespace fitpack::event_sums {

inline constexpr EventSumsLayout layout{7};

/// Positive polynomials, different in every cell.
inline std::vector<double> coefficients() {
  const Philox random(11);
  std::vector<double> c(layout.n_cells * n_coefficients);
  for (std::uint32_t k = 0; k < c.size(); ++k)
    c[k] = k % n_coefficients == 0 ? 1.0 + k : 0.02 * (random.uniform({k, 0, 0, 0}) - 0.5) * k;
  return c;
}

enum class Weights { none, some };

/// Events per block and cell: cells with none, with one, and with more than a piece.
struct Numbers {
  std::vector<std::vector<std::size_t>> of_blocks{
      {0, 1, 17, 12000, 0, 130, 0}, {0, 0, 300, 14000, 0, 1, 0}, {}};
};

template <class Real>
std::vector<SortedBlock<Real>> blocks(Weights weights, const Numbers& numbers = {}) {
  const Philox random(5);
  std::vector<SortedBlock<Real>> result;
  std::uint32_t event = 0;
  for (const auto& of_cells : numbers.of_blocks) {
    std::vector<dis::CellPoint> points;
    std::vector<double> w;
    for (std::size_t cell = 0; cell < of_cells.size(); ++cell)
      for (std::size_t k = 0; k < of_cells[cell]; ++k, ++event) {
        points.push_back({cell, 2.0 * random.uniform({event, 0, 0, 0}) - 1.0,
                          2.0 * random.uniform({event, 1, 0, 0}) - 1.0});
        if (weights == Weights::some) w.push_back(event % 11 == 3 ? 0.0 : 0.3 + 0.1 * (event % 7));
      }
    result.emplace_back(points, w);
  }
  return result;
}

inline SortedBlocks sorted(EventPrecision precision, Weights weights, const Numbers& numbers = {}) {
  if (precision == EventPrecision::full) return blocks<double>(weights, numbers);
  return blocks<float>(weights, numbers);
}

/// Bytes of a device that holds these events in parts only.
inline std::size_t memory_for_parts(EventPrecision precision, Weights weights) {
  constexpr std::size_t for_sums = 30'000, events = 20'000;
  const std::size_t bytes = precision == EventPrecision::full ? sizeof(double) : sizeof(float);
  return for_sums + events * bytes * (weights == Weights::some ? 3 : 2);
}

/// The sums of all blocks together.
inline std::vector<double> sums(EventSummation& summation, EventWant want,
                                std::size_t n_blocks = Numbers().of_blocks.size(),
                                const std::vector<double>& c = coefficients()) {
  std::vector<double> result(layout.size(want), 0.0);
  summation.evaluate(c, want);
  for (std::size_t block = 0; block < n_blocks; ++block) summation.add(block, result);
  return result;
}

/// On the processor.
inline std::vector<double> reference(EventPrecision precision, Weights weights, EventWant want,
                                     const Numbers& numbers = {}) {
  const auto summation = make_cpu_summation(sorted(precision, weights, numbers), layout, precision);
  return sums(*summation, want, numbers.of_blocks.size());
}

/// Largest deviation, each sum relative to that of the absolute terms of its kind in its cell, for
/// which the sum with the powers zero stands.
inline double deviation(const std::vector<double>& found, const std::vector<double>& expected) {
  double worst = std::abs(found[0] / expected[0] - 1.0);
  const auto compare = [&](std::size_t first, std::size_t n) {
    if (first + n > expected.size()) return;
    for (std::size_t k = first; k < first + n; ++k) {
      const double difference = std::abs(found[k] - expected[k]);
      if (difference == 0.0) continue;
      worst = std::max(worst, difference / expected[first]);
    }
  };
  for (std::size_t cell = 0; cell < layout.n_cells; ++cell) {
    compare(layout.gradient(cell), n_coefficients);
    compare(layout.information(cell), n_products);
  }
  return std::isnan(found[0]) ? std::numeric_limits<double>::infinity() : worst;
}

}  // namespace fitpack::event_sums
