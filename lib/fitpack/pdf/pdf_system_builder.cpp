#include "fitpack/pdf/pdf_system_builder.hpp"

#include <algorithm>
#include <cmath>

#include "fitpack/pdf/form_builder.hpp"
#include "fitpack/pdf/formula_builder.hpp"
#include "fitpack/pdf/sum_rules.hpp"

namespace fitpack {

namespace {

std::string list(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

/// "did you mean …?" or, where nothing is close, what there is.
std::string suggestion(const std::string& word, const std::vector<std::string>& known) {
  const std::string guess = closest_match(word, known);
  return guess.empty() ? "known are " + list(known) : "did you mean " + guess + "?";
}

/// What the PDF refers to directly.
std::vector<std::size_t> referred(const PdfEntry& entry) {
  std::vector<std::size_t> functions;
  for (const CombinationForm::Term& term : entry.combination.terms) {
    functions.push_back(term.function);
  }
  if (entry.amplitude.minus) functions.push_back(*entry.amplitude.minus);
  if (!entry.form) return functions;
  const auto references = entry.form->references();
  functions.insert(functions.end(), references.begin(), references.end());
  return functions;
}

/// Whether a number sum integrates over the form, or over a combination that contains it.
bool in_number_sum(const PdfSystem& system, std::size_t function) {
  return std::ranges::any_of(system.entries, [&](const PdfEntry& entry) {
    if (!entry.form || entry.amplitude.rule != AmplitudeRule::number_sum) return false;
    if (&entry == &system.entries[function]) return true;
    if (!entry.amplitude.minus) return false;
    const std::size_t minus = *entry.amplitude.minus;
    return minus == function || (!system.entries[minus].form &&
                                 std::ranges::find(system.entries[minus].needs, function) !=
                                     system.entries[minus].needs.end());
  });
}

}  // namespace

PdfSystemBuilder::PdfSystemBuilder(const PdfModelOptions& options, const ParameterSet& parameters,
                                   std::string place, Problems& problems,
                                   std::vector<std::string> used_elsewhere)
    : options_(options),
      parameters_(parameters),
      place_(std::move(place)),
      problems_(problems),
      used_elsewhere_(std::move(used_elsewhere)),
      binder_(parameters, problems) {
  choose_basis();
}

PdfSystem PdfSystemBuilder::build() {
  PdfSystem system;
  if (basis_.size() == 0) return system;
  const std::size_t problems_before = problems_.size();
  assign_functions();
  networks_ = bind_networks(options_, place_, binder_, problems_);
  system.entries.resize(basis_.size());
  system.momentum_weights = basis_.momentum_weights();
  for (std::size_t a = 0; a < basis_.size(); ++a) bind(a, system);
  check_names();
  check_momentum_sums();
  check_unused();
  put_in_order(system);
  if (problems_.size() == problems_before) collect_needs(system);
  // Sum rules can be tried only on a system that is whole.
  if (problems_.size() == problems_before) check_sum_rules(system);
  return system;
}

void PdfSystemBuilder::choose_basis() {
  if (const auto basis = flavour_basis(options_.basis)) {
    basis_ = *basis;
    return;
  }
  problems_.add(place_ + ": pdfs.basis", "there is no basis " + options_.basis,
                suggestion(options_.basis, flavour_basis_names()));
}

void PdfSystemBuilder::assign_functions() {
  chosen_.assign(basis_.size(), nullptr);
  for (const PdfOptions& pdf : options_.pdfs) {
    const std::string place = pdf.place.empty() ? place_ + ": pdfs." + pdf.name : pdf.place;
    const auto function = basis_.find(pdf.name);
    if (!function) {
      problems_.add(place, "the basis " + basis_.name + " has no PDF " + pdf.name,
                    suggestion(pdf.name, basis_.functions));
    } else if (chosen_[*function] != nullptr) {
      problems_.add(place, "the PDF " + pdf.name + " is given twice");
    } else {
      chosen_[*function] = &pdf;
    }
  }
  for (std::size_t a = 0; a < basis_.size(); ++a) {
    if (chosen_[a] == nullptr) {
      problems_.add(place_ + ": pdfs", "the PDF " + basis_.functions[a] + " is missing",
                    "the basis " + basis_.name + " needs " + list(basis_.functions));
    }
  }
}

std::string PdfSystemBuilder::place_of(std::size_t function) const {
  const PdfOptions& pdf = *chosen_[function];
  return pdf.place.empty() ? place_ + ": pdfs." + pdf.name : pdf.place;
}

void PdfSystemBuilder::bind(std::size_t function, PdfSystem& system) {
  if (chosen_[function] == nullptr) return;
  const PdfOptions& pdf = *chosen_[function];
  const std::string place = place_of(function);
  PdfEntry& entry = system.entries[function];
  if (const auto* combination = std::get_if<CombinationFormOptions>(&pdf.form)) {
    bind_combination(*combination, place, entry);
    return;
  }
  if (const auto* formula = std::get_if<FormulaFormOptions>(&pdf.form)) {
    const BuiltFormula built =
        build_formula(*formula, {place, basis_, binder_, problems_, networks_, pdf.name});
    entry.form = built.form;
    entry.combination.terms = built.terms;
    if (formula->has_amplitude) bind_amplitude(pdf.amplitude, place, entry.amplitude);
    return;
  }
  bind_amplitude(pdf.amplitude, place, entry.amplitude);
  entry.form = make_form(pdf.form, {place, basis_, binder_, problems_, networks_, pdf.name});
}

void PdfSystemBuilder::bind_amplitude(const AmplitudeOptions& options, const std::string& place,
                                      Amplitude& bound) {
  bound.rule = options.rule;
  bound.target = options.target;
  if (options.rule == AmplitudeRule::coefficient) {
    bound.coefficient = binder_.bind(options.coefficient, place, "A");
  } else if (options.rule == AmplitudeRule::number_sum && !std::isfinite(options.target)) {
    problems_.add(place, "the number sum is not a finite number");
  }
  if (options.minus.empty()) return;
  bound.minus = basis_.find(options.minus);
  if (!bound.minus) {
    problems_.add(place,
                  "the number sum subtracts " + options.minus + ", which is no PDF of the basis",
                  suggestion(options.minus, basis_.functions));
  }
}

void PdfSystemBuilder::bind_combination(const CombinationFormOptions& form,
                                        const std::string& place, PdfEntry& entry) {
  if (form.terms.empty()) problems_.add(place, "the combination has no terms");
  for (const CombinationTermOptions& term : form.terms) {
    const BoundCoefficient factor =
        binder_.bind(term.factor, place, term.kind == FactorKind::odds ? "odds" : "parameter");
    if (const auto function = basis_.find(term.pdf)) {
      entry.combination.terms.push_back({*function, CombinationFactor(term.kind, factor)});
    } else {
      problems_.add(place,
                    "the combination refers to " + term.pdf + ", which is no PDF of the basis",
                    suggestion(term.pdf, basis_.functions));
    }
  }
}

void PdfSystemBuilder::check_names() {
  const bool formulas = std::ranges::any_of(chosen_, [](const PdfOptions* pdf) {
    return pdf != nullptr && std::holds_alternative<FormulaFormOptions>(pdf->form);
  });
  if (formulas) check_formula_names(parameters_.names(), basis_, place_, problems_);
}

void PdfSystemBuilder::check_momentum_sums() {
  std::vector<std::string> names;
  for (const PdfOptions* pdf : chosen_) {
    if (pdf == nullptr || std::holds_alternative<CombinationFormOptions>(pdf->form)) continue;
    if (pdf->amplitude.rule == AmplitudeRule::momentum_sum) names.push_back(pdf->name);
  }
  if (names.size() > 1) {
    problems_.add(place_ + ": pdfs",
                  "the momentum sum rule is to fix more than one PDF: " + list(names),
                  "it is one equation: keep it for one of them");
  }
}

void PdfSystemBuilder::check_unused() {
  // A misspelt reference leaves its parameter unused: one problem, not two.
  if (!binder_.all_known()) return;
  for (const std::string& name : binder_.unused()) {
    if (std::ranges::find(used_elsewhere_, name) != used_elsewhere_.end()) continue;
    problems_.add(place_ + ": parameters." + name, "nothing uses the parameter " + name,
                  "remove it, or name it in a PDF or in the section theory");
  }
}

void PdfSystemBuilder::put_in_order(PdfSystem& system) {
  std::vector<std::size_t> path;
  for (std::size_t a = 0; a < basis_.size(); ++a) {
    if (!visit(a, system, path, system.order)) return;
  }
}

/// Depth first: what a combination or a form refers to comes before it. False where it leads back
/// to itself.
bool PdfSystemBuilder::visit(std::size_t function, const PdfSystem& system,
                             std::vector<std::size_t>& path, std::vector<std::size_t>& order) {
  if (std::ranges::find(order, function) != order.end()) return true;
  const bool cyclic = std::ranges::find(path, function) != path.end();
  path.push_back(function);
  if (cyclic) {
    std::string chain;
    for (auto it = std::ranges::find(path, function); it != path.end(); ++it) {
      chain += (chain.empty() ? "" : " -> ") + basis_.functions[*it];
    }
    problems_.add(place_of(function), "PDFs refer to each other in a circle: " + chain,
                  "give one of them a form of its own");
    return false;
  }
  for (const std::size_t other : referred(system.entries[function])) {
    if (!visit(other, system, path, order)) return false;
  }
  path.pop_back();
  order.push_back(function);
  return true;
}

/// A form's moments need the amplitudes of all it refers to, and the momentum sum needs the moments
/// of all forms: none can refer to what the momentum sum fixes.
void PdfSystemBuilder::collect_needs(PdfSystem& system) {
  std::vector<std::vector<bool>> needed(basis_.size(), std::vector<bool>(basis_.size(), false));
  for (const std::size_t a : system.order) {
    PdfEntry& entry = system.entries[a];
    for (const std::size_t other : referred(entry)) {
      needed[a][other] = true;
      for (std::size_t b = 0; b < basis_.size(); ++b) {
        if (needed[other][b]) needed[a][b] = true;
      }
    }
    for (const std::size_t b : system.order) {
      if (!needed[a][b]) continue;
      entry.needs.push_back(b);
      if (!entry.form || !system.entries[b].form ||
          system.entries[b].amplitude.rule != AmplitudeRule::momentum_sum)
        continue;
      problems_.add(place_of(a),
                    basis_.functions[a] + " refers to " + basis_.functions[b] +
                        ", whose amplitude the momentum sum rule fixes",
                    "let the momentum sum rule fix another PDF, or use a combination");
    }
  }
}

bool PdfSystemBuilder::forms_are_defined(const PdfSystem& system, std::span<const double> all) {
  bool defined = true;
  for (std::size_t a = 0; a < basis_.size(); ++a) {
    if (!system.entries[a].form) continue;
    const std::string why = system.entries[a].form->undefined(all);
    if (why.empty()) continue;
    defined = false;
    problems_.add(place_of(a), basis_.functions[a] + " has no values at the start values: " + why,
                  "change the start values");
  }
  return defined;
}

/// Functions without momentum can get some through a combination that contains them.
bool PdfSystemBuilder::momentum_can_be_fixed(const PdfSystem& system) {
  for (std::size_t a = 0; a < basis_.size(); ++a) {
    if (!system.entries[a].form || system.momentum_weights[a] != 0.0 ||
        system.entries[a].amplitude.rule != AmplitudeRule::momentum_sum)
      continue;
    const bool contained = std::ranges::any_of(system.entries, [a](const PdfEntry& entry) {
      return !entry.form && std::ranges::find(entry.needs, a) != entry.needs.end();
    });
    if (contained) continue;
    problems_.add(
        place_of(a),
        "the momentum sum rule cannot fix " + basis_.functions[a] + ", which carries no momentum",
        "let it fix the gluon");
    return false;
  }
  return true;
}

void PdfSystemBuilder::check_sum_rules(const PdfSystem& system) {
  const std::vector<double> all = parameters_.all_values(parameters_.start_values());
  if (!forms_are_defined(system, all)) return;
  if (!momentum_can_be_fixed(system)) return;
  DualRows amplitudes(basis_.size(), 1);
  if (solve_amplitudes(system, all, amplitudes)) return;
  const bool momentum = std::ranges::any_of(system.entries, [](const PdfEntry& entry) {
    return entry.form && entry.amplitude.rule == AmplitudeRule::momentum_sum;
  });
  const std::size_t problems_before = problems_.size();
  for (std::size_t a = 0; a < basis_.size(); ++a) {
    if (!system.entries[a].form) continue;
    const bool number = in_number_sum(system, a);
    std::string why = number ? system.entries[a].form->divergence(0, all) : "";
    if (why.empty() && momentum) why = system.entries[a].form->divergence(1, all);
    if (why.empty()) continue;
    problems_.add(
        place_of(a),
        "a sum rule over " + basis_.functions[a] + " diverges at the start values: " + why,
        "change the start values");
  }
  if (problems_.size() != problems_before) return;
  problems_.add(place_ + ": pdfs", "the PDFs are not finite at the start values",
                "odds need a fraction below 1, a sum rule an integral other than 0");
}

}  // namespace fitpack
