#include "fitpack/analysis/theory_nodes.hpp"

#include <algorithm>
#include <cmath>

#include "fitpack/core/error.hpp"
#include "fitpack/qcd/running_coupling.hpp"

namespace fitpack {

namespace {

/// Aim of the number of nodes: below the 1e-6 that is promised, as the rule is asymptotic.
constexpr double accuracy = 5e-7;
/// GeV. Predictions as functions of a threshold have their singularity at the Landau pole; a little
/// above it, to be safe.
constexpr double mass_singularity = 0.5;
/// Ends of pieces closer than this, relative to the range, are one.
constexpr double shortest_piece = 1e-6;

/// Whether the coupling can be run down to the initial scale and is finite there.
bool has_coupling(qcd::TheoryOptions theory, double alphas) {
  constexpr double largest = 2.0;
  theory.alphas_mz = alphas;
  try {
    return qcd::RunningCoupling(theory).alpha_s(theory.q0_2) < largest;
  } catch (const InputError&) {
    return false;
  }
}

/// The value of α_s, above `from`, at which the Landau pole reaches the initial scale; 1 at most.
double coupling_singularity(const qcd::TheoryOptions& theory, double from) {
  constexpr int bisections = 20;
  double lower = from, upper = 1.0;
  for (int i = 0; i < bisections; ++i) {
    const double middle = 0.5 * (lower + upper);
    (has_coupling(theory, middle) ? lower : upper) = middle;
  }
  return upper;
}

/// Inner ends of the pieces of a mass: where its threshold meets the factorisation scale of a
/// point, or Q itself, from which on the schemes with massive quarks count it.
std::vector<double> crossings(const Parameter& mass, const qcd::TheoryOptions& theory,
                              const Measurements& measurements) {
  std::vector<double> found;
  for (const Dataset& dataset : measurements.datasets())
    for (const double q2 : dataset.q2)
      for (const double scale : {1.0, theory.mu_f_over_q}) found.push_back(scale * std::sqrt(q2));
  std::ranges::sort(found);
  const double gap = shortest_piece * (*mass.upper - *mass.lower);
  std::vector<double> ends;
  for (const double m : found) {
    const double last = ends.empty() ? *mass.lower : ends.back();
    if (m > last + gap && m < *mass.upper - gap) ends.push_back(m);
  }
  return ends;
}

NodePiece piece(double lower, double upper, double singularity) {
  return {lower, upper,
          chebyshev_nodes(lower, upper, chebyshev_size(lower, upper, singularity, accuracy))};
}

std::vector<NodePiece> pieces_of_mass(const Parameter& mass, const qcd::TheoryOptions& theory,
                                      const Measurements& measurements) {
  std::vector<NodePiece> pieces;
  double lower = *mass.lower;
  for (const double end : crossings(mass, theory, measurements)) {
    pieces.push_back(piece(lower, end, mass_singularity));
    lower = end;
  }
  pieces.push_back(piece(lower, *mass.upper, mass_singularity));
  return pieces;
}

}  // namespace

std::vector<TheoryNodes> theory_nodes(const RunCard& card, const Measurements& measurements) {
  std::vector<TheoryNodes> result;
  for (const TheoryValue& value : theory_values) {
    const auto index = card.parameters.find(card.theory_parameters.*value.parameter);
    const auto p = index ? card.parameters.free_index(*index) : std::nullopt;
    if (!p) continue;
    const Parameter& parameter = card.parameters.free(*p);
    if (value.value == &qcd::TheoryOptions::alphas_mz) {
      const double singularity = coupling_singularity(card.theory, *parameter.upper);
      result.push_back(
          {value.value, {*p, {piece(*parameter.lower, *parameter.upper, singularity)}}});
    } else {
      result.push_back({value.value, {*p, pieces_of_mass(parameter, card.theory, measurements)}});
    }
  }
  return result;
}

std::vector<qcd::TheoryOptions> theories_at(const qcd::TheoryOptions& theory,
                                            const std::vector<TheoryNodes>& nodes) {
  std::vector<qcd::TheoryOptions> theories{theory};
  for (const TheoryNodes& value : nodes) {
    std::vector<qcd::TheoryOptions> next;
    for (const qcd::TheoryOptions& options : theories)
      for (const double node : value.nodes.nodes()) {
        next.push_back(options);
        next.back().*value.value = node;
      }
    theories = std::move(next);
  }
  return theories;
}

}  // namespace fitpack
