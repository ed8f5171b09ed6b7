#include "fitpack/config/form_table.hpp"
#include "fitpack/config/form_text.hpp"
#include "fitpack/config/yaml_text.hpp"

namespace fitpack {

namespace {

constexpr std::initializer_list<std::pair<const char*, XMap>> map_words{
    {"x", XMap::x},
    {"sqrt_x", XMap::sqrt_x},
    {"one_minus_sqrt_x", XMap::one_minus_sqrt_x},
    {"two_sqrt_x_minus_x", XMap::two_sqrt_x_minus_x},
    {"log_x", XMap::log_x}};

void read_polynomial(const YamlReader& map, PolynomialFormOptions& form) {
  form.b = read_coefficient(map, "B");
  form.c = read_coefficient(map, "C");
  form.map = map.choice<XMap>("map", form.map, map_words);
  if (form.map == XMap::log_x) form.x_min = map.number("x_min", form.x_min);
  form.coefficients = read_coefficients(map, "coefficients");
}

template <class Options>
FormOptions read(const YamlReader& map) {
  Options form;
  read_polynomial(map, form);
  return form;
}

template <class Options>
std::string text(const FormOptions& options) {
  const PolynomialFormOptions& form = std::get<Options>(options);
  std::vector<std::string> coefficients;
  for (const Coefficient& coefficient : form.coefficients) {
    coefficients.push_back(coefficient_text(coefficient));
  }
  std::string result = ", B: " + coefficient_text(form.b) + ", C: " + coefficient_text(form.c) +
                       ", map: " + (map_words.begin() + static_cast<std::size_t>(form.map))->first;
  if (form.map == XMap::log_x) result += ", x_min: " + yaml_number(form.x_min);
  return result + ", coefficients: " + yaml_list(coefficients);
}

void document_polynomials(std::vector<KeyDoc>& docs) {
  docs.push_back({"pdfs.NAME.map", "x, sqrt_x, one_minus_sqrt_x, two_sqrt_x_minus_x or log_x",
                  "sqrt_x",
                  "forms chebyshev, bernstein: the variable y of the polynomial; log_x: "
                  "1 - ln x/ln x_min"});
  docs.push_back({"pdfs.NAME.x_min", "number", "1e-5", "of the map log_x: where y is 0"});
  docs.push_back({"pdfs.NAME.coefficients", "list of numbers or parameters", "required",
                  "forms chebyshev: a_1, a_2, …; bernstein: a_0, a_1, …; their number sets the "
                  "degree"});
}

void document_nothing(std::vector<KeyDoc>&) {}

}  // namespace

FormKeys chebyshev_form_keys() {
  return {"chebyshev",
          "A x^B (1-x)^C (1 + Σ a_k T_k(2y-1)), y(x) by the map",
          alternative_of<ChebyshevFormOptions>(),
          AmplitudeKey::required,
          read<ChebyshevFormOptions>,
          text<ChebyshevFormOptions>,
          document_polynomials};
}

FormKeys bernstein_form_keys() {
  return {"bernstein",
          "A x^B (1-x)^C Σ a_k b_k(y), Bernstein polynomials b_k",
          alternative_of<BernsteinFormOptions>(),
          AmplitudeKey::optional,
          read<BernsteinFormOptions>,
          text<BernsteinFormOptions>,
          document_nothing};
}

}  // namespace fitpack
