#pragma once

#include <cstddef>

/// Partons as Drell-Yan predictions see them. No other header comes with this one: code for a GPU
/// includes it too.
namespace fitpack::drell_yan {

/// The partons that enter at O(α_s), q± = q ± q̄. There is no c⁻, b⁻ below NNLO.
enum Component : std::size_t {
  gluon,
  down_plus,
  up_plus,
  strange_plus,
  charm_plus,
  bottom_plus,
  down_minus,
  up_minus,
  strange_minus
};
inline constexpr std::size_t n_components = 9;
inline constexpr std::size_t n_quark_components = n_components - 1;

/// Chebyshev nodes in ln μ² that carry the partons in a piece of the scales.
inline constexpr std::size_t scale_nodes = 7;

constexpr bool is_plus(std::size_t component) {
  return component >= down_plus && component < down_minus;
}

/// e_q² of a quark component.
constexpr double charge2(std::size_t component) {
  switch (component) {
    case up_plus:
    case charm_plus:
    case up_minus:
      return 4.0 / 9.0;
    default:
      return 1.0 / 9.0;
  }
}

/// Of a quark component in ½ Σ_q e_q² (q⁺ B q'⁺ − q⁻ B q'⁻).
constexpr double luminosity_sign(std::size_t component) { return is_plus(component) ? 0.5 : -0.5; }

/// The component that isospin exchanges with this one.
constexpr std::size_t partner(std::size_t component) {
  switch (component) {
    case down_plus:
      return up_plus;
    case up_plus:
      return down_plus;
    case down_minus:
      return up_minus;
    case up_minus:
      return down_minus;
    default:
      return component;
  }
}

}  // namespace fitpack::drell_yan
