#pragma once

#include <array>
#include <span>
#include <vector>

#include "fitpack/analysis/kernel_builder.hpp"
#include "fitpack/config/run_card.hpp"
#include "fitpack/data/scattering_beam.hpp"
#include "fitpack/dis/kinematic_grid.hpp"
#include "fitpack/parallel/communicator.hpp"

namespace fitpack {

/// Q² (GeV²) at which structure functions of a theory jump or have kinks: flavour thresholds at the
/// factorisation scale and, with massive quarks, at the masses.
[[nodiscard]] std::vector<double> structure_function_thresholds(const qcd::TheoryOptions& theory);

/// The factors of F2, FL and xF3 in a cross section: Y₊, y² and Y₋, Y± = 1 ± (1−y)².
[[nodiscard]] inline std::array<double, 3> inelasticity_factors(double y) {
  const double rest = (1.0 - y) * (1.0 - y);
  return {1.0 + rest, y * y, 1.0 - rest};
}

/// Structure functions of one beam on a grid in (x, Q²) as rows over the fit basis, from which
/// cross sections are interpolated: rows for very many points, and likelihoods of single events.
/// At (x, Q², y) the cross section is
///   σ = shape(x, Q²) Σ_k c_k(y) P_k(x, Q²),  c = (Y₊, y², Y₋),
/// with P_k (±F2, ∓FL, ∓xF3 with all signs and couplings, divided by shape) interpolated;
///   neutral current: σ = Y₊ σ_r (dimensionless), shape = (1−x)³;
///   charged current: σ = d²σ/dx dQ² in pb/GeV², shape = (1−x)³/x (M_W²/(Q²+M_W²))².
/// The same bits on every rank. Immutable after construction.
class OperatorGrid {
 public:
  /// Collective: the rows are built by all ranks and kept in the card's kernel cache, then held by
  /// every rank: 3 n_nodes × n_columns doubles. Throws InputError (alike on all ranks) where the
  /// region reaches beyond the tables of the card.
  OperatorGrid(const Communicator& comm, const RunCard& card, const ScatteringBeam& beam,
               const dis::KinematicRegion& region, const Logger& logger,
               const Progress& progress = {});

  [[nodiscard]] const dis::KinematicGrid& grid() const { return grid_; }
  [[nodiscard]] const ScatteringBeam& beam() const { return beam_; }
  [[nodiscard]] std::size_t n_columns() const { return n_columns_; }
  [[nodiscard]] const KernelSummary& summary() const { return summary_; }
  /// P_k at a node, k = 0, 1, 2: n_columns weights.
  [[nodiscard]] std::span<const double> part(std::size_t node, std::size_t k) const {
    return {rows_.data() + (3 * node + k) * n_columns_, n_columns_};
  }
  [[nodiscard]] double shape(double x, double q2) const;
  /// Row of σ at a point that the grid contains; `out`: n_columns.
  void row(double x, double q2, double y, std::span<double> out) const;
  /// σ / shape at a point of a cell, its border included.
  void flat_row(const dis::CellPoint& at, double y, std::span<double> out) const;

 private:
  void build(const Communicator& comm, const RunCard& card, const Logger& logger,
             const Progress& progress);
  void separate_parts();

  ScatteringBeam beam_;
  double mw2_;  ///< squared mass of the W, GeV²
  dis::KinematicGrid grid_;
  std::size_t n_columns_ = 0;
  KernelSummary summary_;
  std::vector<double> rows_;
};

}  // namespace fitpack
