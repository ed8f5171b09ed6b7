#include "fitpack/config/parameter_section.hpp"

#include <utility>

#include "fitpack/config/yaml_text.hpp"

namespace fitpack {

namespace {

Parameter read_parameter(const YamlReader& section, const std::string& name) {
  Parameter parameter;
  parameter.name = name;
  if (section.kind(name) != YamlKind::map) {
    parameter.start = section.number(name);
    return parameter;
  }
  const YamlReader map = section.map(name);
  parameter.start = map.number("start");
  parameter.step = map.number("step", 0.0);
  parameter.lower = map.optional_number("min");
  parameter.upper = map.optional_number("max");
  parameter.fixed = map.boolean("fixed", false);
  if (const auto prior = map.optional_map("prior")) {
    parameter.prior = GaussianPrior{prior->number("mean"), prior->number("sigma")};
    // A missing or unreadable width is reported already; zero would be reported once more.
    if (!prior->has("sigma")) parameter.prior->sigma = 1.0;
  }
  return parameter;
}

std::string parameter_text(const Parameter& parameter) {
  std::string text = "{start: " + yaml_number(parameter.start);
  text += ", step: " + yaml_number(parameter.step);
  if (parameter.lower) text += ", min: " + yaml_number(*parameter.lower);
  if (parameter.upper) text += ", max: " + yaml_number(*parameter.upper);
  text += std::string(", fixed: ") + (parameter.fixed ? "true" : "false");
  if (parameter.prior) {
    text += ", prior: {mean: " + yaml_number(parameter.prior->mean) +
            ", sigma: " + yaml_number(parameter.prior->sigma) + "}";
  }
  return text + "}";
}

}  // namespace

std::vector<Parameter> read_parameter_section(const YamlReader& section) {
  std::vector<Parameter> parameters;
  for (const std::string& name : section.keys()) {
    if (!is_name(name)) {
      section.problem(name, "'" + name + "' is no name for a parameter",
                      "use letters, digits and underscores, a letter first");
    }
    parameters.push_back(read_parameter(section, name));
  }
  return parameters;
}

void write_parameter_section(const ParameterSet& parameters, std::string& out) {
  bool none = true;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (parameters[i].origin == ParameterOrigin::network) continue;  // follows from the PDFs
    if (std::exchange(none, false)) out += "parameters:\n";
    out += "  " + parameters[i].name + ": " + parameter_text(parameters[i]) + "\n";
  }
}

void document_parameter_section(std::vector<KeyDoc>& docs) {
  docs.push_back({"parameters.NAME", "number or map", "required",
                  "a parameter that PDFs share by its name; a number is the start value of a "
                  "free one"});
  docs.push_back({"parameters.NAME.start", "number", "required", "start value"});
  docs.push_back({"parameters.NAME.step", "number ≥ 0", "0",
                  "typical change, the scale of scattered starts; 0: 10 % of the start value"});
  docs.push_back({"parameters.NAME.min", "number", "", "lower bound"});
  docs.push_back({"parameters.NAME.max", "number", "", "upper bound"});
  docs.push_back({"parameters.NAME.fixed", "true or false", "false", "keep the start value"});
  docs.push_back({"parameters.NAME.prior.mean", "number", "",
                  "Gaussian prior: adds ((p - mean)/sigma)² to χ²"});
  docs.push_back({"parameters.NAME.prior.sigma", "number > 0", "", "width of the prior"});
}

}  // namespace fitpack
