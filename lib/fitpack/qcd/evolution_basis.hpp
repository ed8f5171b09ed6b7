#pragma once

#include <array>
#include <cstddef>

namespace fitpack::qcd {

/// Components of the PDFs at the initial scale, where no heavy quark is present. Kernel rows and
/// operators act on these, each a vector over the x-nodes:
///   Σ = Σ_q q⁺, V = Σ_q q⁻, T3 = u⁺ − d⁺, T8 = u⁺ + d⁺ − 2s⁺, V3, V8 likewise with q⁻; q± = q ± q̄.
enum InitialComponent : std::size_t { gluon, sigma, valence, t3, t8, v3, v8 };
inline constexpr std::size_t n_initial_components = 7;

/// Index of a quark in arrays over flavours: d, u, s, c, b, t.
inline constexpr std::size_t n_quarks = 6;
using QuarkWeights = std::array<double, n_quarks>;

/// Σ_q c_q q⁺ of nf flavours in the evolution basis:
///   singlet Σ + w3 T3 + w8 T8 + heavy[0] T15 + heavy[1] T24 + heavy[2] T35,
/// with T_{n²−1} = Σ_{i<n} q_i⁺ − (n−1) q_n⁺, flavours ordered u, d, s, c, b, t. The same weights
/// serve q⁻ with V, V3, V8, V15, V24, V35.
struct EvolutionWeights {
  double singlet = 0.0, w3 = 0.0, w8 = 0.0;
  std::array<double, 3> heavy{};
};
EvolutionWeights evolution_weights(const QuarkWeights& c, int nf);

}  // namespace fitpack::qcd
