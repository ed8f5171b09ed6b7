#include "fitpack/analysis/operator_grid.hpp"

#include <algorithm>
#include <sstream>

#include "fitpack/core/error.hpp"
#include "fitpack/parallel/agreement.hpp"

namespace fitpack {

namespace {

/// Values of y at which the cross section is tabulated to separate its three terms.
constexpr std::array<double, 3> separating_y{0.0, 1.0, 2.0};

/// The nodes as points of a data set, three values of y each.
Dataset points_of_grid(const dis::KinematicGrid& grid, const ScatteringBeam& beam) {
  Dataset points;
  points.name = "structure-function grid";
  points.process = beam.process;
  points.observable = beam.process == Process::cc_dis ? Observable::d2sigma_dxdq2
                                                      : Observable::reduced_cross_section;
  points.lepton_charge = beam.lepton_charge;
  points.polarisation = beam.polarisation;
  for (std::size_t node = 0; node < grid.n_nodes(); ++node)
    for (const double y : separating_y) {
      points.x.push_back(grid.node_x()[node]);
      points.q2.push_back(grid.node_q2()[node]);
      points.y.push_back(y);
      points.file_rows.push_back(node + 1);
    }
  points.value.assign(points.x.size(), 1.0);
  return points;
}

void require_reach(const qcd::TheoryOptions& theory, const dis::KinematicRegion& region) {
  std::ostringstream message;
  if (region.x_min < theory.x_min)
    message << "x = " << region.x_min << " of the phase space is below the grid, which starts at "
            << theory.x_min << "; lower theory.grid.x_min or raise the limit";
  else if (region.q2_min < theory.q0_2)
    message << "Q2 = " << region.q2_min << " GeV2 of the phase space is below the initial scale "
            << theory.q0_2 << " GeV2; lower theory.q0_2 or raise the limit";
  else if (region.q2_max > theory.q2_max)
    message << "Q2 = " << region.q2_max << " GeV2 of the phase space is above the grid, which ends"
            << " at " << theory.q2_max << " GeV2; raise theory.grid.q2_max or lower the limit";
  if (!message.str().empty()) throw InputError(message.str());
}

dis::KinematicGrid checked_grid(const Communicator& comm, const RunCard& card,
                                const dis::KinematicRegion& region) {
  agree(comm, [&] { require_reach(card.theory, region); });
  return {region, structure_function_thresholds(card.theory)};
}

}  // namespace

std::vector<double> structure_function_thresholds(const qcd::TheoryOptions& theory) {
  std::vector<double> result;
  for (const double mass : {theory.mc, theory.mb, theory.mt}) {
    result.push_back(mass * mass / (theory.mu_f_over_q * theory.mu_f_over_q));
    if (theory.scheme != qcd::Scheme::zm_vfns) result.push_back(mass * mass);
  }
  return result;
}

OperatorGrid::OperatorGrid(const Communicator& comm, const RunCard& card,
                           const ScatteringBeam& beam, const dis::KinematicRegion& region,
                           const Logger& logger, const Progress& progress)
    : beam_(beam),
      mw2_(card.electroweak.mw * card.electroweak.mw),
      grid_(checked_grid(comm, card, region)) {
  build(comm, card, logger, progress);
  separate_parts();
}

void OperatorGrid::build(const Communicator& comm, const RunCard& card, const Logger& logger,
                         const Progress& progress) {
  const Measurements points({points_of_grid(grid_, beam_)}, {});
  const BuiltKernel built = build_kernel(comm, card, points, logger, progress);
  summary_ = built.summary;
  n_columns_ = built.kernel.n_columns();
  std::vector<double> mine;
  for (std::size_t b = 0; b < built.kernel.n_blocks(); ++b)
    for (std::size_t i = 0; i < built.kernel.n_rows(b); ++i) {
      const auto row = built.kernel.row(b, i);
      mine.insert(mine.end(), row.begin(), row.end());
    }
  rows_ = comm.gather(mine);
  comm.broadcast(rows_);
}

/// From σ(y) at y = 0, 1, 2 to the coefficients of Y₊, y², Y₋. Neutral currents come as
/// σ/Y₊ with Y₊ = 2, 1, 2; Y₋ = 0, 1, 0.
void OperatorGrid::separate_parts() {
  const double at_even = beam_.process == Process::cc_dis ? 0.5 : 1.0;
  for (std::size_t node = 0; node < grid_.n_nodes(); ++node) {
    double* row0 = rows_.data() + 3 * node * n_columns_;
    double* row1 = row0 + n_columns_;
    double* row2 = row1 + n_columns_;
    const double flat = 1.0 / shape(grid_.node_x()[node], grid_.node_q2()[node]);
    for (std::size_t a = 0; a < n_columns_; ++a) {
      const double f2 = at_even * row0[a];
      const double fl = 0.5 * at_even * (row2[a] - row0[a]);
      const double f3 = row1[a] - f2 - fl;
      row0[a] = flat * f2;
      row1[a] = flat * fl;
      row2[a] = flat * f3;
    }
  }
}

double OperatorGrid::shape(double x, double q2) const {
  const double cubed = (1.0 - x) * (1.0 - x) * (1.0 - x);
  if (beam_.process != Process::cc_dis) return cubed;
  const double propagator = mw2_ / (q2 + mw2_);
  return cubed / x * propagator * propagator;
}

void OperatorGrid::row(double x, double q2, double y, std::span<double> out) const {
  flat_row(grid_.locate(x, q2), y, out);
  const double scale = shape(x, q2);
  for (double& weight : out) weight *= scale;
}

void OperatorGrid::flat_row(const dis::CellPoint& at, double y, std::span<double> out) const {
  std::array<double, dis::nodes_per_cell> weights;
  dis::cell_weights(at.u, at.v, weights);
  const auto nodes = grid_.nodes(at.cell);
  const auto factors = inelasticity_factors(y);
  std::fill(out.begin(), out.end(), 0.0);
  for (std::size_t m = 0; m < nodes.size(); ++m) {
    if (weights[m] == 0.0) continue;
    for (std::size_t k = 0; k < 3; ++k) {
      const double weight = weights[m] * factors[k];
      const double* values = part(nodes[m], k).data();
      for (std::size_t a = 0; a < n_columns_; ++a) out[a] += weight * values[a];
    }
  }
}

}  // namespace fitpack
