#include "fitpack/analysis/grid_rows.hpp"

#include <algorithm>
#include <chrono>

#include "fitpack/parallel/agreement.hpp"

namespace fitpack {

namespace {

bool has_grid(const Dataset& dataset) {
  const bool cross_section = dataset.observable == Observable::reduced_cross_section ||
                             dataset.observable == Observable::d2sigma_dxdq2;
  return (dataset.process == Process::nc_dis || dataset.process == Process::cc_dis) &&
         cross_section && dataset.target.proton_fraction() == 1.0 && dataset.theory_factor.empty();
}

bool same_beam(const Dataset& dataset, const ScatteringBeam& beam) {
  return has_grid(dataset) && dataset.process == beam.process &&
         dataset.lepton_charge == beam.lepton_charge && dataset.polarisation == beam.polarisation;
}

/// The beams of the data, in the order of their first set.
std::vector<ScatteringBeam> beams_of(std::span<const Dataset> datasets) {
  std::vector<ScatteringBeam> beams;
  for (const Dataset& d : datasets) {
    const auto known = [&d](const ScatteringBeam& beam) { return same_beam(d, beam); };
    if (has_grid(d) && d.size() > 0 && std::ranges::none_of(beams, known))
      beams.push_back({d.process, d.lepton_charge, d.polarisation});
  }
  return beams;
}

/// What a grid has to cover for the sets of a beam: a little more than their points, but nothing
/// beyond the tables.
dis::KinematicRegion region_of(std::span<const Dataset> datasets, const ScatteringBeam& beam,
                               const qcd::TheoryOptions& theory) {
  constexpr double wider = 1.0 + 1e-6;
  dis::KinematicRegion r{1.0, 0.0, theory.q2_max, 0.0, 1e300, 0.0};
  for (const Dataset& d : datasets) {
    if (!same_beam(d, beam)) continue;
    for (std::size_t i = 0; i < d.size(); ++i) {
      r.x_min = std::min(r.x_min, d.x[i]);
      r.x_max = std::max(r.x_max, d.x[i]);
      r.q2_min = std::min(r.q2_min, d.q2[i]);
      r.q2_max = std::max(r.q2_max, d.q2[i]);
      r.q2_over_x_min = std::min(r.q2_over_x_min, d.q2[i] / d.x[i]);
      r.q2_over_x_max = std::max(r.q2_over_x_max, d.q2[i] / d.x[i]);
    }
  }
  r.x_min = std::max(r.x_min / wider, theory.x_min);
  r.x_max = std::min(r.x_max * wider, 0.5 * (1.0 + r.x_max));
  r.q2_min = std::max(r.q2_min / wider, theory.q0_2);
  r.q2_max = std::min(r.q2_max * wider, theory.q2_max);
  r.q2_over_x_min /= wider;
  r.q2_over_x_max *= wider;
  return r;
}

/// out = shape Σ_m w_m Σ_k c_k P_k(node m): the three parts of a node lie behind each other.
void interpolate(const OperatorGrid& grid, double x, double q2, const std::array<double, 3>& c,
                 std::span<double> out) {
  const dis::GridStencil stencil = grid.grid().stencil(x, q2);
  const double shape = grid.shape(x, q2);
  std::fill(out.begin(), out.end(), 0.0);
  double* target = out.data();
  const std::size_t n = out.size();
  for (std::size_t m = 0; m < stencil.nodes.size(); ++m) {
    const double w = shape * stencil.weights[m];
    const double w0 = w * c[0], w1 = w * c[1], w2 = w * c[2];
    const double* p = grid.part(stencil.nodes[m], 0).data();
    for (std::size_t a = 0; a < n; ++a) target[a] += w0 * p[a] + w1 * p[n + a] + w2 * p[2 * n + a];
  }
}

}  // namespace

GridRows::GridRows(const Communicator& comm, const RunCard& card, std::span<const Dataset> datasets,
                   const Logger& logger, const Progress& progress)
    : n_columns_(flavour_basis(card.pdfs.basis)->size() * XGrid(card.theory.x_min).size()) {
  for (const ScatteringBeam& beam : beams_of(datasets)) {
    grids_.push_back(std::make_unique<OperatorGrid>(
        comm, card, beam, region_of(datasets, beam, card.theory), logger, progress));
    const KernelSummary& one = grids_.back()->summary();
    summary_.rows_built += one.rows_built;
    summary_.rows_cached += one.rows_cached;
    summary_.cache.seconds += one.cache.seconds;
    summary_.cache.calls += one.cache.calls;
  }
  if (!std::ranges::all_of(datasets, has_grid))
    theory_.emplace(card.theory, card.electroweak, *flavour_basis(card.pdfs.basis));
}

const OperatorGrid* GridRows::grid_of(const Dataset& dataset) const {
  const auto found = std::ranges::find_if(
      grids_, [&](const auto& grid) { return same_beam(dataset, grid->beam()); });
  return found == grids_.end() ? nullptr : found->get();
}

void GridRows::row(const Dataset& dataset, std::size_t point, KernelPart part,
                   std::span<double> out) const {
  const OperatorGrid* grid = grid_of(dataset);
  if (!has_part(dataset, part)) {
    std::ranges::fill(out, 0.0);
    return;
  }
  if (grid == nullptr) return theory_->kernel_row(dataset, point, part, out);
  std::array<double, 3> factors = inelasticity_factors(dataset.y[point]);
  if (dataset.process == Process::nc_dis) {  // reduced: divided by Y₊
    const double y_plus = factors[0];
    for (double& factor : factors) factor /= y_plus;
  }
  if (part == KernelPart::f2) factors[1] = factors[2] = 0.0;
  interpolate(*grid, dataset.x[point], dataset.q2[point], factors, out);
}

KernelSummary build_grid_rows(const Communicator& comm, const RunCard& card,
                              const Measurements& measurements, const Logger& logger,
                              const Progress& progress, KernelPart part, const BlockSink& sink,
                              const StopRequest& stop, const NodeShare& share) {
  const auto start = std::chrono::steady_clock::now();
  const GridRows source(comm, card, measurements.datasets(), logger, progress);
  const BlockLayout layout = measurements.layout();
  const IndexRange blocks = measurements.deal(comm.size()).blocks(comm.rank());
  const std::size_t n = source.n_columns();
  FailureGuard guard;
  Vote vote = Vote::go_on;
  guard.run([&] {
    std::vector<double> rows(layout.rows_per_block * n);
    for (std::size_t b = blocks.begin; b < blocks.end && vote == Vote::go_on; ++b) {
      if (!share.stores(b - blocks.begin)) continue;
      const IndexRange range = layout.rows_of_block(b);
      for (std::size_t i = range.begin; i < range.end; ++i) {
        const RowAddress at = measurements.row(i);
        source.row(measurements.datasets()[at.dataset], at.point, part,
                   std::span(rows).subspan((i - range.begin) * n, n));
      }
      sink(b - blocks.begin, {rows.data(), range.size(), n, n});
      if (progress) progress(b + 1 - blocks.begin, blocks.size());
      vote = vote_of(stop);
    }
  });
  if (guard.settle(comm, vote) == Vote::stop)
    throw Stopped(
        "stopped by a signal while kernels were built; the same command builds them anew");
  KernelSummary summary;
  summary.cache = source.summary().cache;
  summary.rows_built = measurements.n_rows();
  summary.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return summary;
}

}  // namespace fitpack
