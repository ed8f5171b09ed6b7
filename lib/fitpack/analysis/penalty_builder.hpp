#pragma once

#include <vector>

#include "fitpack/config/run_card.hpp"
#include "fitpack/objective/penalty.hpp"

namespace fitpack {

/// The penalty terms of a card over its PDFs on the x-nodes. PDFs are interpolated on the grid;
/// structure functions are kernel rows, for which the theory is built. Local.
[[nodiscard]] std::vector<PenaltyTerm> penalty_terms(const RunCard& card);

}  // namespace fitpack
