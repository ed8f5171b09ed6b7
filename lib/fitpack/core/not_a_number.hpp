#pragma once

#include <limits>

namespace fitpack {

/// What has no value.
inline constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

}  // namespace fitpack
