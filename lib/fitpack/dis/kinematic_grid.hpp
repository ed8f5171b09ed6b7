#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace fitpack::dis {

/// The part of the (x, Q²) plane that a grid has to cover: a box, less what lies outside the
/// limits of Q²/x = s y, where s is the squared energy of the beams. GeV².
struct KinematicRegion {
  double x_min = 1e-4, x_max = 0.9;  ///< 0 < x_min < x_max < 1
  double q2_min = 3.5, q2_max = 3e4;
  double q2_over_x_min = 0.0;
  double q2_over_x_max = std::numeric_limits<double>::infinity();
};

/// Degrees of the polynomials of a cell.
inline constexpr std::size_t x_degree = 6;
inline constexpr std::size_t q2_degree = 5;
inline constexpr std::size_t nodes_per_cell = (x_degree + 1) * (q2_degree + 1);

/// A point inside a cell: coordinates in [-1, 1].
struct CellPoint {
  std::size_t cell = 0;
  double u = 0.0;  ///< of ln(x/(1−x))
  double v = 0.0;  ///< of ln Q²
};

/// Values at a point as Σ_m weights[m] value[nodes[m]].
struct GridStencil {
  std::vector<std::uint32_t> nodes;
  std::vector<double> weights;
};

/// A grid in (x, Q²) for functions that are smooth between flavour thresholds, such as structure
/// functions: cells with one tensor-product polynomial each, on Chebyshev points of the second kind
/// in ln(x/(1−x)) and ln Q², by degree x_degree × q2_degree. Neighbouring cells share the nodes of
/// their border, except across a threshold, where functions may jump: there the nodes of the lower
/// cells sit just below it, those of the upper ones just above. A point at a threshold belongs
/// below it. Cell widths make the interpolation of reduced cross sections good to 1e-6 (measured
/// in docs/precision.md). Only cells that meet the region exist. Depends on the region and the
/// thresholds only. Immutable, local.
class KinematicGrid {
 public:
  /// `thresholds`: Q² in GeV² at which functions may jump or have kinks, in any order.
  /// Throws InputError where the region is empty or x leaves (0, 1).
  KinematicGrid(const KinematicRegion& region, std::vector<double> thresholds);

  [[nodiscard]] const KinematicRegion& region() const { return region_; }
  [[nodiscard]] std::size_t n_cells() const { return cells_.size(); }
  [[nodiscard]] std::size_t n_nodes() const { return node_x_.size(); }
  [[nodiscard]] std::span<const double> node_x() const { return node_x_; }
  [[nodiscard]] std::span<const double> node_q2() const { return node_q2_; }

  /// Nodes of a cell, index = i * (q2_degree + 1) + j with i along x and j along Q², ascending.
  [[nodiscard]] std::span<const std::uint32_t> nodes(std::size_t cell) const {
    return {cell_nodes_.data() + cell * nodes_per_cell, nodes_per_cell};
  }
  /// Limits of a cell.
  [[nodiscard]] std::pair<double, double> x_limits(std::size_t cell) const;
  [[nodiscard]] std::pair<double, double> q2_limits(std::size_t cell) const;
  /// Borders of all cells, ascending.
  [[nodiscard]] std::span<const double> x_borders() const { return x_.borders; }
  [[nodiscard]] std::span<const double> q2_borders() const { return q2_.borders; }

  /// Whether a cell holds the point.
  [[nodiscard]] bool contains(double x, double q2) const;
  /// Where the point lies; it must be contained.
  [[nodiscard]] CellPoint locate(double x, double q2) const;
  /// Where the point lies in the coordinates of a given cell, extrapolated if outside.
  [[nodiscard]] CellPoint locate_in(std::size_t cell, double x, double q2) const;
  /// x and Q² of local coordinates.
  [[nodiscard]] std::pair<double, double> position(const CellPoint& point) const;
  /// Interpolation weights of the 42 nodes of a cell.
  [[nodiscard]] GridStencil stencil(double x, double q2) const;

 private:
  struct Axis {
    std::vector<double> borders;      ///< in x or Q²
    std::vector<double> coordinates;  ///< of the borders: ln(x/(1−x)) or ln Q²
    std::vector<std::size_t> first;   ///< line of nodes at the lower border of every cell
    std::vector<double> lines;        ///< x or Q² of the lines of nodes
    [[nodiscard]] std::size_t n_cells() const { return borders.size() - 1; }
    [[nodiscard]] std::size_t cell(double position) const;
    [[nodiscard]] double local(std::size_t cell, double coordinate) const;
  };
  static Axis x_axis(const KinematicRegion& region);
  static Axis q2_axis(const KinematicRegion& region, const std::vector<double>& thresholds);
  void keep_cells();
  void number_nodes();

  static constexpr std::uint32_t absent = std::numeric_limits<std::uint32_t>::max();
  KinematicRegion region_;
  Axis x_, q2_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> cells_;  ///< (x, Q²) cell of the axes
  std::vector<std::uint32_t> cell_index_;                       ///< of axes' cells, or absent
  std::vector<std::uint32_t> cell_nodes_;
  std::vector<double> node_x_, node_q2_;
};

/// Values at local coordinates u, v of the Lagrange polynomials of a cell's nodes.
void cell_weights(double u, double v, std::span<double> weights);

}  // namespace fitpack::dis
