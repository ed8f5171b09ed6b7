#pragma once

#include <string>

#include "fitpack/analysis/measurements.hpp"
#include "fitpack/config/run_card.hpp"

namespace fitpack {

/// Problem for every data set with points outside the tables that the theory of the card will
/// build, and one if the coupling cannot be run down to the initial scale. Costs no tables.
void check_reach(const RunCard& card, const Measurements& measurements, const std::string& place,
                 Problems& problems);

}  // namespace fitpack
