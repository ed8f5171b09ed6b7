#pragma once

#include <optional>
#include <string>
#include <vector>

#include "fitpack/pdf/flavour_basis.hpp"

namespace fitpack {

/// Factors of the functions of a basis in a named PDF: a function itself ("xubar"), a parton ("g",
/// "u", "ubar", …) or a component of the evolution basis ("Sigma", "V", "V3", "V8", "T3", "T8"),
/// with u± = u ± ubar etc.: T3 = u+ − d+, T8 = u+ + d+ − 2 s+. nullopt where the name is unknown.
[[nodiscard]] std::optional<std::vector<double>> pdf_quantity(const FlavourBasis& basis,
                                                              const std::string& name);
/// Every name that is known.
[[nodiscard]] std::vector<std::string> pdf_quantity_names(const FlavourBasis& basis);

}  // namespace fitpack
