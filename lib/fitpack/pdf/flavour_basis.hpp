#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace fitpack {

/// Partons at the initial scale, in the column order of `FlavourBasis::content`.
enum class Parton : std::size_t { gluon, up, up_bar, down, down_bar, strange, strange_bar };
inline constexpr std::size_t n_partons = 7;

using PartonContent = std::array<double, n_partons>;

/// The functions in which the PDFs are parametrised: the columns of every kernel.
/// Each parton is a linear combination of them: parton_k = Σ_a content[a][k] function_a.
/// A basis is data; another one is another entry of the table in flavour_basis.cpp.
struct FlavourBasis {
  std::string name;
  std::vector<std::string> functions;  ///< "xg", "xuv", …
  std::vector<PartonContent> content;  ///< one row per function

  [[nodiscard]] std::size_t size() const { return functions.size(); }
  [[nodiscard]] std::optional<std::size_t> find(const std::string& function) const;
  /// What a unit of each function contributes to the total momentum: the sum over partons.
  [[nodiscard]] std::vector<double> momentum_weights() const;
};

/// The basis of that name; nullopt where there is none.
[[nodiscard]] std::optional<FlavourBasis> flavour_basis(const std::string& name);
[[nodiscard]] std::vector<std::string> flavour_basis_names();

/// The matrix from the functions of the basis (rows) to (g, u, ubar, d, dbar, s, sbar).
[[nodiscard]] inline const std::vector<PartonContent>& flavour_content(const FlavourBasis& basis) {
  return basis.content;
}

}  // namespace fitpack
