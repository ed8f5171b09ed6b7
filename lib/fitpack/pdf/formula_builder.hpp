#pragma once

#include <memory>
#include <vector>

#include "fitpack/pdf/combination_form.hpp"
#include "fitpack/pdf/form_builder.hpp"
#include "fitpack/pdf/formula_form_options.hpp"

namespace fitpack {

/// What a formula is: a form of its own, or (form == nullptr) a combination of other PDFs with
/// factors that do not depend on x, which may refer to any PDF.
struct BuiltFormula {
  std::shared_ptr<const FunctionalForm> form;
  std::vector<CombinationForm::Term> terms;
};

/// Parses, differentiates and compiles a formula. Problems name the column in the formula.
[[nodiscard]] BuiltFormula build_formula(const FormulaFormOptions& options,
                                         const FormContext& context);

/// Problems for parameters that have a name which means something else in a formula.
void check_formula_names(const std::vector<std::string>& parameters, const FlavourBasis& basis,
                         const std::string& place, Problems& problems);

}  // namespace fitpack
