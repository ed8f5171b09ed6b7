#pragma once

#include <numbers>

/// Mathematical and colour constants. Physical inputs (masses, couplings) are options, not
/// constants.
namespace fitpack::constants {

inline constexpr double pi = std::numbers::pi;
inline constexpr double zeta2 = pi * pi / 6.0;
inline constexpr double zeta3 = 1.2020569031595942854;

inline constexpr double CA = 3.0;
inline constexpr double CF = 4.0 / 3.0;
inline constexpr double TR = 0.5;

}  // namespace fitpack::constants
