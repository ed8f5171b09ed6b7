#include "fitpack/pdf/formula_builder.hpp"

#include <algorithm>

#include "fitpack/pdf/formula_compiler.hpp"
#include "fitpack/pdf/formula_form.hpp"
#include "fitpack/pdf/formula_parser.hpp"
#include "fitpack/pdf/power_terms.hpp"

namespace fitpack {

namespace {

using GiNaC::ex;

class FormulaBuilder {
 public:
  FormulaBuilder(const FormulaFormOptions& options, const FormContext& context)
      : options_(options),
        context_(context),
        symbols_(context.binder.names(), context.basis.functions) {}

  BuiltFormula run() {
    parsed_ = parse_formula(options_.formula, symbols_,
                            options_.has_amplitude ? AmplitudeName::known : AmplitudeName::unknown);
    for (const FormulaError& error : parsed_.errors) {
      context_.problems.add(context_.place, marked_message(options_.formula, error),
                            error.suggestion);
    }
    if (!parsed_.errors.empty()) {
      context_.binder.note_unknown();
      return {};
    }
    bind_parameters();
    try {
      if (!split()) return {};
      if (auto terms = combination()) return {nullptr, std::move(*terms)};
      return {std::make_shared<FormulaForm>(compiled()), {}};
    } catch (const std::exception& error) {
      problem(std::string("the formula cannot be used: ") + error.what());
      return {};
    }
  }

 private:
  void problem(const std::string& message, const std::string& suggestion = {}) {
    context_.problems.add(context_.place, message, suggestion);
  }

  void bind_parameters() {
    for (const std::size_t p : parsed_.parameters) {
      const BoundCoefficient bound =
          context_.binder.bind({0.0, symbols_.parameter_names[p]}, context_.place, "formula");
      if (bound.column != 0) free_.push_back(bound);
    }
  }

  /// x f = A S + R.
  bool split() {
    const ex& formula = parsed_.expression;
    if (options_.has_amplitude && !parsed_.has_amplitude) {
      problem("there is a key A, but no A in the formula", "remove the key, or multiply by A");
      return false;
    }
    shape_ = formula.diff(symbols_.amplitude);
    if (shape_.has(symbols_.amplitude) || (options_.has_amplitude && shape_.is_zero())) {
      problem("the formula is not of the form A*S(x) + R(x)",
              "A may only multiply what does not contain A");
      return false;
    }
    rest_ = options_.has_amplitude ? formula.subs(symbols_.amplitude == 0) : formula;
    return true;
  }

  /// Σ factor · PDF with factors that do not depend on x; nullopt if it is anything else.
  std::optional<std::vector<CombinationForm::Term>> combination() {
    if (options_.has_amplitude || parsed_.pdfs.empty()) return std::nullopt;
    ex without_pdfs = rest_;
    std::vector<std::pair<std::size_t, ex>> factors;
    for (const std::size_t f : parsed_.pdfs) {
      const ex factor = rest_.diff(symbols_.pdfs[f]);
      if (depends_on_x(factor)) return std::nullopt;
      factors.emplace_back(f, factor);
      without_pdfs = without_pdfs.subs(symbols_.pdfs[f] == 0);
    }
    if (!without_pdfs.is_zero()) return std::nullopt;
    std::vector<CombinationForm::Term> terms;
    for (const auto& [f, factor] : factors) {
      if (!factor.is_zero()) terms.push_back({f, CombinationFactor(factor_formula(factor))});
    }
    return terms;
  }

  [[nodiscard]] bool depends_on_x(const ex& e) const {
    return e.has(symbols_.x) ||
           std::ranges::any_of(symbols_.pdfs, [&](const auto& pdf) { return e.has(pdf); });
  }

  std::shared_ptr<const FactorFormula> factor_formula(const ex& factor) {
    auto result = std::make_shared<FactorFormula>();
    FormulaCompiler compiler(symbols_);
    compiler.add_number_output(factor);
    for (const BoundCoefficient& p : free_) {
      const ex derivative = factor.diff(symbols_.parameters[p.parameter]);
      if (derivative.is_zero()) continue;
      compiler.add_number_output(derivative);
      result->columns.push_back(p.column);
    }
    result->program = std::move(compiler).program();
    return result;
  }

  FormulaForm::Compiled compiled() {
    FormulaForm::Compiled result;
    result.functions = {parsed_.pdfs.begin(), parsed_.pdfs.end()};
    FormulaCompiler compiler(symbols_, result.functions);
    result.has_shape = !shape_.is_zero();
    result.has_rest = !rest_.is_zero();
    if (result.has_shape) compiler.add_vector_output(shape_);
    if (result.has_rest) compiler.add_vector_output(rest_);
    using Part = FormulaForm::Part;
    const auto derive = [&](Part part, const GiNaC::symbol& symbol, std::size_t with,
                            std::vector<FormulaForm::Derivative>& list) {
      const ex derivative = (part == Part::shape ? shape_ : rest_).diff(symbol);
      if (derivative.is_zero()) return;
      compiler.add_vector_output(derivative);
      list.push_back({part, with});
    };
    for (const Part part : {Part::shape, Part::rest}) {
      for (const BoundCoefficient& p : free_) {
        derive(part, symbols_.parameters[p.parameter], p.column, result.parameters);
      }
    }
    for (const Part part : {Part::shape, Part::rest}) {
      for (std::size_t k = 0; k < result.functions.size(); ++k) {
        derive(part, symbols_.pdfs[result.functions[k]], k, result.references);
      }
    }
    result.program = std::move(compiler).program();
    if (result.functions.empty()) {
      result.shape_moments = beta_moments(shape_, symbols_, free_);
      result.rest_moments = beta_moments(rest_, symbols_, free_);
    }
    return result;
  }

  const FormulaFormOptions& options_;
  const FormContext& context_;
  FormulaSymbols symbols_;
  ParsedFormula parsed_;
  std::vector<BoundCoefficient> free_;  ///< the parameters of the formula that vary
  ex shape_, rest_;
};

}  // namespace

BuiltFormula build_formula(const FormulaFormOptions& options, const FormContext& context) {
  return FormulaBuilder(options, context).run();
}

void check_formula_names(const std::vector<std::string>& parameters, const FlavourBasis& basis,
                         const std::string& place, Problems& problems) {
  const auto holds = [](const std::vector<std::string>& names, const std::string& name) {
    return std::ranges::find(names, name) != names.end();
  };
  for (const std::string& name : parameters) {
    std::string other;
    if (name == "x") other = "the momentum fraction";
    if (name == "pi") other = "the number pi";
    if (holds(formula_functions(), name)) other = "a function";
    if (holds(basis.functions, name)) other = "a PDF";
    if (other.empty()) continue;
    problems.add(place + ": parameters." + name,
                 "the parameter " + name + " has the name of " + other + " in formulas",
                 "give it another name");
  }
}

}  // namespace fitpack
