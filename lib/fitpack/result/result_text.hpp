#pragma once

#include <string>
#include <vector>

#include "fitpack/result/fit_result.hpp"

namespace fitpack {

/// χ² by data set and its parts, as a table.
std::string chi_square_text(const FitResult& result);

/// What a fit prints at its end: how it ended, χ² table, parameters with errors, amplitudes from
/// sum rules, largest shifts, the minima of several starts, the files written.
std::string summary_text(const FitResult& result, const std::vector<std::string>& files = {});

/// summary_text, parameters at a bound, flat directions, time per stage and provenance.
std::string inspect_text(const FitResult& result);

}  // namespace fitpack
