#include "fitpack/config/pdf_section.hpp"

#include <array>
#include <cmath>

#include "fitpack/config/yaml_text.hpp"
#include "fitpack/io/number_text.hpp"

namespace fitpack {

namespace {

/// Keys of P_1, P_2, … of a power form.
constexpr std::array polynomial_keys{"D", "E", "F", "G"};

Coefficient read_coefficient(const YamlReader& map, const std::string& key) {
  const std::string text = map.text(key);
  const auto number = parse_number(text);
  if (!number) return {0.0, text};
  if (!std::isfinite(*number)) map.problem(key, text + " is not a finite number");
  return {*number, {}};
}

AmplitudeOptions read_amplitude(const YamlReader& map) {
  if (map.kind("A") == YamlKind::map) {
    return {AmplitudeRule::number_sum, map.map("A").number("number_sum"), {}};
  }
  const Coefficient coefficient = read_coefficient(map, "A");
  if (coefficient.parameter == "momentum_sum") return {AmplitudeRule::momentum_sum, 1.0, {}};
  if (coefficient.parameter == "number_sum") {
    map.problem("A", "the number sum needs a value", "write A: {number_sum: 2}");
  }
  return {AmplitudeRule::coefficient, 1.0, coefficient};
}

PowerFormOptions read_power_form(const YamlReader& map) {
  PowerFormOptions form;
  form.a = read_amplitude(map);
  form.b = read_coefficient(map, "B");
  form.c = read_coefficient(map, "C");
  for (std::size_t k = 0; k < polynomial_keys.size(); ++k) {
    if (!map.has(polynomial_keys[k])) continue;
    form.polynomial.resize(k + 1);
    form.polynomial[k] = read_coefficient(map, polynomial_keys[k]);
  }
  if (const auto minus = map.optional_map("minus")) {
    form.minus = SubtractedTermOptions{read_coefficient(*minus, "A"), read_coefficient(*minus, "B"),
                                       read_coefficient(*minus, "C")};
  }
  return form;
}

CombinationFormOptions read_combination(const YamlReader& map) {
  CombinationFormOptions form;
  if (!map.has("terms")) map.problem("terms", "a combination needs terms", "write a list of them");
  for (const YamlReader& item : map.maps("terms")) {
    CombinationTermOptions term;
    term.pdf = item.text("pdf");
    if (item.has("factor") && item.has("odds")) {
      item.problem("odds", "a term has either a factor or odds", "remove one of them");
    } else if (item.has("odds")) {
      term.kind = FactorKind::odds;
      term.factor = read_coefficient(item, "odds");
    } else if (item.has("factor")) {
      term.factor = read_coefficient(item, "factor");
    }
    form.terms.push_back(std::move(term));
  }
  return form;
}

std::string coefficient_text(const Coefficient& coefficient) {
  return coefficient.parameter.empty() ? yaml_number(coefficient.number)
                                       : yaml_scalar(coefficient.parameter);
}

std::string amplitude_text(const AmplitudeOptions& amplitude) {
  switch (amplitude.rule) {
    case AmplitudeRule::number_sum:
      return "{number_sum: " + yaml_number(amplitude.target) + "}";
    case AmplitudeRule::momentum_sum:
      return "momentum_sum";
    case AmplitudeRule::coefficient:
      break;
  }
  return coefficient_text(amplitude.coefficient);
}

std::string form_text(const PowerFormOptions& form) {
  std::string text = "{form: power, A: " + amplitude_text(form.a) +
                     ", B: " + coefficient_text(form.b) + ", C: " + coefficient_text(form.c);
  for (std::size_t k = 0; k < form.polynomial.size(); ++k) {
    text += std::string(", ") + polynomial_keys[k] + ": " + coefficient_text(form.polynomial[k]);
  }
  if (form.minus) {
    text += ", minus: {A: " + coefficient_text(form.minus->a) +
            ", B: " + coefficient_text(form.minus->b) + ", C: " + coefficient_text(form.minus->c) +
            "}";
  }
  return text + "}";
}

std::string form_text(const CombinationFormOptions& form) {
  std::vector<std::string> terms;
  for (const CombinationTermOptions& term : form.terms) {
    const std::string kind = term.kind == FactorKind::odds ? "odds" : "factor";
    terms.push_back("{pdf: " + yaml_scalar(term.pdf) + ", " + kind + ": " +
                    coefficient_text(term.factor) + "}");
  }
  return "{form: combination, terms: " + yaml_list(terms) + "}";
}

}  // namespace

void read_pdf_section(const YamlReader& section, PdfModelOptions& pdfs) {
  enum class Form { power, combination };
  pdfs.basis = section.text("basis", pdfs.basis);
  for (const std::string& name : section.keys()) {
    if (name == "basis") continue;
    const YamlReader map = section.map(name);
    PdfOptions pdf{name, section.place(name) + ": " + section.path(name), PowerFormOptions{}};
    const Form form = map.choice<Form>(
        "form", Form::power, {{"power", Form::power}, {"combination", Form::combination}});
    if (form == Form::power) {
      pdf.form = read_power_form(map);
    } else {
      pdf.form = read_combination(map);
    }
    pdfs.pdfs.push_back(std::move(pdf));
  }
}

void write_pdf_section(const PdfModelOptions& pdfs, std::string& out) {
  out += "pdfs:\n  basis: " + yaml_scalar(pdfs.basis) + "\n";
  for (const PdfOptions& pdf : pdfs.pdfs) {
    out += "  " + yaml_scalar(pdf.name) + ": " +
           std::visit([](const auto& form) { return form_text(form); }, pdf.form) + "\n";
  }
}

void document_pdf_section(std::vector<KeyDoc>& docs) {
  const std::string coefficient = "number or parameter";
  docs.push_back({"pdfs.basis", "herapdf", "herapdf",
                  "the functions to parametrise: xg, xuv, xdv, xubar, xdbar, xs (s = sbar)"});
  docs.push_back({"pdfs.NAME.form", "power or combination", "power",
                  "power: A x^B (1-x)^C (1 + D x + E x² + F x³ + G x⁴); combination: a sum of "
                  "other PDFs with factors"});
  docs.push_back({"pdfs.NAME.A", coefficient + ", momentum_sum or {number_sum: N}", "required",
                  "amplitude; momentum_sum: all partons together carry the momentum 1; "
                  "number_sum: ∫ dx f = N"});
  docs.push_back({"pdfs.NAME.B", coefficient, "required", "power of x"});
  docs.push_back({"pdfs.NAME.C", coefficient, "required", "power of 1-x"});
  for (const char* key : polynomial_keys) {
    docs.push_back(
        {std::string("pdfs.NAME.") + key, coefficient, "", "coefficient of the polynomial in x"});
  }
  docs.push_back(
      {"pdfs.NAME.minus", "map of A, B, C", "", "a second term A x^B (1-x)^C that is subtracted"});
  docs.push_back(
      {"pdfs.NAME.terms", "list of maps", "required for a combination", "terms of a combination"});
  docs.push_back({"pdfs.NAME.terms.N.pdf", "text", "required", "another PDF"});
  docs.push_back({"pdfs.NAME.terms.N.factor", coefficient, "1", "its factor"});
  docs.push_back(
      {"pdfs.NAME.terms.N.odds", coefficient, "", "instead of factor: p, for the factor p/(1-p)"});
}

}  // namespace fitpack
