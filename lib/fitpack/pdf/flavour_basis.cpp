#include "fitpack/pdf/flavour_basis.hpp"

#include <numeric>

namespace fitpack {

namespace {

const std::vector<FlavourBasis>& known_bases() {
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
  std::vector<double> weights;
  weights.reserve(content.size());
  for (const PartonContent& row : content) {
    weights.push_back(std::accumulate(row.begin(), row.end(), 0.0));
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
