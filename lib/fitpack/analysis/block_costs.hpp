#pragma once

#include <vector>

#include "fitpack/analysis/measurements.hpp"
#include "fitpack/config/run_card.hpp"

namespace fitpack {

/// What an evaluation of the objective costs for every block of rows, in multiply-adds: the
/// kernel's elements above each point's x, the sums over the block's sources, and the terms of χ².
/// Blocks are dealt by it on the hot path. Local, alike on every rank.
[[nodiscard]] std::vector<double> evaluation_costs(const RunCard& card,
                                                   const Measurements& measurements);

/// What building the kernel row of every point of a set costs, in units of an ordinary row, where
/// it is not in the cache.
[[nodiscard]] double building_cost(const RunCard& card, const Dataset& dataset);

}  // namespace fitpack
