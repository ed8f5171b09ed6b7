#pragma once

#include "fitpack/analysis/analysis.hpp"
#include "fitpack/result/fit_result.hpp"

namespace fitpack {

/// Collective. Adds the seven-point variation to a result: μ_R and μ_F each Q/2, Q or 2Q, their
/// ratio at most 2, at the fitted parameters. Kernels are built (or taken from the cache) for every
/// pair of scales. Complete on rank 0. Throws InputError where a scale falls below 1 GeV.
void add_scale_variations(FitResult& result, const Analysis& central, const Logger& logger);

}  // namespace fitpack
