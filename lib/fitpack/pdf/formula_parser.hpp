#pragma once

#include <ginac/ginac.h>

#include <cstddef>
#include <set>
#include <string>
#include <vector>

namespace fitpack {

/// The names a formula may use and the symbols that stand for them. Included by sources of `pdf`
/// only: nobody else sees GiNaC.
struct FormulaSymbols {
  FormulaSymbols(std::vector<std::string> parameter_names, std::vector<std::string> pdf_names);

  GiNaC::possymbol x;
  GiNaC::symbol amplitude;  ///< A
  std::vector<std::string> parameter_names, pdf_names;
  std::vector<GiNaC::symbol> parameters, pdfs;  ///< in the order of the names
};

enum class AmplitudeName { known, unknown };  ///< whether "A" is the amplitude of the formula

/// Something wrong with a formula. Columns count bytes from 1.
struct FormulaError {
  std::size_t column = 1;
  std::string message, suggestion;
};

struct ParsedFormula {
  GiNaC::ex expression;              ///< means something only if there are no errors
  std::vector<FormulaError> errors;  ///< unknown names all together, or up to the first other error
  std::set<std::size_t> parameters, pdfs;  ///< positions of the names that occur
  bool has_amplitude = false;
};

/// Reads a formula in x, numbers, parameters, PDFs and A:
///   sum     = product { (+ | -) product }
///   product = factor { (* | /) factor }
///   factor  = (+ | -) factor | atom [ ^ factor ]
///   atom    = number | name | function ( sum [, sum] ) | ( sum )
/// so that -x^2 = -(x^2) and a^b^c = a^(b^c). Numbers are exact fractions, as are their sums and
/// products; a function of a number is its value in double precision. Any text is safe: length,
/// nesting and the size of numbers are limited.
[[nodiscard]] ParsedFormula parse_formula(const std::string& text, const FormulaSymbols& symbols,
                                          AmplitudeName amplitude);

/// Names of the functions; "pi" is known as well. Neither can be the name of a parameter in use.
[[nodiscard]] const std::vector<std::string>& formula_functions();

/// "formula, column 5: problem in 'A*x^B>>>)<<<'": the error and where it is.
[[nodiscard]] std::string marked_message(const std::string& text, const FormulaError& error);

}  // namespace fitpack
