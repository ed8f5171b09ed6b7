#pragma once

#include <string>
#include <vector>

#include "fitpack/config/key_doc.hpp"
#include "fitpack/io/yaml.hpp"
#include "fitpack/pdf/network_options.hpp"

namespace fitpack {

/// The key `pdfs.network`. What its numbers mean together is checked with the PDFs.
[[nodiscard]] NetworkOptions read_network_section(const YamlReader& map, const std::string& place);
[[nodiscard]] std::string network_section_text(const NetworkOptions& network);
void document_network_section(std::vector<KeyDoc>& docs);

}  // namespace fitpack
