#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "fitpack/core/error.hpp"
#include "fitpack/io/yaml.hpp"
#include "fitpack/parameters/parameter_set.hpp"
#include "fitpack/qcd/theory_options.hpp"

namespace fitpack {

/// Parameters that stand in the card where a theory value could be a number, by name; empty: it is
/// a number.
struct TheoryParameters {
  std::string alphas_mz, mc, mb;
  std::array<std::string, 3> higher_twist;  ///< h0, h1, h2
};

/// Keys of the section theory.higher_twist.
inline constexpr std::array<const char*, 3> higher_twist_keys{"h0", "h1", "h2"};

/// A theory value that can be a parameter.
struct TheoryValue {
  const char* key;  ///< in the section `theory`
  double qcd::TheoryOptions::*value;
  std::string TheoryParameters::*parameter;
};
inline constexpr std::array<TheoryValue, 3> theory_values{{
    {"alphas_mz", &qcd::TheoryOptions::alphas_mz, &TheoryParameters::alphas_mz},
    {"mc", &qcd::TheoryOptions::mc, &TheoryParameters::mc},
    {"mb", &qcd::TheoryOptions::mb, &TheoryParameters::mb},
}};

/// The names that are set.
[[nodiscard]] std::vector<std::string> names_of(const TheoryParameters& names);

/// Puts the start values of parameters into the options. Problems: unknown parameters; free ones
/// without both bounds, which say where predictions are needed. `section`: theory of the card.
void start_theory_parameters(const TheoryParameters& names, const ParameterSet& parameters,
                             const YamlReader& section, qcd::TheoryOptions& theory);
/// Puts other values of the parameters, all of them in the order of the set, into the options.
void set_theory_values(const TheoryParameters& names, const ParameterSet& parameters,
                       std::span<const double> all, qcd::TheoryOptions& theory);
/// `start_theory_parameters` for the higher-twist term, which needs no bounds.
void start_higher_twist(const TheoryParameters& names, const ParameterSet& parameters,
                        const YamlReader& theory_section, std::array<double, 3>& higher_twist);

/// Problems: bounds of free parameters between which a coupling is not small, masses are out of
/// order or charm appears below the initial scale. The start values have been checked already.
void check_theory_ranges(const TheoryParameters& names, const ParameterSet& parameters,
                         const std::string& place, const qcd::TheoryOptions& theory,
                         Problems& problems);

}  // namespace fitpack
