#pragma once

#include "fitpack/analysis/analysis.hpp"
#include "fitpack/result/fit_result.hpp"

namespace fitpack {

/// Throws InputError where a scale of the seven-point variation would fall below 1 GeV for a data
/// point: to be asked before a fit, not after it. Local.
void check_scale_variations(const Analysis& central);

/// Collective. Adds the seven-point variation to a result: μ_R and μ_F each Q/2, Q or 2Q, their
/// ratio at most 2, at the fitted parameters. Kernels are built (or taken from the cache) for every
/// pair of scales. Complete on rank 0. Throws Stopped where a rank is asked to stop meanwhile.
void add_scale_variations(FitResult& result, const Analysis& central, const Logger& logger,
                          const StopRequest& stop = {});

}  // namespace fitpack
