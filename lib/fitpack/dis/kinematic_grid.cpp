#include "fitpack/dis/kinematic_grid.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <sstream>

#include "fitpack/core/chebyshev.hpp"
#include "fitpack/core/error.hpp"

namespace fitpack::dis {

namespace {

/// Largest widths of cells in ln(x/(1−x)) and ln Q². The steepest functions are y² ~ x⁻² of the
/// kinematic factors and, in Q², the running near the initial scale.
constexpr double x_width = 0.7;
constexpr double q2_width = 0.9;
/// Nodes at a threshold lie this far, relative, from it.
constexpr double beside_threshold = 1e-12;

double logit(double x) { return std::log(x / (1.0 - x)); }
double inverse_logit(double t) { return 1.0 / (1.0 + std::exp(-t)); }

void require_sound(const KinematicRegion& r) {
  const bool sound = r.x_min > 0.0 && r.x_min < r.x_max && r.x_max < 1.0 && r.q2_min > 0.0 &&
                     r.q2_min < r.q2_max && r.q2_over_x_min < r.q2_over_x_max &&
                     r.q2_min / r.x_max < r.q2_over_x_max && r.q2_max / r.x_min > r.q2_over_x_min;
  if (sound) return;
  std::ostringstream message;
  message << "no phase space between x = " << r.x_min << " and " << r.x_max << ", Q2 = " << r.q2_min
          << " and " << r.q2_max << " GeV2, Q2/x = " << r.q2_over_x_min << " and "
          << r.q2_over_x_max << " GeV2; x must lie inside (0, 1) and lower limits below upper ones";
  throw InputError(message.str());
}

/// Borders of cells no wider than `width` between fixed ones, as coordinates.
std::vector<double> subdivided(const std::vector<double>& fixed, double width) {
  std::vector<double> all{fixed.front()};
  for (std::size_t k = 1; k < fixed.size(); ++k) {
    const double span = fixed[k] - fixed[k - 1];
    const auto count = static_cast<std::size_t>(std::ceil(span / width - 1e-9));
    for (std::size_t c = 1; c <= std::max<std::size_t>(count, 1); ++c)
      all.push_back(c == count ? fixed[k]
                               : fixed[k - 1] +
                                     span * static_cast<double>(c) / static_cast<double>(count));
  }
  return all;
}

}  // namespace

std::size_t KinematicGrid::Axis::cell(double position) const {
  // A point at a border belongs below it.
  const auto above = std::lower_bound(borders.begin() + 1, borders.end() - 1, position);
  return static_cast<std::size_t>(above - borders.begin()) - 1;
}

double KinematicGrid::Axis::local(std::size_t cell, double coordinate) const {
  const double low = coordinates[cell], high = coordinates[cell + 1];
  return (2.0 * coordinate - low - high) / (high - low);
}

KinematicGrid::Axis KinematicGrid::x_axis(const KinematicRegion& region) {
  Axis axis;
  axis.coordinates = subdivided({logit(region.x_min), logit(region.x_max)}, x_width);
  axis.borders = {region.x_min};
  axis.lines = {region.x_min};
  for (std::size_t c = 1; c < axis.coordinates.size(); ++c) {
    const double low = axis.coordinates[c - 1], high = axis.coordinates[c];
    axis.borders.push_back(c + 1 == axis.coordinates.size() ? region.x_max : inverse_logit(high));
    axis.first.push_back(axis.lines.size() - 1);
    for (std::size_t m = 1; m < x_degree; ++m)
      axis.lines.push_back(
          inverse_logit(low + 0.5 * (1.0 + chebyshev_point(m, x_degree)) * (high - low)));
    axis.lines.push_back(axis.borders.back());
  }
  return axis;
}

KinematicGrid::Axis KinematicGrid::q2_axis(const KinematicRegion& region,
                                           const std::vector<double>& thresholds) {
  std::vector<double> fixed{std::log(region.q2_min)};
  for (const double t : thresholds) fixed.push_back(std::log(t));
  fixed.push_back(std::log(region.q2_max));
  Axis axis;
  axis.coordinates = subdivided(fixed, q2_width);
  for (const double c : axis.coordinates) {
    const auto same = std::ranges::find_if(thresholds, [&](double t) { return std::log(t) == c; });
    axis.borders.push_back(same == thresholds.end() ? std::exp(c) : *same);
  }
  axis.borders.front() = region.q2_min;
  axis.borders.back() = region.q2_max;
  const auto beside = [&](double q2, double side) {
    return std::ranges::count(thresholds, q2) > 0 ? q2 * (1.0 + side * beside_threshold) : q2;
  };
  for (std::size_t c = 0; c < axis.n_cells(); ++c) {
    const double low = axis.borders[c], high = axis.borders[c + 1];
    const bool shares = c > 0 && beside(low, 1.0) == low;
    axis.first.push_back(shares ? axis.lines.size() - 1 : axis.lines.size());
    if (!shares) axis.lines.push_back(beside(low, 1.0));
    for (std::size_t m = 1; m < q2_degree; ++m)
      axis.lines.push_back(low * std::pow(high / low, 0.5 * (1.0 + chebyshev_point(m, q2_degree))));
    axis.lines.push_back(beside(high, -1.0));
  }
  return axis;
}

KinematicGrid::KinematicGrid(const KinematicRegion& region, std::vector<double> thresholds)
    : region_(region) {
  require_sound(region);
  std::erase_if(thresholds, [&](double t) { return t <= region.q2_min || t >= region.q2_max; });
  std::ranges::sort(thresholds);
  thresholds.erase(std::unique(thresholds.begin(), thresholds.end()), thresholds.end());
  x_ = x_axis(region);
  q2_ = q2_axis(region, thresholds);
  keep_cells();
  number_nodes();
}

void KinematicGrid::keep_cells() {
  cell_index_.assign(x_.n_cells() * q2_.n_cells(), absent);
  for (std::size_t i = 0; i < x_.n_cells(); ++i)
    for (std::size_t j = 0; j < q2_.n_cells(); ++j) {
      const double lowest = q2_.borders[j] / x_.borders[i + 1];
      const double highest = q2_.borders[j + 1] / x_.borders[i];
      if (lowest >= region_.q2_over_x_max || highest <= region_.q2_over_x_min) continue;
      cell_index_[i * q2_.n_cells() + j] = static_cast<std::uint32_t>(cells_.size());
      cells_.emplace_back(static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(j));
    }
}

void KinematicGrid::number_nodes() {
  std::vector<std::uint32_t> number(x_.lines.size() * q2_.lines.size(), absent);
  for (const auto& [i, j] : cells_)
    for (std::size_t a = 0; a <= x_degree; ++a)
      for (std::size_t b = 0; b <= q2_degree; ++b) {
        const std::size_t line_x = x_.first[i] + a, line_q2 = q2_.first[j] + b;
        std::uint32_t& node = number[line_x * q2_.lines.size() + line_q2];
        if (node == absent) {
          node = static_cast<std::uint32_t>(node_x_.size());
          node_x_.push_back(x_.lines[line_x]);
          node_q2_.push_back(q2_.lines[line_q2]);
        }
        cell_nodes_.push_back(node);
      }
}

std::pair<double, double> KinematicGrid::x_limits(std::size_t cell) const {
  const std::size_t i = cells_[cell].first;
  return {x_.borders[i], x_.borders[i + 1]};
}

std::pair<double, double> KinematicGrid::q2_limits(std::size_t cell) const {
  const std::size_t j = cells_[cell].second;
  return {q2_.borders[j], q2_.borders[j + 1]};
}

bool KinematicGrid::contains(double x, double q2) const {
  if (!(x >= region_.x_min && x <= region_.x_max && q2 >= region_.q2_min && q2 <= region_.q2_max))
    return false;
  return cell_index_[x_.cell(x) * q2_.n_cells() + q2_.cell(q2)] != absent;
}

CellPoint KinematicGrid::locate(double x, double q2) const {
  return locate_in(cell_index_[x_.cell(x) * q2_.n_cells() + q2_.cell(q2)], x, q2);
}

CellPoint KinematicGrid::locate_in(std::size_t cell, double x, double q2) const {
  const auto [i, j] = cells_[cell];
  return {cell, x_.local(i, logit(x)), q2_.local(j, std::log(q2))};
}

std::pair<double, double> KinematicGrid::position(const CellPoint& point) const {
  const auto [i, j] = cells_[point.cell];
  const auto at = [](const Axis& axis, std::size_t cell, double local) {
    const double low = axis.coordinates[cell], high = axis.coordinates[cell + 1];
    return low + 0.5 * (1.0 + local) * (high - low);
  };
  return {inverse_logit(at(x_, i, point.u)), std::exp(at(q2_, j, point.v))};
}

GridStencil KinematicGrid::stencil(double x, double q2) const {
  const CellPoint point = locate(x, q2);
  const auto used = nodes(point.cell);
  GridStencil result{{used.begin(), used.end()}, std::vector<double>(nodes_per_cell)};
  cell_weights(point.u, point.v, result.weights);
  return result;
}

void cell_weights(double u, double v, std::span<double> weights) {
  std::array<double, x_degree + 1> along_x;
  std::array<double, q2_degree + 1> along_q2;
  chebyshev_weights(u, x_degree, along_x);
  chebyshev_weights(v, q2_degree, along_q2);
  for (std::size_t i = 0; i <= x_degree; ++i)
    for (std::size_t j = 0; j <= q2_degree; ++j)
      weights[i * (q2_degree + 1) + j] = along_x[i] * along_q2[j];
}

}  // namespace fitpack::dis
