#pragma once

#include "fitpack/io/yaml.hpp"
#include "fitpack/qcd/theory_options.hpp"

namespace fitpack {

/// Conditions between several keys of the section `theory`, at the lines of the card.
void check_theory(const YamlReader& section, const qcd::TheoryOptions& theory);

}  // namespace fitpack
