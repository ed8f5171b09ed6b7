#pragma once

#include <vector>

#include "fitpack/qcd/evolution.hpp"

namespace fitpack::qcd {

/// Weights of tabulated scales that carry a value at one μ_F²; the nodes of one nf region.
struct ScaleStencil {
  std::size_t first = 0;
  std::vector<double> weights;
  int nf = 3;
  double a_s = 0.0;  ///< at μ_R
};

/// Scales at which operators are tabulated: Chebyshev points in τ = −ln a_s in every region of
/// constant nf, for factorisation scales of all Q² from the initial scale to q2_max (where μ_F < Q
/// also a little below the initial scale, never below 1 GeV). Depends on the theory settings only.
/// Operators are analytic in τ inside a region, so a dozen points give 1e-9.
class ScaleGrid {
 public:
  struct Region {
    int nf;
    double a_begin, a_end;     ///< a_s at the ends, of this nf
    std::size_t first, order;  ///< nodes first … first + order
    double q2_begin, q2_end;   ///< GeV²
  };
  explicit ScaleGrid(const Evolution& evolution);

  [[nodiscard]] const std::vector<Region>& regions() const { return regions_; }
  [[nodiscard]] std::size_t size() const;
  /// a_s of node m (0 … order) of a region.
  [[nodiscard]] static double node_a_s(const Region& region, std::size_t m);
  /// Throws InputError where μ_F² lies outside the table.
  [[nodiscard]] ScaleStencil stencil(double mu2) const;
  /// The same with nf flavours where μ_F is a threshold: the limit from either side. Elsewhere as
  /// without nf.
  [[nodiscard]] ScaleStencil stencil(double mu2, int nf) const;

 private:
  [[nodiscard]] ScaleStencil stencil_in(const Region& region, double mu2) const;
  RunningCoupling coupling_;
  double renormalisation_ratio_;  // μ_R²/μ_F²
  double mu2_min_, mu2_max_;
  std::vector<Region> regions_;
};

/// The operators E(Q ← Q0) on every node of the scale grid.
class EvolutionTable {
 public:
  explicit EvolutionTable(const Evolution& evolution);

  [[nodiscard]] const ScaleGrid& scales() const { return scales_; }
  [[nodiscard]] const ScaleOperators& node(std::size_t i) const { return nodes_[i]; }
  /// Interpolated to μ².
  [[nodiscard]] ScaleOperators at(const ScaleStencil& stencil) const;

 private:
  ScaleGrid scales_;
  std::vector<ScaleOperators> nodes_;
};

/// E(Q ← Q0) by integration all the way, without the table: the yardstick of the table.
ScaleOperators direct_operators(const Evolution& evolution, double mu2);

}  // namespace fitpack::qcd
