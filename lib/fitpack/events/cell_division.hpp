#pragma once

#include "fitpack/dis/kinematic_grid.hpp"
#include "fitpack/events/phase_space.hpp"

namespace fitpack {

/// Largest error that a polynomial of a cell may make of y², for `divide_at_high_y`. Near y = 1 the
/// charged-current cross sections of quarks that need the factor (1−y)² vanish, while those of
/// antiquarks, which remain, may be some ten times smaller than the terms that cancel.
inline constexpr double neutral_current_y2_error = 1e-7;
inline constexpr double charged_current_y2_error = 5e-8;

/// The rule by which cells of structure functions are cut into those of cross sections. The factors
/// Y± = 1 ± (1−y)² and y², y = Q²/(s x), are the steepest functions of a cell and steeper the
/// larger y is: the polynomial of a cell misses y² by y₀² times the error it makes of the powers of
/// its variables, y₀ in the middle of the cell. A cell is cut into the smallest number of parts
/// inside the limits of y for which that error is below `tolerance`.
[[nodiscard]] dis::CellDivision divide_at_high_y(const PhaseSpace& space, double tolerance);

}  // namespace fitpack
