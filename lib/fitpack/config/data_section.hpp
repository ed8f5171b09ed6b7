#pragma once

#include <string>

#include "fitpack/config/run_card.hpp"
#include "fitpack/io/yaml.hpp"

namespace fitpack {

/// Reads the section `data`. Problems: a set listed twice, a file of an unlisted set, a cut
/// without bounds or with min > max.
void read_data_section(const YamlReader& section, DataOptions& data);
void write_data_section(const DataOptions& data, std::string& out);
void document_data_section(std::vector<KeyDoc>& docs);

}  // namespace fitpack
