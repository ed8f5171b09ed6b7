#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "fitpack/pdf/combination_form.hpp"
#include "fitpack/pdf/dual_row.hpp"
#include "fitpack/pdf/functional_form.hpp"

namespace fitpack {

/// What fixes the amplitude of a functional form, with its parameter looked up.
struct Amplitude {
  AmplitudeRule rule = AmplitudeRule::coefficient;
  double target = 1.0;
  BoundCoefficient coefficient;
};

/// One function of the basis: a formula, or (form == nullptr) a combination of others.
struct PdfEntry {
  std::shared_ptr<const FunctionalForm> form;
  Amplitude amplitude;
  CombinationForm combination;
};

/// The functions of a basis and what is needed to evaluate them together.
struct PdfSystem {
  std::vector<PdfEntry> entries;         ///< in the order of the basis
  std::vector<std::size_t> order;        ///< every combination after what it refers to
  std::vector<double> momentum_weights;  ///< of each function in the total momentum
};

/// Solves the sum rules analytically: fills the amplitudes [function], each with its gradient.
///   number:   A = (N - ∫R/x) / ∫S/x
///   momentum: A_g = (1 - Σ_{a≠g} w_a M_a - w_g ∫R_g) / (w_g ∫S_g), M_a = A_a ∫S_a + ∫R_a,
/// where w_a counts function a in every parton and in every combination that contains it.
/// False where an integral diverges or an amplitude is not finite.
[[nodiscard]] bool solve_amplitudes(const PdfSystem& system, std::span<const double> all,
                                    DualRows& amplitudes);

/// ∫ dx x^{n-1} of every function, with gradients, given the amplitudes. False where it diverges.
[[nodiscard]] bool moments(const PdfSystem& system, int n, std::span<const double> all,
                           const DualRows& amplitudes, DualRows& result);

}  // namespace fitpack
