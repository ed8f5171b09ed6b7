#include "fitpack/config/theory_parameters.hpp"

#include <cmath>
#include <optional>

#include "fitpack/config/yaml_text.hpp"
#include "fitpack/qcd/running_coupling.hpp"

namespace fitpack {

namespace {

/// A bound at the threshold itself, sqrt(q0_2), is allowed and not exact in binary.
constexpr double threshold_rounding = 1e-9;

std::string place_of(const std::string& place, const std::string& parameter) {
  return place + ": parameters." + parameter;
}

/// What a theory value can become in a fit.
struct Range {
  double lower = 0.0, upper = 0.0;
  std::string parameter;  ///< empty: a fixed value
};

Range range_of(const TheoryValue& value, const TheoryParameters& names,
               const ParameterSet& parameters, const qcd::TheoryOptions& theory) {
  const double start = theory.*value.value;
  const auto index = parameters.find(names.*value.parameter);
  if (!index || parameters[*index].fixed) return {start, start, {}};
  const Parameter& p = parameters[*index];
  return {p.lower.value_or(start), p.upper.value_or(start), p.name};
}

bool reaches_initial_scale(qcd::TheoryOptions theory, double alphas) {
  theory.alphas_mz = alphas;
  try {
    return qcd::RunningCoupling(theory).alpha_s(theory.q0_2) > 0.0;
  } catch (const InputError&) {
    return false;
  }
}

/// Two masses whose ranges must not overlap.
void check_order(const char* lighter, const Range& light, const char* heavier, const Range& heavy,
                 const std::string& place, Problems& problems) {
  if (light.upper < heavy.lower) return;
  const std::string name = light.parameter.empty() ? heavy.parameter : light.parameter;
  problems.add(place_of(place, name),
               std::string(lighter) + " up to " + yaml_number(light.upper) + " GeV is not below " +
                   heavier + " from " + yaml_number(heavy.lower) + " GeV on",
               "narrow the bounds: the masses must keep their order everywhere between them");
}

}  // namespace

std::vector<std::string> names_of(const TheoryParameters& names) {
  std::vector<std::string> result;
  for (const TheoryValue& value : theory_values)
    if (!(names.*value.parameter).empty()) result.push_back(names.*value.parameter);
  for (const std::string& name : names.higher_twist)
    if (!name.empty()) result.push_back(name);
  return result;
}

namespace {

/// The parameter a key of the card names, or a problem at that key.
std::optional<std::size_t> named_parameter(const YamlReader& section, const std::string& key,
                                           const std::string& name,
                                           const ParameterSet& parameters) {
  const auto index = parameters.find(name);
  if (!index) {
    const std::string guess = closest_match(name, parameters.names());
    section.problem(key, "there is no parameter " + name,
                    guess.empty() ? "list it under parameters, or give a number"
                                  : "did you mean " + guess + "?");
  }
  return index;
}

}  // namespace

void start_theory_parameters(const TheoryParameters& names, const ParameterSet& parameters,
                             const YamlReader& section, qcd::TheoryOptions& theory) {
  for (const TheoryValue& value : theory_values) {
    const std::string& name = names.*value.parameter;
    if (name.empty()) continue;
    const auto index = named_parameter(section, value.key, name, parameters);
    if (!index) continue;
    const Parameter& p = parameters[*index];
    theory.*value.value = p.start;
    if (!p.fixed && !(p.lower && p.upper)) {
      section.problem(value.key,
                      "its parameter " + name + " is free and has no " +
                          (p.lower   ? "max"
                           : p.upper ? "min"
                                     : "min and max"),
                      "give parameters." + name + " both bounds: kernels are built between them");
    }
  }
}

void set_theory_values(const TheoryParameters& names, const ParameterSet& parameters,
                       std::span<const double> all, qcd::TheoryOptions& theory) {
  for (const TheoryValue& value : theory_values)
    if (const auto index = parameters.find(names.*value.parameter))
      theory.*value.value = all[*index];
}

void start_higher_twist(const TheoryParameters& names, const ParameterSet& parameters,
                        const YamlReader& theory_section, std::array<double, 3>& higher_twist) {
  const auto section = theory_section.optional_map("higher_twist");
  if (!section) return;
  for (std::size_t k = 0; k < higher_twist.size(); ++k) {
    const std::string& name = names.higher_twist[k];
    if (name.empty()) continue;
    if (const auto index = named_parameter(*section, higher_twist_keys[k], name, parameters))
      higher_twist[k] = parameters[*index].start;
  }
}

void check_theory_ranges(const TheoryParameters& names, const ParameterSet& parameters,
                         const std::string& place, const qcd::TheoryOptions& theory,
                         Problems& problems) {
  const auto range = [&](std::size_t i) {
    return range_of(theory_values[i], names, parameters, theory);
  };
  const Range alphas = range(0), mc = range(1), mb = range(2);
  if (!alphas.parameter.empty() && (alphas.lower <= 0.0 || alphas.upper >= 1.0)) {
    problems.add(place_of(place, alphas.parameter),
                 "the bounds of theory.alphas_mz, " + yaml_number(alphas.lower) + " and " +
                     yaml_number(alphas.upper) + ", are not between 0 and 1",
                 "perturbation theory needs a small coupling");
  } else if (!alphas.parameter.empty() && !reaches_initial_scale(theory, alphas.upper)) {
    problems.add(place_of(place, alphas.parameter),
                 "at max " + yaml_number(alphas.upper) +
                     " of theory.alphas_mz the coupling diverges above the initial scale " +
                     yaml_number(std::sqrt(theory.q0_2)) + " GeV",
                 "lower it or raise theory.q0_2");
  }
  const bool crosses_charm = theory.nf_min == 3 && theory.nf_max > 3;
  if (crosses_charm && theory.q0_2 > mc.lower * mc.lower * (1.0 + threshold_rounding)) {
    problems.add(place_of(place, mc.parameter),
                 "min " + yaml_number(mc.lower) + " GeV of theory.mc is below the initial scale " +
                     yaml_number(std::sqrt(theory.q0_2)) + " GeV",
                 "raise it or lower theory.q0_2: the initial PDFs have no charm");
  }
  check_order("theory.mc", mc, "theory.mb", mb, place, problems);
  check_order("theory.mb", mb, "theory.mt", {theory.mt, theory.mt, {}}, place, problems);
}

}  // namespace fitpack
