#pragma once

#include <string>

#include "fitpack/result/fit_result.hpp"

namespace fitpack {

/// Where the time went, stage by stage: seconds over the ranks (least, mean, most) and how uneven
/// they are (most/mean), calls, messages and bytes of all ranks. Empty where the result has none.
std::string profile_text(const FitResult& result);

}  // namespace fitpack
