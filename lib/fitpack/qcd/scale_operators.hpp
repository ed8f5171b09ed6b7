#pragma once

#include <array>
#include <vector>

#include "fitpack/qcd/matrix.hpp"

namespace fitpack::qcd {

/// Evolution operators from the initial scale to one scale μ, on the x-nodes (n of them).
/// Heavy combinations start from the singlet (T15 = Σ below charm) and the valence (V15 = V).
struct ScaleOperators {
  Matrix ns_plus;                 ///< n × n: T3, T8
  Matrix ns_minus;                ///< n × n: V3, V8
  Matrix ns_valence;              ///< n × n: V
  Matrix singlet;                 ///< 2n × 2n: (Σ, g) ← (Σ, g)
  std::array<Matrix, 3> t_heavy;  ///< n × 2n: T15, T24, T35 ← (Σ, g); empty where not active
  std::array<Matrix, 3> v_heavy;  ///< n × n: V15, V24, V35 ← V
};

/// Σ_j weights[j] operators[j], the interpolation between tabulated scales.
ScaleOperators combine(const std::vector<double>& weights,
                       const std::vector<const ScaleOperators*>& operators);

}  // namespace fitpack::qcd
