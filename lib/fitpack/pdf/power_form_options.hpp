#pragma once

#include <optional>
#include <vector>

#include "fitpack/pdf/coefficient.hpp"

namespace fitpack {

/// A' x^B' (1-x)^C', subtracted.
struct SubtractedTermOptions {
  Coefficient a, b, c;

  bool operator==(const SubtractedTermOptions&) const = default;
};

/// A x^B (1-x)^C (1 + Σ_k P_k x^k), optionally minus a second term.
struct PowerFormOptions {
  Coefficient b, c;
  std::vector<Coefficient> polynomial;  ///< P_1, P_2, …: D and E of HERAPDF
  std::optional<SubtractedTermOptions> minus;

  bool operator==(const PowerFormOptions&) const = default;
};

}  // namespace fitpack
