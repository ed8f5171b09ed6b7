#pragma once

#include <string>

#include "fitpack/result/fit_result.hpp"

namespace fitpack {

/// The predictions as CSV text (docs/formats.md): dataset, x, Q2, y, value, theory,
/// shifted_theory and, if known, uncertainty; one line per point, in the order of the fit. Numbers
/// read back to the bit.
std::string predictions_csv(const FitResult& result);

}  // namespace fitpack
