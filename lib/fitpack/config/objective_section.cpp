#include "fitpack/config/objective_section.hpp"

#include <algorithm>

#include "fitpack/config/yaml_text.hpp"
#include "fitpack/io/yaml_tree.hpp"

namespace fitpack {

namespace {

constexpr int most_iterations = 1000;
constexpr const char* at_start = "start";

/// Words of an ingredient; no value: what the definition says.
template <class E>
using Choices = std::initializer_list<std::pair<const char*, std::optional<E>>>;

const Choices<StatScaling> stat_choices{
    {"default", std::nullopt}, {"fixed", StatScaling::fixed}, {"poisson", StatScaling::poisson}};
const Choices<UncorScaling> uncor_choices{{"default", std::nullopt},
                                          {"fixed", UncorScaling::fixed},
                                          {"linear", UncorScaling::linear},
                                          {"t0", UncorScaling::reference}};
const Choices<SourceScaling> source_choices{{"default", std::nullopt},
                                            {"fixed", SourceScaling::fixed},
                                            {"linear", SourceScaling::linear},
                                            {"t0", SourceScaling::reference}};
const Choices<LogPenalty> log_choices{
    {"default", std::nullopt}, {"off", LogPenalty::off}, {"on", LogPenalty::on}};

template <class E>
const char* word_of(const Choices<E>& choices, const std::optional<E>& value) {
  return std::ranges::find(choices, value, &std::pair<const char*, std::optional<E>>::second)
      ->first;
}

void read_definition(const YamlReader& section, ObjectiveOptions& objective) {
  const auto found = section.optional_text("definition");
  if (!found) return;
  const std::vector<std::string> names = chi_square_names();
  if (std::ranges::find(names, *found) != names.end()) {
    objective.definition = *found;
    return;
  }
  const std::string guess = closest_match(*found, names);
  section.problem(
      "definition", "there is no " + *found,
      guess.empty() ? "choose one of " + joined(names, ", ") : "did you mean " + guess + "?");
}

void read_t0(const YamlReader& section, ObjectiveOptions& objective) {
  const std::string t0 = section.text("t0", at_start);
  if (t0.empty())
    section.problem("t0", "is empty", "give start, a result.h5 or the folder of an LHAPDF set");
  if (t0 != at_start) objective.t0 = t0;
  if (const auto count = section.optional_integer("iterations")) {
    if (*count < 1 || *count > most_iterations)
      section.problem("iterations", std::to_string(*count) + " is not between 1 and " +
                                        std::to_string(most_iterations));
    else
      objective.iterations = static_cast<int>(*count);
  }
  if (const auto tolerance = section.optional_number("tolerance")) {
    if (!(*tolerance > 0.0))
      section.problem("tolerance", yaml_number(*tolerance) + " is not positive");
    else
      objective.tolerance = *tolerance;
  }
}

}  // namespace

ChiSquareOptions ObjectiveOptions::chi_square() const {
  ChiSquareOptions options = chi_square_options(definition);
  options.stat = stat.value_or(options.stat);
  options.uncor = uncor.value_or(options.uncor);
  options.sources = sources.value_or(options.sources);
  options.log_penalty = log_term.value_or(options.log_penalty);
  return options;
}

ObjectiveWords words_of(const ChiSquareOptions& options) {
  return {word_of(stat_choices, std::optional(options.stat)),
          word_of(uncor_choices, std::optional(options.uncor)),
          word_of(source_choices, std::optional(options.sources)),
          word_of(log_choices, std::optional(options.log_penalty))};
}

std::vector<std::string> names_of(const std::vector<Normalisation>& normalisations) {
  std::vector<std::string> names;
  for (const Normalisation& norm : normalisations) names.push_back(norm.parameter);
  return names;
}

void read_objective_section(const YamlReader& section, ObjectiveOptions& objective) {
  read_definition(section, objective);
  objective.stat = section.choice("stat", objective.stat, stat_choices);
  objective.uncor = section.choice("uncor", objective.uncor, uncor_choices);
  objective.sources = section.choice("sources", objective.sources, source_choices);
  objective.log_term = section.choice("log_term", objective.log_term, log_choices);
  read_t0(section, objective);
  const auto norms = section.optional_map("normalisations");
  if (!norms) return;
  for (const std::string& set : norms->keys()) {
    const YamlReader norm = norms->map(set);
    objective.normalisations.push_back({set, norm.text("parameter"), norm.text("source", "")});
  }
}

void check_objective_section(const YamlReader& section, const RunCard& card) {
  const auto norms = section.optional_map("normalisations");
  if (!norms) return;
  for (const Normalisation& norm : card.objective.normalisations) {
    const YamlReader map = norms->map(norm.set);
    if (std::ranges::find(card.data.sets, norm.set) == card.data.sets.end()) {
      const std::string guess = closest_match(norm.set, card.data.sets);
      norms->problem(norm.set, "is none of the data sets",
                     guess.empty() ? "list it in data.sets" : "did you mean " + guess + "?");
    }
    if (card.parameters.find(norm.parameter)) continue;
    const std::string guess = closest_match(norm.parameter, card.parameters.names());
    map.problem("parameter", "there is no parameter " + norm.parameter,
                guess.empty() ? "list it under parameters: {start: 1, step: 0.01, prior: {mean: 1, "
                                "sigma: ...}}"
                              : "did you mean " + guess + "?");
  }
}

void write_objective_section(const ObjectiveOptions& objective, std::string& out) {
  YamlTree section = YamlTree::map();
  section.set("definition", objective.definition);
  section.set("stat", word_of(stat_choices, objective.stat));
  section.set("uncor", word_of(uncor_choices, objective.uncor));
  section.set("sources", word_of(source_choices, objective.sources));
  section.set("log_term", word_of(log_choices, objective.log_term));
  section.set("t0", objective.t0.empty() ? at_start : objective.t0.string());
  section.set("iterations", objective.iterations);
  section.set("tolerance", objective.tolerance);
  YamlTree norms = YamlTree::map();
  for (const Normalisation& norm : objective.normalisations) {
    YamlTree entry = YamlTree::map(YamlTree::Style::flow);
    entry.set("parameter", norm.parameter);
    if (!norm.source.empty()) entry.set("source", norm.source);
    norms.set(norm.set, entry);
  }
  if (!objective.normalisations.empty()) section.set("normalisations", norms);
  YamlTree card = YamlTree::map();
  card.set("objective", section);
  out += card.yaml();
}

void document_objective_section(std::vector<KeyDoc>& docs) {
  const ObjectiveOptions defaults;
  const auto add = [&docs](const char* key, const std::string& type, const std::string& fallback,
                           const char* meaning) {
    docs.push_back({std::string("objective.") + key, type, fallback, meaning});
  };
  add("definition", joined(chi_square_names(), " or "), defaults.definition,
      "definition of χ², see docs/physics.md; the four keys below replace parts of it");
  add("stat", "default, fixed or poisson", "default", "statistical errors: s d, or s √(d T)");
  add("uncor", "default, fixed, linear or t0", "default",
      "uncorrelated systematic errors: u d, u T or u t0");
  add("sources", "default, fixed, linear or t0", "default",
      "multiplicative correlated sources: β d, β T or β t0");
  add("log_term", "default, off or on", "default", "Σ ln(δ²/(d²(s²+u²)))");
  add("t0", "start or path", at_start,
      "first reference prediction t0: at the start values, of a result.h5, or of an LHAPDF folder");
  add("iterations", "integer 1 … " + std::to_string(most_iterations),
      std::to_string(defaults.iterations),
      "fits at most, each with the predictions of the one before as t0; 1: t0 stays");
  add("tolerance", "number > 0", yaml_number(defaults.tolerance),
      "t0 has settled once no prediction changes by more, relative");
  add("normalisations.SET.parameter", "name", "",
      "parameter N: T/N is compared with the data of the set; its prior is the penalty");
  add("normalisations.SET.source", "text", "",
      "correlated source that N stands for, no shift then");
}

}  // namespace fitpack
