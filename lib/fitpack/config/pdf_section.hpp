#pragma once

#include <string>
#include <vector>

#include "fitpack/config/key_doc.hpp"
#include "fitpack/io/yaml.hpp"
#include "fitpack/pdf/pdf_options.hpp"

namespace fitpack {

/// Reads the section `pdfs`: the basis and one map per PDF. A coefficient is a number or the name
/// of a parameter. What the PDFs mean together is checked by PdfModel.
void read_pdf_section(const YamlReader& section, PdfModelOptions& pdfs);
void write_pdf_section(const PdfModelOptions& pdfs, std::string& out);
void document_pdf_section(std::vector<KeyDoc>& docs);

}  // namespace fitpack
