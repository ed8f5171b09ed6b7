#include "fitpack/pdf/flavour_basis.hpp"

#include <cmath>
#include <numeric>

namespace fitpack {

namespace {

const std::vector<FlavourBasis>& known_bases() {
  constexpr double sixth = 1.0 / 6.0, twelfth = 1.0 / 12.0;
  static const std::vector<FlavourBasis> bases{
      // u = uv + ubar, d = dv + dbar, s = sbar.
      {.name = "herapdf",
       .functions = {"xg", "xuv", "xdv", "xubar", "xdbar", "xs"},
       // g, u, ubar, d, dbar, s, sbar
       .content = {{1, 0, 0, 0, 0, 0, 0},
                   {0, 1, 0, 0, 0, 0, 0},
                   {0, 0, 0, 1, 0, 0, 0},
                   {0, 1, 1, 0, 0, 0, 0},
                   {0, 0, 0, 1, 1, 0, 0},
                   {0, 0, 0, 0, 0, 1, 1}}},
      // ubar = sea + ubar shape, dbar = sea + dbar shape, u = uv + ubar, d = dv + dbar;
      // s = strange sea + s shape, sbar = strange sea + sbar shape: arXiv:2101.04664.
      {.name = "jam",
       .functions = {"xg", "xuv", "xdv", "xsea", "xubar", "xdbar", "xssea", "xs", "xsbar"},
       .content = {{1, 0, 0, 0, 0, 0, 0},
                   {0, 1, 0, 0, 0, 0, 0},
                   {0, 0, 0, 1, 0, 0, 0},
                   {0, 1, 1, 1, 1, 0, 0},
                   {0, 1, 1, 0, 0, 0, 0},
                   {0, 0, 0, 1, 1, 0, 0},
                   {0, 0, 0, 0, 0, 1, 1},
                   {0, 0, 0, 0, 0, 1, 0},
                   {0, 0, 0, 0, 0, 0, 1}}},
      // Inverse of Σ = u⁺ + d⁺ + s⁺, V = u⁻ + d⁻ + s⁻, V3 = u⁻ - d⁻, V8 = u⁻ + d⁻ - 2 s⁻,
      // T3 = u⁺ - d⁺, T8 = u⁺ + d⁺ - 2 s⁺ with q± = q ± qbar: the basis of NNPDF, arXiv:1410.8849.
      {.name = "evolution",
       .functions = {"xg", "xSigma", "xV", "xV3", "xV8", "xT3", "xT8"},
       .content = {{1, 0, 0, 0, 0, 0, 0},
                   {0, sixth, sixth, sixth, sixth, sixth, sixth},
                   {0, sixth, -sixth, sixth, -sixth, sixth, -sixth},
                   {0, 0.25, -0.25, -0.25, 0.25, 0, 0},
                   {0, twelfth, -twelfth, twelfth, -twelfth, -sixth, sixth},
                   {0, 0.25, 0.25, -0.25, -0.25, 0, 0},
                   {0, twelfth, twelfth, twelfth, twelfth, -sixth, -sixth}}},
  };
  return bases;
}

}  // namespace

std::optional<std::size_t> FlavourBasis::find(const std::string& function) const {
  for (std::size_t a = 0; a < functions.size(); ++a) {
    if (functions[a] == function) return a;
  }
  return std::nullopt;
}

std::vector<double> FlavourBasis::momentum_weights() const {
  // Differences of quarks carry no momentum; their fractions do not always add up to exactly 0.
  constexpr double rounding = 1e-14;
  std::vector<double> weights;
  weights.reserve(content.size());
  for (const PartonContent& row : content) {
    const double sum = std::accumulate(row.begin(), row.end(), 0.0);
    weights.push_back(std::abs(sum) > rounding ? sum : 0.0);
  }
  return weights;
}

std::optional<FlavourBasis> flavour_basis(const std::string& name) {
  for (const FlavourBasis& basis : known_bases()) {
    if (basis.name == name) return basis;
  }
  return std::nullopt;
}

std::vector<std::string> flavour_basis_names() {
  std::vector<std::string> names;
  for (const FlavourBasis& basis : known_bases()) names.push_back(basis.name);
  return names;
}

}  // namespace fitpack
