#include "fitpack/pdf/form_builder.hpp"

#include "fitpack/pdf/power_form.hpp"

namespace fitpack {

namespace {

using FormPointer = std::shared_ptr<const FunctionalForm>;

FormPointer make(const PowerFormOptions& options, const FormContext& context) {
  return std::make_shared<PowerForm>(options, context.place, context.binder);
}

FormPointer make(const CombinationFormOptions&, const FormContext&) { return nullptr; }

}  // namespace

FormPointer make_form(const FormOptions& options, const FormContext& context) {
  return std::visit([&](const auto& form) { return make(form, context); }, options);
}

}  // namespace fitpack
