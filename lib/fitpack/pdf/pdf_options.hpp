#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "fitpack/pdf/amplitude_options.hpp"
#include "fitpack/pdf/combination_form_options.hpp"
#include "fitpack/pdf/formula_form_options.hpp"
#include "fitpack/pdf/jam_form_options.hpp"
#include "fitpack/pdf/network_form_options.hpp"
#include "fitpack/pdf/network_options.hpp"
#include "fitpack/pdf/polynomial_form_options.hpp"
#include "fitpack/pdf/power_form_options.hpp"

namespace fitpack {

/// The options of a PDF by its form. Another form is another alternative, its class in
/// form_builder.cpp and its keys in form_table.cpp of the module config.
using FormOptions =
    std::variant<PowerFormOptions, CombinationFormOptions, JamFormOptions, ChebyshevFormOptions,
                 BernsteinFormOptions, NetworkFormOptions, FormulaFormOptions>;

struct PdfOptions {
  std::string name;   ///< a function of the basis
  std::string place;  ///< where it stands, for messages: "card.yaml:23: pdfs.xg"
  FormOptions form;
  AmplitudeOptions amplitude;
};

struct PdfModelOptions {
  std::string basis = "herapdf";
  std::vector<PdfOptions> pdfs;
  std::optional<NetworkOptions> network{};  ///< of the PDFs of form network
};

}  // namespace fitpack
