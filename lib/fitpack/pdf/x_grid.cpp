#include "fitpack/pdf/x_grid.hpp"

#include <algorithm>
#include <cmath>

#include "fitpack/core/chebyshev.hpp"
#include "fitpack/core/contracts.hpp"
#include "fitpack/core/quadrature.hpp"

namespace fitpack {

namespace {

/// Borders and degrees above x = 1e-2, where PDFs fall as a power of 1−x; below, elements of equal
/// width in ln x.
constexpr double large_x_borders[] = {1e-2, 0.1, 0.35, 0.7, 1.0};
constexpr std::size_t large_x_orders[] = {12, 16, 14, 14};
constexpr std::size_t small_x_order = 13;
constexpr double small_x_width = 7.0;

}  // namespace

XGrid::XGrid(double x_min) {
  FITPACK_EXPECTS(x_min > 0.0 && x_min <= 0.1);
  std::vector<double> borders(std::begin(large_x_borders), std::end(large_x_borders));
  std::vector<std::size_t> orders(std::begin(large_x_orders), std::end(large_x_orders));
  if (x_min < borders.front()) {
    const double span = std::log(borders.front() / x_min);
    const auto count = static_cast<std::size_t>(std::ceil(span / small_x_width));
    const double top = borders.front();
    for (std::size_t k = 1; k <= count; ++k) {
      const double fraction = static_cast<double>(k) / static_cast<double>(count);
      borders.insert(borders.begin(), k == count ? x_min : top * std::exp(-span * fraction));
      orders.insert(orders.begin(), small_x_order);
    }
  }
  build(borders, orders);
}

XGrid::XGrid(std::span<const double> borders, std::span<const std::size_t> orders) {
  build(borders, orders);
}

void XGrid::build(std::span<const double> borders, std::span<const std::size_t> orders) {
  FITPACK_EXPECTS(borders.size() == orders.size() + 1 && borders.back() == 1.0);
  for (std::size_t e = 0; e < orders.size(); ++e) {
    const XElement element{std::log(borders[e]), std::log(borders[e + 1]), nodes_.size(),
                           orders[e]};
    elements_.push_back(element);
    nodes_.push_back(borders[e]);
    for (std::size_t m = 1; m < orders[e]; ++m) {
      const double t = 0.5 * (1.0 + chebyshev_point(m, orders[e]));
      nodes_.push_back(std::exp(element.u_low + t * (element.u_high - element.u_low)));
    }
  }
}

void XGrid::element_polynomials(const XElement& element, double u, std::span<double> values) const {
  const double t = (2.0 * u - element.u_low - element.u_high) / (element.u_high - element.u_low);
  chebyshev_weights(t, element.order, values);
}

Stencil XGrid::stencil(double x) const {
  const double u = std::log(x);
  const auto after = std::find_if(elements_.begin(), elements_.end(),
                                  [&](const XElement& e) { return u <= e.u_high; });
  const XElement& element = after == elements_.end() ? elements_.back() : *after;
  Stencil result{element.first_node, std::vector<double>(element.order + 1)};
  element_polynomials(element, u, result.weights);
  if (result.first + result.weights.size() > nodes_.size()) result.weights.pop_back();
  return result;
}

double XGrid::interpolate(std::span<const double> values, double x) const {
  const Stencil s = stencil(x);
  double sum = 0.0;
  for (std::size_t m = 0; m < s.weights.size(); ++m) sum += s.weights[m] * values[s.first + m];
  return sum;
}

std::vector<double> XGrid::integral_weights(double x, double power) const {
  std::vector<double> weights(nodes_.size() + 1, 0.0);
  const GaussLegendre rule(32);
  std::vector<double> polynomials;
  const double u_begin = std::log(x);
  for (const XElement& element : elements_) {
    if (element.u_high <= u_begin) continue;
    polynomials.resize(element.order + 1);
    const double low = std::max(element.u_low, u_begin);
    rule.for_each(low, element.u_high, [&](double u, double weight) {
      element_polynomials(element, u, polynomials);
      for (std::size_t m = 0; m <= element.order; ++m)
        weights[element.first_node + m] += weight * std::exp((power + 1.0) * u) * polynomials[m];
    });
  }
  weights.pop_back();
  return weights;
}

}  // namespace fitpack
