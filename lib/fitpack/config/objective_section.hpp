#pragma once

#include <string>
#include <vector>

#include "fitpack/config/run_card.hpp"
#include "fitpack/io/yaml.hpp"

namespace fitpack {

// The section `objective`: the definition of χ², its ingredients, t0 and free normalisations.

void read_objective_section(const YamlReader& section, ObjectiveOptions& objective);
/// Problems: normalisations of sets or parameters that the card does not have. `section` is that of
/// `read_objective_section`.
void check_objective_section(const YamlReader& section, const RunCard& card);
void write_objective_section(const ObjectiveOptions& objective, std::string& out);
void document_objective_section(std::vector<KeyDoc>& docs);

/// The parts of a χ² in the words of the card.
struct ObjectiveWords {
  std::string stat, uncor, sources, log_term;
};
[[nodiscard]] ObjectiveWords words_of(const ChiSquareOptions& options);

/// Parameters that are normalisations.
[[nodiscard]] std::vector<std::string> names_of(const std::vector<Normalisation>& normalisations);

}  // namespace fitpack
