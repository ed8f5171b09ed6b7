#pragma once

#include <string>
#include <vector>

namespace fitpack {

/// One key of a run card, for the tables of the documentation and for `fitpack init`.
struct KeyDoc {
  std::string path;          ///< "theory.mc"; a NAME in capitals stands for any name
  std::string type;          ///< "number", "LO | NLO", …
  std::string default_text;  ///< as written in a card; "required" where there is none
  std::string meaning;       ///< one sentence, with the unit
};

/// Every key of a run card, in the order of `resolved_card_text`.
[[nodiscard]] std::vector<KeyDoc> run_card_keys();

/// The same as a Markdown table.
[[nodiscard]] std::string run_card_key_table();

}  // namespace fitpack
