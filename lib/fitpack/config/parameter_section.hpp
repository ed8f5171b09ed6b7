#pragma once

#include <string>
#include <vector>

#include "fitpack/config/key_doc.hpp"
#include "fitpack/io/yaml.hpp"
#include "fitpack/parameters/parameter_set.hpp"

namespace fitpack {

/// Reads the section `parameters`: NAME: start, or NAME: {start: …, step: …, …}. The values are
/// checked by ParameterSet.
[[nodiscard]] std::vector<Parameter> read_parameter_section(const YamlReader& section);
void write_parameter_section(const ParameterSet& parameters, std::string& out);
void document_parameter_section(std::vector<KeyDoc>& docs);

}  // namespace fitpack
