#include "fitpack/analysis/density_builder.hpp"

#include <algorithm>
#include <utility>

#include "fitpack/analysis/operator_grid.hpp"
#include "fitpack/analysis/prediction_builder.hpp"
#include "fitpack/core/constants.hpp"
#include "fitpack/core/error.hpp"
#include "fitpack/events/cell_division.hpp"
#include "fitpack/parallel/agreement.hpp"

namespace fitpack {

namespace {

/// Fine-structure constant at zero momentum transfer (CODATA 2018), as in the definition of the
/// reduced cross sections; it only sets the scale of absolute numbers.
constexpr double fine_structure = 1.0 / 137.035999084;

void require_fixed_theory(const RunCard& card) {
  const bool free_value = std::ranges::any_of(theory_values, [&](const TheoryValue& value) {
    const auto index = card.parameters.find(card.theory_parameters.*value.parameter);
    return index && card.parameters.free_index(*index).has_value();
  });
  if (free_value)
    throw InputError(
        "events are fitted at fixed theory values, but alphas_mz, mc or mb of `theory` names a "
        "free parameter; fix it (fixed: true) or fit binned data alone");
  if (has_higher_twist(card))
    throw InputError(
        "events have no higher-twist term; leave theory.higher_twist out or fit binned data alone");
}

DensityPrefactor prefactor_of(const RunCard& card, const ScatteringBeam& beam) {
  if (beam.process == Process::cc_dis) {
    const double mw2 = card.electroweak.mw * card.electroweak.mw;
    return {mw2 * mw2, mw2};
  }
  return {2.0 * constants::pi * fine_structure * fine_structure * card.electroweak.hbarc2_pb, 0.0};
}

/// Cells of cross sections: those of the structure functions, cut where y is large.
dis::KinematicGrid grid_of_density(const RunCard& card, const EventDefinition& definition) {
  const double tolerance = definition.beam.process == Process::cc_dis ? charged_current_y2_error
                                                                      : neutral_current_y2_error;
  return {definition.phase_space.region(), structure_function_thresholds(card.theory),
          divide_at_high_y(definition.phase_space, tolerance)};
}

/// Rows of σ / shape at all nodes, with the y of each.
std::vector<double> node_rows(const OperatorGrid& operators, const dis::KinematicGrid& grid,
                              const PhaseSpace& space) {
  const std::size_t n = operators.n_columns();
  std::vector<double> rows(grid.n_nodes() * n, 0.0);
  std::vector<bool> done(grid.n_nodes(), false);
  for (std::size_t cell = 0; cell < grid.n_cells(); ++cell) {
    const auto [x_middle, q2_middle] = grid.position({cell, 0.0, 0.0});
    const std::size_t coarse = operators.grid().locate(x_middle, q2_middle).cell;
    for (const std::uint32_t node : grid.nodes(cell)) {
      if (done[node]) continue;
      const double x = grid.node_x()[node], q2 = grid.node_q2()[node];
      operators.flat_row(operators.grid().locate_in(coarse, x, q2), space.y(x, q2),
                         std::span(rows).subspan(node * n, n));
      done[node] = true;
    }
  }
  return rows;
}

}  // namespace

BuiltDensity build_density(const Communicator& comm, const RunCard& card,
                           const EventDefinition& definition, const Logger& logger,
                           const Progress& progress) {
  agree(comm, [&] { require_fixed_theory(card); });
  const OperatorGrid operators(comm, card, definition.beam, definition.phase_space.region(), logger,
                               progress);
  BuiltDensity built;
  built.summary = operators.summary();
  agree(comm, [&] {
    dis::KinematicGrid grid = grid_of_density(card, definition);
    const std::vector<double> rows = node_rows(operators, grid, definition.phase_space);
    built.kernel = std::make_shared<DensityKernel>(std::move(grid), rows,
                                                   flavour_basis(card.pdfs.basis)->size(),
                                                   prefactor_of(card, definition.beam), definition);
  });
  return built;
}

}  // namespace fitpack
