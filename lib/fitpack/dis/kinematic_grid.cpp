#include "fitpack/dis/kinematic_grid.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <sstream>

#include "fitpack/core/chebyshev.hpp"
#include "fitpack/core/error.hpp"

namespace fitpack::dis {

namespace {

/// Largest widths of cells in ln(x/(1−x)) and ln Q², wide enough for structure functions: the
/// steepest are valence quarks at large x and, in Q², the running near the initial scale.
constexpr double x_width = 0.7;
constexpr double q2_width = 0.8;
/// Nodes at a threshold lie this far, relative, from it.
constexpr double beside_threshold = 1e-12;

double logit(double x) { return std::log(x / (1.0 - x)); }
double inverse_logit(double t) { return 1.0 / (1.0 + std::exp(-t)); }

double fourth_power(double z) { return (z * z) * (z * z); }
double x_at(double coordinate) { return 1.0 / (1.0 + fourth_power(coordinate)); }
double q2_at(double coordinate) { return fourth_power(coordinate); }

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

/// An axis of `count` equal parts in the coordinate between two borders.
template <class Axis, class Inverse>
Axis part_of(const Axis& axis, std::size_t cell, std::size_t count, Inverse&& inverse) {
  const double first = axis.coordinates[cell], last = axis.coordinates[cell + 1];
  Axis result{{axis.borders[cell]}, {first}};
  for (std::size_t c = 1; c < count; ++c) {
    result.coordinates.push_back(first + (last - first) * static_cast<double>(c) /
                                             static_cast<double>(count));
    result.borders.push_back(inverse(result.coordinates.back()));
  }
  result.borders.push_back(axis.borders[cell + 1]);
  result.coordinates.push_back(last);
  return result;
}

void sort_unique(std::vector<double>& values) {
  std::ranges::sort(values);
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

}  // namespace

std::size_t KinematicGrid::Axis::cell(double position) const {
  // A point at a border belongs below it.
  const auto above = std::lower_bound(borders.begin() + 1, borders.end() - 1, position);
  return static_cast<std::size_t>(above - borders.begin()) - 1;
}

KinematicGrid::Axis KinematicGrid::x_axis(const KinematicRegion& region) {
  Axis axis;
  axis.coordinates = subdivided({logit(region.x_min), logit(region.x_max)}, x_width);
  for (const double t : axis.coordinates) axis.borders.push_back(inverse_logit(t));
  axis.borders.front() = region.x_min;
  axis.borders.back() = region.x_max;
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
  return axis;
}

KinematicGrid::KinematicGrid(const KinematicRegion& region, std::vector<double> thresholds,
                             const CellDivision& division)
    : region_(region) {
  require_sound(region);
  std::erase_if(thresholds, [&](double t) { return t <= region.q2_min || t >= region.q2_max; });
  sort_unique(thresholds);
  x_ = x_axis(region);
  q2_ = q2_axis(region, thresholds);
  patches_.resize(x_.n_cells() * q2_.n_cells());
  for (std::size_t i = 0; i < x_.n_cells(); ++i)
    for (std::size_t j = 0; j < q2_.n_cells(); ++j) cut_patch(i, j, division);
  collect_borders();
  number_nodes(thresholds);
}

bool KinematicGrid::meets_region(const CellLimits& limits) const {
  return limits.q2_low / limits.x_high < region_.q2_over_x_max &&
         limits.q2_high / limits.x_low > region_.q2_over_x_min;
}

void KinematicGrid::cut_patch(std::size_t i, std::size_t j, const CellDivision& division) {
  const CellLimits whole{x_.borders[i], x_.borders[i + 1], q2_.borders[j], q2_.borders[j + 1]};
  if (!meets_region(whole)) return;
  const auto [along_x, along_q2] =
      division ? division(whole) : std::array<std::size_t, 2>{std::size_t{1}, std::size_t{1}};
  Patch& patch = patches_[i * q2_.n_cells() + j];
  patch.x = part_of(x_, i, along_x, inverse_logit);
  patch.q2 = part_of(q2_, j, along_q2, [](double t) { return std::exp(t); });
  const auto x_interval = [&](std::size_t k) {
    const double low = patch.x.borders[k], high = patch.x.borders[k + 1];
    return Interval{low, high, {x_coordinate(low), x_coordinate(high)}};
  };
  const auto q2_interval = [&](std::size_t k) {
    const double low = patch.q2.borders[k], high = patch.q2.borders[k + 1];
    return Interval{low, high, {q2_coordinate(low), q2_coordinate(high)}};
  };
  for (std::size_t a = 0; a < along_x; ++a)
    for (std::size_t b = 0; b < along_q2; ++b) {
      const Interval x = x_interval(a);
      const Interval q2 = q2_interval(b);
      const CellLimits limits{x.low, x.high, q2.low, q2.high};
      const bool kept = meets_region(limits);
      patch.cells.push_back(kept ? static_cast<std::uint32_t>(cells_.size()) : absent);
      if (kept) cells_.push_back({limits, x, q2});
    }
}

void KinematicGrid::collect_borders() {
  x_borders_ = x_.borders;
  q2_borders_ = q2_.borders;
  row_borders_.assign(q2_.n_cells(), x_.borders);
  for (std::size_t k = 0; k < patches_.size(); ++k) {
    const Patch& patch = patches_[k];
    std::vector<double>& row = row_borders_[k % q2_.n_cells()];
    row.insert(row.end(), patch.x.borders.begin(), patch.x.borders.end());
    x_borders_.insert(x_borders_.end(), patch.x.borders.begin(), patch.x.borders.end());
    q2_borders_.insert(q2_borders_.end(), patch.q2.borders.begin(), patch.q2.borders.end());
  }
  sort_unique(x_borders_);
  sort_unique(q2_borders_);
  for (std::vector<double>& row : row_borders_) sort_unique(row);
}

void KinematicGrid::number_nodes(const std::vector<double>& thresholds) {
  const auto beside = [&](double q2, double side) {
    return std::ranges::count(thresholds, q2) > 0 ? q2 * (1.0 + side * beside_threshold) : q2;
  };
  std::map<std::pair<double, double>, std::uint32_t> numbers;  // shared at equal positions
  for (const Cell& cell : cells_) {
    std::array<double, q2_degree + 1> q2;
    q2.front() = beside(cell.q2.low, 1.0);
    for (std::size_t b = 1; b < q2_degree; ++b)
      q2[b] = q2_at(cell.q2.coordinate(chebyshev_point(b, q2_degree)));
    q2.back() = beside(cell.q2.high, -1.0);
    for (std::size_t a = 0; a <= x_degree; ++a) {
      double x = x_at(cell.x.coordinate(chebyshev_point(a, x_degree)));
      if (a == 0) x = cell.x.low;
      if (a == x_degree) x = cell.x.high;
      for (const double at_q2 : q2) {
        const auto [place, is_new] =
            numbers.try_emplace({x, at_q2}, static_cast<std::uint32_t>(node_x_.size()));
        cell_nodes_.push_back(place->second);
        if (!is_new) continue;
        node_x_.push_back(x);
        node_q2_.push_back(at_q2);
      }
    }
  }
}

std::uint32_t KinematicGrid::find(double x, double q2) const {
  const Patch& patch = patches_[x_.cell(x) * q2_.n_cells() + q2_.cell(q2)];
  if (patch.cells.size() <= 1) return patch.cells.empty() ? absent : patch.cells.front();
  return patch.cells[patch.x.cell(x) * patch.q2.n_cells() + patch.q2.cell(q2)];
}

bool KinematicGrid::contains(double x, double q2) const {
  if (!(x >= region_.x_min && x <= region_.x_max && q2 >= region_.q2_min && q2 <= region_.q2_max))
    return false;
  return find(x, q2) != absent;
}

CellPoint KinematicGrid::locate(double x, double q2) const { return locate_in(find(x, q2), x, q2); }

CellPoint KinematicGrid::locate_in(std::size_t cell, double x, double q2) const {
  const Cell& c = cells_[cell];
  return {cell, c.x.range.local(x_coordinate(x)), c.q2.range.local(q2_coordinate(q2))};
}

std::pair<double, double> KinematicGrid::position(const CellPoint& point) const {
  const Cell& c = cells_[point.cell];
  return {x_at(c.x.coordinate(point.u)), q2_at(c.q2.coordinate(point.v))};
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
