#include "fitpack/analysis/density_builder.hpp"

#include "fitpack/analysis/operator_grid.hpp"
#include "fitpack/analysis/prediction_builder.hpp"
#include "fitpack/core/constants.hpp"
#include "fitpack/core/error.hpp"
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

DensityPrefactor prefactor_of(const RunCard& card, const ScatteringBeam& beam, double s) {
  if (beam.process == Process::cc_dis) {
    const double mw2 = card.electroweak.mw * card.electroweak.mw;
    return {mw2 * mw2, mw2, s};
  }
  return {2.0 * constants::pi * fine_structure * fine_structure * card.electroweak.hbarc2_pb, 0.0,
          s};
}

}  // namespace

BuiltDensity build_density(const Communicator& comm, const RunCard& card,
                           const EventDefinition& definition, const Logger& logger,
                           const Progress& progress) {
  agree(comm, [&] { require_fixed_theory(card); });
  const OperatorGrid operators(comm, card, definition.beam, definition.phase_space.region(), logger,
                               progress);
  const dis::KinematicGrid& grid = operators.grid();
  const std::size_t n = operators.n_columns();
  BuiltDensity built;
  built.summary = operators.summary();
  const DensityPrefactor prefactor = prefactor_of(card, definition.beam, definition.phase_space.s);
  agree(comm, [&] {
    std::vector<double> rows(grid.n_nodes() * n, 0.0);
    for (std::size_t node = 0; node < grid.n_nodes(); ++node) {
      const auto factors =
          inelasticity_factors(definition.phase_space.y(grid.node_x()[node], grid.node_q2()[node]));
      for (std::size_t k = 0; k < 3; ++k) {
        const auto part = operators.part(node, k);
        const double factor =
            factors[k] / (1.0 + prefactor.half_y2(grid.node_x()[node], grid.node_q2()[node]));
        for (std::size_t a = 0; a < n; ++a) rows[node * n + a] += factor * part[a];
      }
    }
    built.kernel = std::make_shared<DensityKernel>(
        grid, rows, flavour_basis(card.pdfs.basis)->size(), prefactor, definition);
  });
  return built;
}

}  // namespace fitpack
