#include "fitpack/pdf/form_builder.hpp"

#include "fitpack/pdf/jam_form.hpp"
#include "fitpack/pdf/network_form.hpp"
#include "fitpack/pdf/polynomial_form.hpp"
#include "fitpack/pdf/power_form.hpp"

namespace fitpack {

namespace {

using FormPointer = std::shared_ptr<const FunctionalForm>;

FormPointer make(const PowerFormOptions& options, const FormContext& context) {
  return std::make_shared<PowerForm>(options, context.place, context.binder);
}

FormPointer make(const CombinationFormOptions&, const FormContext&) { return nullptr; }

/// nullptr where the networks have a problem of their own.
FormPointer make(const NetworkFormOptions& options, const FormContext& context) {
  const BoundCoefficient b = context.binder.bind(options.b, context.place, "B");
  const BoundCoefficient c = context.binder.bind(options.c, context.place, "C");
  const auto found = context.networks.find(context.pdf);
  if (found == context.networks.end()) return nullptr;
  return std::make_shared<NetworkForm>(found->second.network, found->second.output, b, c);
}

FormPointer make(const JamFormOptions& options, const FormContext& context) {
  return std::make_shared<JamForm>(options, context.place, context.binder);
}

FormPointer make(const ChebyshevFormOptions& options, const FormContext& context) {
  return std::make_shared<PolynomialForm>(PolynomialKind::chebyshev, options, context.place,
                                          context.binder, context.problems);
}

FormPointer make(const BernsteinFormOptions& options, const FormContext& context) {
  return std::make_shared<PolynomialForm>(PolynomialKind::bernstein, options, context.place,
                                          context.binder, context.problems);
}

FormPointer make(const FormulaFormOptions&, const FormContext&) { return nullptr; }

}  // namespace

FormPointer make_form(const FormOptions& options, const FormContext& context) {
  return std::visit([&](const auto& form) { return make(form, context); }, options);
}

}  // namespace fitpack
