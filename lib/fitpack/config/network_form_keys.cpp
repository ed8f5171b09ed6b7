#include "fitpack/config/form_table.hpp"
#include "fitpack/config/form_text.hpp"
#include "fitpack/config/network_section.hpp"

namespace fitpack {

namespace {

FormOptions read(const YamlReader& map) {
  return NetworkFormOptions{read_coefficient(map, "B"), read_coefficient(map, "C")};
}

std::string text(const FormOptions& options) {
  const auto& form = std::get<NetworkFormOptions>(options);
  return ", B: " + coefficient_text(form.b) + ", C: " + coefficient_text(form.c);
}

void document(std::vector<KeyDoc>& docs) { document_network_section(docs); }

}  // namespace

FormKeys network_form_keys() {
  return {"network",
          "A x^B (1-x)^C N(x), N an output of pdfs.network",
          alternative_of<NetworkFormOptions>(),
          AmplitudeKey::required,
          read,
          text,
          document};
}

}  // namespace fitpack
