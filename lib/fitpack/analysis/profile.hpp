#pragma once

#include "fitpack/analysis/analysis.hpp"
#include "fitpack/result/fit_result.hpp"

namespace fitpack {

/// Collective. Adds where the time of every rank went, from reading the data to the minimum.
/// `minimiser`: Ceres without the evaluations it asked for; `checkpoints`: writing them; both of
/// rank 0. Complete on rank 0.
void add_profile(FitResult& result, Analysis& analysis, const StageTime& minimiser,
                 const StageTime& checkpoints);

}  // namespace fitpack
