#pragma once

#include <string>

#include "fitpack/core/error.hpp"
#include "fitpack/pdf/pdf_model.hpp"

namespace fitpack {

/// Problems for PDFs that are not finite at one of the nodes, or have a derivative that is not,
/// at the start values: which PDF, where, and with respect to which parameter. `options` are those
/// of the model, `place` names the card.
void check_domain(const PdfModel& model, const PdfModelOptions& options, const XNodes& nodes,
                  const std::string& place, Problems& problems);

}  // namespace fitpack
