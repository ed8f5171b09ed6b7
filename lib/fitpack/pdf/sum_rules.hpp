#pragma once

#include <span>

#include "fitpack/pdf/pdf_system.hpp"

namespace fitpack {

/// Solves the sum rules analytically: fills the amplitudes [function], each with its gradient.
///   number:   A = (N + ∫f' - ∫R/x) / ∫S/x, f' the PDF that the rule subtracts, or 0
///   momentum: A_g = (1 - Σ_{a≠g} w_a M_a - w_g ∫R_g) / (w_g ∫S_g), M_a = A_a ∫S_a + ∫R_a,
/// where w_a counts function a in every parton and in every combination that contains it. Forms are
/// solved after those they refer to; none refers to what the momentum sum fixes.
/// False where an integral diverges or an amplitude is not finite.
[[nodiscard]] bool solve_amplitudes(const PdfSystem& system, std::span<const double> all,
                                    DualRows& amplitudes);

/// ∫ dx x^{n-1} of every function, with gradients, given the amplitudes. False where it diverges.
[[nodiscard]] bool moments(const PdfSystem& system, int n, std::span<const double> all,
                           const DualRows& amplitudes, DualRows& result);

}  // namespace fitpack
