#pragma once

#include <string>

namespace fitpack {

/// A formula in x, parameters and other PDFs: "A*x^Buv*(1-x)^Cuv*(1+Duv*x)".
struct FormulaFormOptions {
  std::string formula;
  bool has_amplitude = false;  ///< A is the amplitude and not the name of a parameter

  bool operator==(const FormulaFormOptions&) const = default;
};

}  // namespace fitpack
