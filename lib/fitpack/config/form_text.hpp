#pragma once

#include <string>
#include <vector>

#include "fitpack/io/yaml.hpp"
#include "fitpack/pdf/amplitude_options.hpp"
#include "fitpack/pdf/coefficient.hpp"

namespace fitpack {

/// What the documentation calls the type of a coefficient.
inline constexpr const char* coefficient_type = "number or parameter";

/// A number or the name of a parameter; required.
[[nodiscard]] Coefficient read_coefficient(const YamlReader& map, const std::string& key);
/// A list of them; required.
[[nodiscard]] std::vector<Coefficient> read_coefficients(const YamlReader& map,
                                                         const std::string& key);
[[nodiscard]] std::string coefficient_text(const Coefficient& coefficient);

/// The key A: a coefficient, `momentum_sum`, {number_sum: N} or {number_sum: N, minus: PDF}.
[[nodiscard]] AmplitudeOptions read_amplitude(const YamlReader& map);
[[nodiscard]] std::string amplitude_text(const AmplitudeOptions& amplitude);

}  // namespace fitpack
