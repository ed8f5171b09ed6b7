#pragma once

#include <span>
#include <vector>

#include "fitpack/drell_yan/channel_forms.hpp"
#include "fitpack/drell_yan/parton_operators.hpp"

namespace fitpack::drell_yan {

/// The luminosity of a point from the partons of the proton at its scale,
///   L = Σ_q e_q² [q B q̄' + q̄ B q'] + Σ_q e_q² (q⁺ C g' + g C' q'⁺),
/// primes: the target, of which isospin makes a nucleon that is a proton with probability z and
/// else a neutron. With q± the first sum is ½ Σ_q e_q² (q⁺ B q'⁺ − q⁻ B q'⁻). Products with the
/// forms are made once and serve several targets.
class Luminosity {
 public:
  enum class Want { value, gradient };
  /// `partons`: component × window. The forms' windows lie in `window`.
  Luminosity(const ChannelForms& forms, NodeWindow window, std::span<const double> partons,
             Want want);

  /// L for a target with a share z of protons.
  [[nodiscard]] double value(double z) const;
  /// Adds weight · ∂L/∂partons for that target.
  void add_gradient(double z, double weight, std::span<double> gradient) const;

 private:
  static constexpr std::size_t n_quarks = n_components - 1;
  [[nodiscard]] std::size_t left_offset() const {
    return forms_.quark_antiquark.left().first - window_.first;
  }
  [[nodiscard]] std::size_t right_offset() const {
    return forms_.quark_antiquark.right().first - window_.first;
  }
  [[nodiscard]] double parton(std::size_t component, std::size_t i) const {
    return partons_[component * window_.size + i];
  }
  /// Σ_q e_q² q⁺ of a nucleon on the whole window.
  [[nodiscard]] std::vector<double> charged(double z) const;

  const ChannelForms& forms_;
  NodeWindow window_;
  std::span<const double> partons_;
  AlignedVector to_left_;                 ///< B q of the proton, left window × quark components
  AlignedVector to_right_;                ///< Bᵀ q, right window × quark components
  std::vector<double> gluon_to_left_;     ///< C g, left window
  std::vector<double> charged_to_right_;  ///< Cᵀ Σ e² q⁺ of the proton, right window
  std::vector<double> gluon_to_right_;    ///< C'ᵀ g, right window
};

}  // namespace fitpack::drell_yan
