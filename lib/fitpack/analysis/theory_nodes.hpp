#pragma once

#include <vector>

#include "fitpack/analysis/measurements.hpp"
#include "fitpack/config/run_card.hpp"
#include "fitpack/prediction/parameter_nodes.hpp"

namespace fitpack {

/// A theory value that is free in the fit, and where kernels are built for it.
struct TheoryNodes {
  double qcd::TheoryOptions::*value;
  ParameterNodes nodes;
};

/// The free theory values of a card. Predictions interpolated between these nodes deviate by 1e-6
/// or less from kernels built at the value. α_s: one set of nodes between the bounds. Masses: the
/// bounds are split where a threshold meets the scale of a data point, across which predictions
/// jump (massless quarks) or have a kink. The same on every rank. The bounds must have been
/// checked.
[[nodiscard]] std::vector<TheoryNodes> theory_nodes(const RunCard& card,
                                                    const Measurements& measurements);

/// The theory at every combination of nodes, the last value running fastest; without nodes, the
/// theory itself.
[[nodiscard]] std::vector<qcd::TheoryOptions> theories_at(const qcd::TheoryOptions& theory,
                                                          const std::vector<TheoryNodes>& nodes);

}  // namespace fitpack
