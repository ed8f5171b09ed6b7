#pragma once

#include <memory>
#include <string>

#include "fitpack/core/error.hpp"
#include "fitpack/pdf/bound_coefficient.hpp"
#include "fitpack/pdf/flavour_basis.hpp"
#include "fitpack/pdf/functional_form.hpp"
#include "fitpack/pdf/network_form.hpp"
#include "fitpack/pdf/pdf_options.hpp"

namespace fitpack {

/// What a form is made with. References hold for as long as it is being made.
struct FormContext {
  std::string place;  ///< of the PDF, for messages
  const FlavourBasis& basis;
  ParameterBinder& binder;
  Problems& problems;
  const NetworkOutputs& networks;
  std::string pdf;  ///< its name
};

/// The form of these options; nullptr for a combination and for a formula, which can be one
/// (build_formula). What is wrong with them becomes Problems.
[[nodiscard]] std::shared_ptr<const FunctionalForm> make_form(const FormOptions& options,
                                                              const FormContext& context);

}  // namespace fitpack
