#include "fitpack/pdf/pdf_quantity.hpp"

#include <utility>

namespace fitpack {

namespace {

/// Combinations of g, u, ubar, d, dbar, s, sbar.
const std::vector<std::pair<std::string, PartonContent>>& combinations() {
  static const std::vector<std::pair<std::string, PartonContent>> table{
      {"g", {1, 0, 0, 0, 0, 0, 0}},     {"u", {0, 1, 0, 0, 0, 0, 0}},
      {"ubar", {0, 0, 1, 0, 0, 0, 0}},  {"d", {0, 0, 0, 1, 0, 0, 0}},
      {"dbar", {0, 0, 0, 0, 1, 0, 0}},  {"s", {0, 0, 0, 0, 0, 1, 0}},
      {"sbar", {0, 0, 0, 0, 0, 0, 1}},  {"Sigma", {0, 1, 1, 1, 1, 1, 1}},
      {"V", {0, 1, -1, 1, -1, 1, -1}},  {"V3", {0, 1, -1, -1, 1, 0, 0}},
      {"V8", {0, 1, -1, 1, -1, -2, 2}}, {"T3", {0, 1, 1, -1, -1, 0, 0}},
      {"T8", {0, 1, 1, 1, 1, -2, -2}},
  };
  return table;
}

}  // namespace

std::optional<std::vector<double>> pdf_quantity(const FlavourBasis& basis,
                                                const std::string& name) {
  std::vector<double> factors(basis.size(), 0.0);
  if (const auto function = basis.find(name)) {
    factors[*function] = 1.0;
    return factors;
  }
  for (const auto& [known, partons] : combinations()) {
    if (known != name) continue;
    for (std::size_t a = 0; a < basis.size(); ++a)
      for (std::size_t k = 0; k < n_partons; ++k) factors[a] += basis.content[a][k] * partons[k];
    return factors;
  }
  return std::nullopt;
}

std::vector<std::string> pdf_quantity_names(const FlavourBasis& basis) {
  std::vector<std::string> names = basis.functions;
  for (const auto& combination : combinations()) names.push_back(combination.first);
  return names;
}

}  // namespace fitpack
