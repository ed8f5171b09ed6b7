#pragma once

#include <string>
#include <vector>

#include "fitpack/pdf/coefficient.hpp"

namespace fitpack {

/// How a coefficient p enters a linear combination.
enum class FactorKind {
  plain,  ///< p
  odds,   ///< p / (1 - p), p a fraction: xs = fs/(1-fs) xdbar
};

struct CombinationTermOptions {
  std::string pdf;
  FactorKind kind = FactorKind::plain;
  Coefficient factor{1.0, {}};

  bool operator==(const CombinationTermOptions&) const = default;
};

/// Σ factor · (another PDF). It has no amplitude.
struct CombinationFormOptions {
  std::vector<CombinationTermOptions> terms;

  bool operator==(const CombinationFormOptions&) const = default;
};

}  // namespace fitpack
