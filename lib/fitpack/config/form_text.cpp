#include "fitpack/config/form_text.hpp"

#include <cmath>

#include "fitpack/config/yaml_text.hpp"
#include "fitpack/io/number_text.hpp"

namespace fitpack {

namespace {

Coefficient coefficient_of(const std::string& text, const YamlReader& map, const std::string& key) {
  const auto number = parse_number(text);
  if (!number) return {0.0, text};
  if (!std::isfinite(*number)) map.problem(key, text + " is not a finite number");
  return {*number, {}};
}

}  // namespace

Coefficient read_coefficient(const YamlReader& map, const std::string& key) {
  return coefficient_of(map.text(key), map, key);
}

std::vector<Coefficient> read_coefficients(const YamlReader& map, const std::string& key) {
  std::vector<Coefficient> coefficients;
  for (const std::string& text : map.texts(key)) {
    coefficients.push_back(coefficient_of(text, map, key));
  }
  return coefficients;
}

std::string coefficient_text(const Coefficient& coefficient) {
  return coefficient.parameter.empty() ? yaml_number(coefficient.number)
                                       : yaml_scalar(coefficient.parameter);
}

AmplitudeOptions read_amplitude(const YamlReader& map) {
  if (map.kind("A") == YamlKind::map) {
    const YamlReader rule = map.map("A");
    return {AmplitudeRule::number_sum, rule.number("number_sum"), {}, rule.text("minus", "")};
  }
  const Coefficient coefficient = read_coefficient(map, "A");
  if (coefficient.parameter == "momentum_sum") return {AmplitudeRule::momentum_sum, 1.0, {}, {}};
  if (coefficient.parameter == "number_sum") {
    map.problem("A", "the number sum needs a value", "write A: {number_sum: 2}");
  }
  return {AmplitudeRule::coefficient, 1.0, coefficient, {}};
}

std::string amplitude_text(const AmplitudeOptions& amplitude) {
  switch (amplitude.rule) {
    case AmplitudeRule::number_sum:
      return "{number_sum: " + yaml_number(amplitude.target) +
             (amplitude.minus.empty() ? "" : ", minus: " + yaml_scalar(amplitude.minus)) + "}";
    case AmplitudeRule::momentum_sum:
      return "momentum_sum";
    case AmplitudeRule::coefficient:
      break;
  }
  return coefficient_text(amplitude.coefficient);
}

}  // namespace fitpack
