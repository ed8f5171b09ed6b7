#include "fitpack/config/pdf_section.hpp"

#include "fitpack/config/form_table.hpp"
#include "fitpack/config/form_text.hpp"
#include "fitpack/config/network_section.hpp"
#include "fitpack/config/yaml_text.hpp"
#include "fitpack/pdf/flavour_basis.hpp"

namespace fitpack {

namespace {

std::vector<std::string> form_names() {
  std::vector<std::string> names;
  for (const FormKeys& keys : form_table()) names.push_back(keys.name);
  return names;
}

/// The form and the amplitude of one PDF.
void read_pdf(const YamlReader& map, PdfOptions& pdf) {
  // A key that only one form has says which one is meant.
  const FormKeys& keys = !map.has("form") && map.has("formula")
                             ? form_keys(FormulaFormOptions{})
                             : form_table()[map.choice_index("form", form_names()).value_or(0)];
  if (keys.amplitude == AmplitudeKey::required ||
      (keys.amplitude == AmplitudeKey::optional && map.has("A"))) {
    pdf.amplitude = read_amplitude(map);
  }
  pdf.form = keys.read(map);
}

/// A formula without A has none, not the amplitude 1.
bool has_amplitude(const PdfOptions& pdf, const FormKeys& keys) {
  const auto* formula = std::get_if<FormulaFormOptions>(&pdf.form);
  return formula != nullptr ? formula->has_amplitude : keys.amplitude != AmplitudeKey::none;
}

std::string pdf_text(const PdfOptions& pdf) {
  const FormKeys& keys = form_keys(pdf.form);
  std::string text = "{form: " + keys.name;
  if (has_amplitude(pdf, keys)) text += ", A: " + amplitude_text(pdf.amplitude);
  return text + keys.text(pdf.form) + "}";
}

std::string basis_meaning() {
  std::string text = "the functions to parametrise";
  for (const std::string& name : flavour_basis_names()) {
    text += (name == flavour_basis_names().front() ? ": " : "; ") + name + ": " +
            joined(flavour_basis(name)->functions, ", ");
  }
  return text;
}

}  // namespace

void read_pdf_section(const YamlReader& section, PdfModelOptions& pdfs) {
  pdfs.basis = section.text("basis", pdfs.basis);
  for (const std::string& name : section.keys()) {
    if (name == "basis") continue;
    if (name == "network") {
      pdfs.network =
          read_network_section(section.map(name), section.place(name) + ": " + section.path(name));
      continue;
    }
    PdfOptions pdf{name, section.place(name) + ": " + section.path(name), {}, {}};
    read_pdf(section.map(name), pdf);
    pdfs.pdfs.push_back(std::move(pdf));
  }
}

void write_pdf_section(const PdfModelOptions& pdfs, std::string& out) {
  out += "pdfs:\n  basis: " + yaml_scalar(pdfs.basis) + "\n";
  if (pdfs.network) out += "  network: " + network_section_text(*pdfs.network) + "\n";
  for (const PdfOptions& pdf : pdfs.pdfs) {
    out += "  " + yaml_scalar(pdf.name) + ": " + pdf_text(pdf) + "\n";
  }
}

void document_pdf_section(std::vector<KeyDoc>& docs) {
  docs.push_back({"pdfs.basis", joined(flavour_basis_names(), " or "), "herapdf", basis_meaning()});
  std::string meaning;
  for (const FormKeys& keys : form_table()) {
    meaning += (meaning.empty() ? "" : "; ") + keys.name + ": " + keys.meaning;
  }
  docs.push_back({"pdfs.NAME.form", joined(form_names(), " or "), "power", meaning});
  docs.push_back({"pdfs.NAME.A",
                  std::string(coefficient_type) +
                      ", momentum_sum, {number_sum: N} or {number_sum: N, minus: PDF}",
                  "required",
                  "amplitude; momentum_sum: all partons together carry the momentum 1; "
                  "number_sum: ∫ dx f = N, with minus: PDF the integral of the difference"});
  for (const FormKeys& keys : form_table()) keys.document(docs);
}

}  // namespace fitpack
