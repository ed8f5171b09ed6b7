#include "fitpack/config/form_table.hpp"
#include "fitpack/config/form_text.hpp"
#include "fitpack/config/yaml_text.hpp"

namespace fitpack {

namespace {

CombinationTermOptions read_term(const YamlReader& item) {
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
  return term;
}

FormOptions read(const YamlReader& map) {
  CombinationFormOptions form;
  if (!map.has("terms")) map.problem("terms", "a combination needs terms", "write a list of them");
  for (const YamlReader& item : map.maps("terms")) form.terms.push_back(read_term(item));
  return form;
}

std::string text(const FormOptions& options) {
  std::vector<std::string> terms;
  for (const CombinationTermOptions& term : std::get<CombinationFormOptions>(options).terms) {
    const std::string kind = term.kind == FactorKind::odds ? "odds" : "factor";
    terms.push_back("{pdf: " + yaml_scalar(term.pdf) + ", " + kind + ": " +
                    coefficient_text(term.factor) + "}");
  }
  return ", terms: " + yaml_list(terms);
}

void document(std::vector<KeyDoc>& docs) {
  docs.push_back(
      {"pdfs.NAME.terms", "list of maps", "required for a combination", "terms of a combination"});
  docs.push_back({"pdfs.NAME.terms.N.pdf", "text", "required", "another PDF"});
  docs.push_back({"pdfs.NAME.terms.N.factor", coefficient_type, "1", "its factor"});
  docs.push_back({"pdfs.NAME.terms.N.odds", coefficient_type, "",
                  "instead of factor: p, for the factor p/(1-p)"});
}

}  // namespace

FormKeys combination_form_keys() {
  return {"combination",
          "a sum of other PDFs with factors",
          alternative_of<CombinationFormOptions>(),
          AmplitudeKey::none,
          read,
          text,
          document};
}

}  // namespace fitpack
