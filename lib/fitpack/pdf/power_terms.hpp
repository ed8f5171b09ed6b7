#pragma once

#include <optional>
#include <span>
#include <vector>

#include "fitpack/pdf/beta_moments.hpp"
#include "fitpack/pdf/bound_coefficient.hpp"
#include "fitpack/pdf/formula_parser.hpp"

namespace fitpack {

/// K x^b (1-x)^c, none of the three depending on x.
struct PowerExpression {
  GiNaC::ex k, b, c;
};

/// The expression as a sum of powers; nullopt where it is something else, or too long a sum.
[[nodiscard]] std::optional<std::vector<PowerExpression>> power_expressions(const GiNaC::ex& e,
                                                                            const GiNaC::symbol& x);

/// Its moments in closed form, where it is a sum of powers. `free` are the parameters that vary.
[[nodiscard]] std::optional<BetaMoments> beta_moments(const GiNaC::ex& e,
                                                      const FormulaSymbols& symbols,
                                                      std::span<const BoundCoefficient> free);

}  // namespace fitpack
