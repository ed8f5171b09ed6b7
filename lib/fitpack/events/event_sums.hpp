#pragma once

#include <cstddef>
#include <span>

#include "fitpack/events/cell_polynomial.hpp"
#include "fitpack/events/sorted_events.hpp"

namespace fitpack {

/// Which sums over events are wanted; each includes those before it.
enum class EventWant { value, gradient, information };

/// Densities beyond this, or below its inverse, count as not positive: products of eight of them
/// stay within double precision.
inline constexpr double largest_density = 1e37;

/// Where the sums lie in an array of doubles. g is the polynomial of an event's cell, w its weight:
///   [0]                         Σ w ln g; NaN where some g is not positive
///   gradient of a cell          Σ (w/g) uⁱ vʲ, n_coefficients numbers
///   information of a cell       Σ (w/g²) uⁱ vʲ with i <= 2 x_degree, j <= 2 q2_degree
struct EventSumsLayout {
  std::size_t n_cells = 0;
  [[nodiscard]] std::size_t gradient(std::size_t cell) const { return 1 + cell * n_coefficients; }
  [[nodiscard]] std::size_t information(std::size_t cell) const {
    return gradient(n_cells) + cell * n_products;
  }
  [[nodiscard]] std::size_t size(EventWant want) const {
    return want == EventWant::value      ? 1
           : want == EventWant::gradient ? gradient(n_cells)
                                         : information(n_cells);
  }
};

/// Adds the sums of a block to `sums`. `coefficients`: n_cells × n_coefficients. The inner loop of
/// the unbinned likelihood: a dozen nanoseconds per event or less.
void add_block(const SortedBlock<double>& block, std::span<const double> coefficients,
               const EventSumsLayout& layout, EventWant want, EventPrecision precision,
               std::span<double> sums);
void add_block(const SortedBlock<float>& block, std::span<const double> coefficients,
               const EventSumsLayout& layout, EventWant want, EventPrecision precision,
               std::span<double> sums);

}  // namespace fitpack
