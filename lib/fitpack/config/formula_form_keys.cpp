#include "fitpack/config/form_table.hpp"
#include "fitpack/config/yaml_text.hpp"

namespace fitpack {

namespace {

FormOptions read(const YamlReader& map) {
  return FormulaFormOptions{map.text("formula"), map.has("A")};
}

std::string text(const FormOptions& options) {
  return ", formula: " + yaml_scalar(std::get<FormulaFormOptions>(options).formula);
}

void document(std::vector<KeyDoc>& docs) {
  docs.push_back(
      {"pdfs.NAME.formula", "text", "required for a formula",
       "x f(x) as a formula of x, parameters, other PDFs and A, if A is given: "
       "\"A*x^B*(1-x)^C*(1 + D*x)\"; operators + - * / ^, functions exp, log, sqrt, sin, "
       "cos, tan, sinh, cosh, tanh, atan, pow, the number pi"});
}

}  // namespace

FormKeys formula_form_keys() {
  return {"formula",
          "whatever the key formula says",
          alternative_of<FormulaFormOptions>(),
          AmplitudeKey::optional,
          read,
          text,
          document};
}

}  // namespace fitpack
