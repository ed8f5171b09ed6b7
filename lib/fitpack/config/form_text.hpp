#pragma once

#include <string>

#include "fitpack/io/yaml.hpp"
#include "fitpack/pdf/amplitude_options.hpp"
#include "fitpack/pdf/coefficient.hpp"

namespace fitpack {

/// What the documentation calls the type of a coefficient.
inline constexpr const char* coefficient_type = "number or parameter";

/// A number or the name of a parameter; required.
[[nodiscard]] Coefficient read_coefficient(const YamlReader& map, const std::string& key);
[[nodiscard]] std::string coefficient_text(const Coefficient& coefficient);

/// The key A: a coefficient, `momentum_sum` or {number_sum: N}.
[[nodiscard]] AmplitudeOptions read_amplitude(const YamlReader& map);
[[nodiscard]] std::string amplitude_text(const AmplitudeOptions& amplitude);

}  // namespace fitpack
