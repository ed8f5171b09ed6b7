#pragma once

#include <string>

#include "fitpack/config/run_card.hpp"
#include "fitpack/io/yaml.hpp"

namespace fitpack {

/// Reads the section `events`. Problems: a sample listed twice, a section without samples and
/// density, mistakes in the density.
void read_event_section(const YamlReader& section, EventOptions& events);
void write_event_section(const EventOptions& events, std::string& out);
void document_event_section(std::vector<KeyDoc>& docs);

}  // namespace fitpack
