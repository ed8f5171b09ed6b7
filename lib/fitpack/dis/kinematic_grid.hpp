#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
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

/// What a cell covers; Q² in GeV².
struct CellLimits {
  double x_low = 0.0, x_high = 0.0;
  double q2_low = 0.0, q2_high = 0.0;
};
/// Into how many equal parts in ln(x/(1−x)) and in ln Q² a cell is cut, for functions that are
/// steeper in some places than structure functions are; each at least 1.
using CellDivision = std::function<std::array<std::size_t, 2>(const CellLimits&)>;

/// Degrees of the polynomials of a cell.
inline constexpr std::size_t x_degree = 6;
inline constexpr std::size_t q2_degree = 5;
inline constexpr std::size_t nodes_per_cell = (x_degree + 1) * (q2_degree + 1);

/// A point inside a cell: coordinates in [-1, 1].
struct CellPoint {
  std::size_t cell = 0;
  double u = 0.0;  ///< along x_coordinate
  double v = 0.0;  ///< along q2_coordinate
};

/// The variables of the polynomials of a cell, −((1−x)/x)^¼ and (Q²)^¼, both rising. Structure
/// functions are as smooth in them as in logarithms, while y² = Q⁴/(s x)² of cross sections is a
/// polynomial (of degree 8 in each) instead of an exponential.
[[nodiscard, gnu::always_inline]] constexpr double x_coordinate(double x) {
  return -std::sqrt(std::sqrt((1.0 - x) / x));
}
[[nodiscard, gnu::always_inline]] constexpr double q2_coordinate(double q2) {
  return std::sqrt(std::sqrt(q2));
}

/// An interval of such a variable, and where in it something lies: −1 at its beginning, 1 at its
/// end.
struct CoordinateRange {
  double first = 0.0, last = 0.0;
  [[nodiscard, gnu::always_inline]] constexpr double local(double coordinate) const {
    return (2.0 * coordinate - first - last) / (last - first);
  }
};
/// The variables of a cell.
struct CellFrame {
  CoordinateRange x, q2;
};

/// Values at a point as Σ_m weights[m] value[nodes[m]].
struct GridStencil {
  std::vector<std::uint32_t> nodes;
  std::vector<double> weights;
};

/// A grid in (x, Q²) for functions that are smooth between flavour thresholds, such as structure
/// functions: cells with one tensor-product polynomial each, on Chebyshev points of the second kind
/// in x_coordinate and q2_coordinate, by degree x_degree × q2_degree. Neighbouring cells share the
/// nodes of their border, except across a threshold, where functions may jump: there the nodes of
/// the lower cells sit just below it, those of the upper ones just above. A point at a threshold
/// belongs below it. Cell widths make the interpolation of reduced cross sections good to 1e-6
/// (measured in docs/precision.md). Only cells that meet the region exist. Cells may be cut into
/// smaller ones, each by its own rule. Depends on the region, the thresholds and the rule only.
/// Immutable, local.
class KinematicGrid {
 public:
  /// `thresholds`: Q² in GeV² at which functions may jump or have kinks, in any order.
  /// Throws InputError where the region is empty or x leaves (0, 1).
  KinematicGrid(const KinematicRegion& region, std::vector<double> thresholds,
                const CellDivision& division = {});

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
  [[nodiscard]] const CellLimits& limits(std::size_t cell) const { return cells_[cell].limits; }
  /// Borders of all cells, ascending.
  [[nodiscard]] std::span<const double> x_borders() const { return x_borders_; }
  [[nodiscard]] std::span<const double> q2_borders() const { return q2_borders_; }
  /// The borders in x of cells at a Q², ascending, perhaps with some of their neighbours'.
  [[nodiscard]] std::span<const double> x_borders_at(double q2) const {
    return row_borders_[q2_.cell(q2)];
  }

  /// Whether a cell holds the point.
  [[nodiscard]] bool contains(double x, double q2) const;
  /// Where the point lies; it must be contained.
  [[nodiscard]] CellPoint locate(double x, double q2) const;
  [[nodiscard]] CellFrame frame(std::size_t cell) const {
    return {cells_[cell].x.range, cells_[cell].q2.range};
  }
  /// Where the point lies in the coordinates of a given cell, extrapolated if outside.
  [[nodiscard]] CellPoint locate_in(std::size_t cell, double x, double q2) const;
  /// x and Q² of local coordinates.
  [[nodiscard]] std::pair<double, double> position(const CellPoint& point) const;
  /// Interpolation weights of the 42 nodes of a cell.
  [[nodiscard]] GridStencil stencil(double x, double q2) const;

 private:
  static constexpr std::uint32_t absent = std::numeric_limits<std::uint32_t>::max();

  struct Axis {
    std::vector<double> borders;      ///< in x or Q²
    std::vector<double> coordinates;  ///< of the borders: ln(x/(1−x)) or ln Q²
    [[nodiscard]] std::size_t n_cells() const { return borders.size() - 1; }
    [[nodiscard]] std::size_t cell(double position) const;
  };
  /// An interval of an axis, as positions and in the variable of the polynomials.
  struct Interval {
    double low = 0.0, high = 0.0;
    CoordinateRange range;
    [[nodiscard]] double coordinate(double local) const {
      return range.first + 0.5 * (1.0 + local) * (range.last - range.first);
    }
  };
  struct Cell {
    CellLimits limits;
    Interval x, q2;
  };
  /// A cell of the axes and the cells that it is cut into, by x and then Q².
  struct Patch {
    Axis x, q2;
    std::vector<std::uint32_t> cells;  ///< their numbers, or absent; empty outside the region
  };

  static Axis x_axis(const KinematicRegion& region);
  static Axis q2_axis(const KinematicRegion& region, const std::vector<double>& thresholds);
  [[nodiscard]] bool meets_region(const CellLimits& limits) const;
  void cut_patch(std::size_t i, std::size_t j, const CellDivision& division);
  void collect_borders();
  void number_nodes(const std::vector<double>& thresholds);
  [[nodiscard]] std::uint32_t find(double x, double q2) const;

  KinematicRegion region_;
  Axis x_, q2_;
  std::vector<Patch> patches_;  ///< of the axes' cells, by x and then Q²
  std::vector<Cell> cells_;
  std::vector<double> x_borders_, q2_borders_;
  std::vector<std::vector<double>> row_borders_;  ///< in x, for every cell of the Q² axis
  std::vector<std::uint32_t> cell_nodes_;
  std::vector<double> node_x_, node_q2_;
};

/// Values at local coordinates u, v of the Lagrange polynomials of a cell's nodes.
void cell_weights(double u, double v, std::span<double> weights);

}  // namespace fitpack::dis
