#pragma once

#include <string>
#include <vector>

#include "fitpack/config/key_doc.hpp"
#include "fitpack/io/yaml.hpp"
#include "fitpack/pdf/pdf_options.hpp"

namespace fitpack {

/// Whether a form has the key A, see AmplitudeOptions.
enum class AmplitudeKey {
  required,
  optional,  ///< A = 1 where it is missing
  none,
};

/// How the form of a PDF is read from a card, written to one and documented.
struct FormKeys {
  std::string name;         ///< value of the key `form`
  std::string meaning;      ///< formula, for the documentation
  std::size_t alternative;  ///< of FormOptions
  AmplitudeKey amplitude;
  /// Reads every key but `form` and A from the map of the PDF; Problems for what is wrong.
  FormOptions (*read)(const YamlReader& map);
  /// The keys that `read` reads, each led by ", ".
  std::string (*text)(const FormOptions& form);
  /// Adds the rows of the documentation.
  void (*document)(std::vector<KeyDoc>& docs);
};

/// Every form there is. Each has a file of its own: NAME_form_keys.cpp.
[[nodiscard]] const std::vector<FormKeys>& form_table();
[[nodiscard]] const FormKeys& form_keys(const FormOptions& form);

[[nodiscard]] FormKeys power_form_keys();
[[nodiscard]] FormKeys combination_form_keys();
[[nodiscard]] FormKeys network_form_keys();
[[nodiscard]] FormKeys jam_form_keys();
[[nodiscard]] FormKeys chebyshev_form_keys();  ///< polynomial_form_keys.cpp
[[nodiscard]] FormKeys bernstein_form_keys();  ///< polynomial_form_keys.cpp
[[nodiscard]] FormKeys formula_form_keys();

/// The position of an alternative in a variant of options, for FormKeys::alternative.
template <class Options>
[[nodiscard]] std::size_t alternative_of() {
  return FormOptions(Options{}).index();
}

}  // namespace fitpack
