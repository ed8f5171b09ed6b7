#include "fitpack/config/penalty_section.hpp"

#include <algorithm>
#include <cmath>

#include "fitpack/config/yaml_text.hpp"
#include "fitpack/core/error.hpp"
#include "fitpack/pdf/pdf_quantity.hpp"

namespace fitpack {

namespace {

constexpr double least_q2 = 1.0;

double read_positive(const YamlReader& map, const std::string& key, double fallback) {
  const double value = map.number(key, fallback);
  if (!(value > 0.0) || !std::isfinite(value))
    map.problem(key, yaml_number(value) + " is not above 0");
  return value;
}

std::vector<std::string> read_quantities(const YamlReader& map, std::vector<std::string> fallback,
                                         const std::vector<std::string>& known) {
  std::vector<std::string> names = map.texts("of", fallback);
  if (names.empty()) map.problem("of", "names nothing", "leave the section out to have none");
  for (const std::string& name : names) {
    if (std::ranges::find(known, name) != known.end()) continue;
    const std::string guess = closest_match(name, known);
    map.problem("of", "there is no quantity " + name,
                guess.empty() ? "known are " + yaml_list(known) : "did you mean " + guess + "?");
  }
  return names;
}

std::vector<double> read_points(const YamlReader& map, const std::vector<double>& fallback,
                                double x_min) {
  std::vector<double> points = map.numbers("x", fallback);
  if (points.empty()) map.problem("x", "lists no point");
  for (const double x : points)
    if (!(x >= x_min && x < 1.0))
      map.problem("x", yaml_number(x) + " is outside the grid in x",
                  "give values from theory.grid.x_min = " + yaml_number(x_min) + " to below 1");
  return points;
}

/// As in arXiv:2109.02653: half of the points equidistant in ln x up to 0.1, half in x above.
std::vector<double> positivity_points(double x_min) {
  constexpr int n = 10;
  std::vector<double> points;
  const double low = std::min(x_min, 0.05);
  for (int i = 0; i < n; ++i) points.push_back(low * std::pow(0.1 / low, double(i) / n));
  for (int i = 0; i < n; ++i) points.push_back(0.1 + 0.8 * i / (n - 1));
  return points;
}

std::vector<std::string> number_texts(const std::vector<double>& numbers) {
  std::vector<std::string> texts;
  for (const double number : numbers) texts.push_back(yaml_number(number));
  return texts;
}

}  // namespace

const std::vector<std::string>& positive_structure_functions() {
  static const std::vector<std::string> names{"F2", "FL"};
  return names;
}

void read_penalty_section(const YamlReader& section, const FlavourBasis& basis, double x_min,
                          PenaltyOptions& penalties) {
  const std::vector<std::string> pdfs = pdf_quantity_names(basis);
  if (const auto map = section.optional_map("positivity")) {
    std::vector<std::string> known = pdfs;
    known.insert(known.end(), positive_structure_functions().begin(),
                 positive_structure_functions().end());
    PositivityOptions& options = penalties.positivity.emplace();
    options.weight = read_positive(*map, "weight", options.weight);
    options.of = read_quantities(*map, {"g", "u", "ubar", "d", "dbar", "s", "sbar"}, known);
    options.x = read_points(*map, positivity_points(x_min), x_min);
    options.q2 = read_positive(*map, "q2", options.q2);
    if (options.q2 < least_q2) map->problem("q2", "a scale below 1 GeV2 is not perturbative");
  }
  if (const auto map = section.optional_map("integrability")) {
    IntegrabilityOptions& options = penalties.integrability.emplace();
    options.weight = read_positive(*map, "weight", options.weight);
    options.of = read_quantities(*map, {"T3", "T8"}, pdfs);
    options.x = read_points(*map, {x_min, 2.0 * x_min, 4.0 * x_min}, x_min);
    options.power = map->number("power", options.power);
    if (!std::isfinite(options.power)) map->problem("power", "is not a finite number");
  }
}

void write_penalty_section(const PenaltyOptions& penalties, std::string& out) {
  if (!penalties.positivity && !penalties.integrability) return;
  out += "penalties:\n";
  if (const auto& p = penalties.positivity)
    out += "  positivity: {weight: " + yaml_number(p->weight) + ", of: " + yaml_list(p->of) +
           ", x: " + yaml_list(number_texts(p->x)) + ", q2: " + yaml_number(p->q2) + "}\n";
  if (const auto& p = penalties.integrability)
    out += "  integrability: {weight: " + yaml_number(p->weight) + ", of: " + yaml_list(p->of) +
           ", x: " + yaml_list(number_texts(p->x)) + ", power: " + yaml_number(p->power) + "}\n";
}

void document_penalty_section(std::vector<KeyDoc>& docs) {
  const std::string quantities =
      "functions of the basis, partons (g, u, ubar, d, dbar, s, sbar), Sigma, V, V3, V8, T3, T8";
  docs.push_back(
      {"penalties.positivity.weight", "number > 0", "10000", "λ of λ Σ min(0, v)², added to χ²"});
  docs.push_back({"penalties.positivity.of", "list of names", "all partons",
                  "the quantities v at the initial scale: " + quantities +
                      "; F2, FL: structure functions of photon exchange at q2"});
  docs.push_back(
      {"penalties.positivity.x", "list of numbers", "20 points from x_min to 0.9", "where"});
  docs.push_back({"penalties.positivity.q2", "number ≥ 1", "5", "scale of F2 and FL, GeV²"});
  docs.push_back({"penalties.integrability.weight", "number > 0", "100",
                  "λ of λ Σ (x^power f)², added to χ²"});
  docs.push_back({"penalties.integrability.of", "list of names", "[T3, T8]",
                  "the f at the initial scale; names as for positivity, without F2 and FL"});
  docs.push_back(
      {"penalties.integrability.x", "list of numbers", "1, 2 and 4 times x_min", "where"});
  docs.push_back({"penalties.integrability.power", "number", "1", "power of x"});
}

}  // namespace fitpack
