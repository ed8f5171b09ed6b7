#pragma once

#include <array>
#include <span>
#include <vector>

namespace fitpack {

/// Partons of a tabulated PDF set by their PDG codes: quarks 1 … 6 (d, u, s, c, b, t), antiquarks
/// with a minus sign, the gluon 21.
inline constexpr int gluon_code = 21;

/// A table of x f(x, Q) between two thresholds.
struct PdfSubgrid {
  std::vector<double> x, q;    ///< knots, ascending; q in GeV
  std::vector<int> flavours;   ///< PDG codes
  std::vector<double> values;  ///< [(x * n_q + q) * n_flavours + flavour]
};

/// Momentum densities of all partons at one point; partons a set does not have are zero.
struct GridPoint {
  double gluon = 0.0;
  std::array<double, 6> quark{}, antiquark{};  ///< d, u, s, c, b, t
};

/// PDFs tabulated in x and Q, as LHAPDF sets are: bicubic interpolation in ln x and ln Q² inside
/// each subgrid, see hermite_stencil. Immutable, local.
class PdfGrid {
 public:
  /// Subgrids with ascending q that touch each other: the last q of one is the first of the next.
  explicit PdfGrid(std::vector<PdfSubgrid> subgrids);

  [[nodiscard]] const std::vector<PdfSubgrid>& subgrids() const { return subgrids_; }
  [[nodiscard]] double x_min() const;
  [[nodiscard]] double x_max() const;
  [[nodiscard]] double q_min() const { return subgrids_.front().q.front(); }
  [[nodiscard]] double q_max() const { return subgrids_.back().q.back(); }
  [[nodiscard]] bool has(int flavour) const;

  /// All partons at one scale on many x. At a threshold the subgrid above it counts, as in LHAPDF.
  /// Throws InputError where x or Q lies outside the table.
  [[nodiscard]] std::vector<GridPoint> at(std::span<const double> x, double q) const;

 private:
  [[nodiscard]] std::size_t subgrid_of(double q) const;

  std::vector<PdfSubgrid> subgrids_;
  std::vector<std::vector<double>> log_x_, log_q2_;  // of each subgrid
};

}  // namespace fitpack
