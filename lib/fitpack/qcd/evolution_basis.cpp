#include "fitpack/qcd/evolution_basis.hpp"

namespace fitpack::qcd {

EvolutionWeights evolution_weights(const QuarkWeights& c, int nf) {
  constexpr std::size_t d = 0, u = 1, s = 2;
  EvolutionWeights w;
  double sum = c[u] + c[d] + c[s];
  w.w3 = (c[u] - c[d]) / 2.0;
  w.w8 = (c[u] + c[d]) / 6.0 - c[s] / 3.0;
  for (int n = 4; n <= nf; ++n) {
    const auto heavy = static_cast<std::size_t>(n - 1);
    // q_i (i < n) holds T_{n²−1}/(n(n−1)), q_n holds −T_{n²−1}/n.
    w.heavy[heavy - 3] = sum / (n * (n - 1.0)) - c[heavy] / n;
    sum += c[heavy];
  }
  w.singlet = sum / nf;
  return w;
}

}  // namespace fitpack::qcd
