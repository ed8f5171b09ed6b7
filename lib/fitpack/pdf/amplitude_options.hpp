#pragma once

#include <string>

#include "fitpack/pdf/coefficient.hpp"

namespace fitpack {

/// What fixes the amplitude A of a PDF.
enum class AmplitudeRule {
  coefficient,   ///< A is a number or a parameter
  number_sum,    ///< ∫ dx f(x) = target, or ∫ dx (f - f') = target for another PDF f'
  momentum_sum,  ///< ∫ dx x (Σ + g) = 1 over all partons
};

/// The amplitude of any form; a form without one has A = 1.
struct AmplitudeOptions {
  AmplitudeRule rule = AmplitudeRule::coefficient;
  double target = 1.0;               ///< of a number sum rule
  Coefficient coefficient{1.0, {}};  ///< of AmplitudeRule::coefficient
  std::string minus;                 ///< f' of a number sum rule; empty: none

  bool operator==(const AmplitudeOptions&) const = default;
};

}  // namespace fitpack
