#pragma once

#include <vector>

#include "fitpack/config/run_card.hpp"
#include "fitpack/dis/parton_row.hpp"
#include "fitpack/drell_yan/channel_forms.hpp"
#include "fitpack/drell_yan/point.hpp"

namespace fitpack {

/// Throws InputError, naming the set, where a card asks for Drell-Yan theory that there is none of:
/// NNLO, or theory values that are fitted.
void require_drell_yan_theory(const RunCard& card, const Dataset& dataset);

/// The points of a Drell-Yan set. Throws InputError naming set and point where one is outside the
/// grid or has a scale below 1 GeV.
[[nodiscard]] std::vector<drell_yan::Point> drell_yan_points(const qcd::TheoryOptions& theory,
                                                             const Dataset& dataset);

/// Forms of a point with the coupling a_s at μ_R.
[[nodiscard]] drell_yan::ChannelForms drell_yan_forms(const XGrid& grid,
                                                      const qcd::TheoryOptions& theory,
                                                      const drell_yan::Point& point, double a_s);

/// A point of a Drell-Yan set from partons at its scale, on all nodes of the grid.
[[nodiscard]] double drell_yan_value(const drell_yan::ChannelForms& forms, const Dataset& dataset,
                                     const drell_yan::Point& point,
                                     const dis::PartonValues& partons);

}  // namespace fitpack
