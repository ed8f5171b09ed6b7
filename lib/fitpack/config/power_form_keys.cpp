#include <array>

#include "fitpack/config/form_table.hpp"
#include "fitpack/config/form_text.hpp"

namespace fitpack {

namespace {

/// Keys of P_1, P_2, … of a power form.
constexpr std::array polynomial_keys{"D", "E", "F", "G"};

FormOptions read(const YamlReader& map) {
  PowerFormOptions form;
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

std::string text(const FormOptions& options) {
  const auto& form = std::get<PowerFormOptions>(options);
  std::string result = ", B: " + coefficient_text(form.b) + ", C: " + coefficient_text(form.c);
  for (std::size_t k = 0; k < form.polynomial.size(); ++k) {
    result += std::string(", ") + polynomial_keys[k] + ": " + coefficient_text(form.polynomial[k]);
  }
  if (form.minus) {
    result += ", minus: {A: " + coefficient_text(form.minus->a) +
              ", B: " + coefficient_text(form.minus->b) +
              ", C: " + coefficient_text(form.minus->c) + "}";
  }
  return result;
}

void document(std::vector<KeyDoc>& docs) {
  docs.push_back({"pdfs.NAME.B", coefficient_type, "required", "power of x"});
  docs.push_back({"pdfs.NAME.C", coefficient_type, "required", "power of 1-x"});
  for (const char* key : polynomial_keys) {
    docs.push_back({std::string("pdfs.NAME.") + key, coefficient_type, "",
                    "coefficient of the polynomial in x"});
  }
  docs.push_back(
      {"pdfs.NAME.minus", "map of A, B, C", "", "a second term A x^B (1-x)^C that is subtracted"});
}

}  // namespace

FormKeys power_form_keys() {
  return {"power",
          "A x^B (1-x)^C (1 + D x + E x² + F x³ + G x⁴)",
          alternative_of<PowerFormOptions>(),
          AmplitudeKey::required,
          read,
          text,
          document};
}

}  // namespace fitpack
