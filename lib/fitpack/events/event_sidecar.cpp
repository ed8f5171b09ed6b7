#include "fitpack/events/event_sidecar.hpp"

#include <cmath>

#include "fitpack/core/error.hpp"

namespace fitpack {

namespace {

struct Limits {
  double low, high;
};

/// [low, high] under a key; where the upper limit has a default, `low` alone will do.
Limits read_limits(const YamlReader& map, const std::string& key, std::optional<Limits> fallback) {
  if (fallback && !map.has(key)) return *fallback;
  const std::vector<double> values = map.numbers(key);
  if (fallback && values.size() == 1) return {values[0], fallback->high};
  if (values.size() != 2) {
    if (map.has(key)) map.problem(key, "expected two numbers", "write [smallest, largest]");
    return fallback.value_or(Limits{0.0, 1.0});
  }
  if (!(values[0] < values[1]))
    map.problem(key, "the lower limit is not below the upper one", "write [smallest, largest]");
  return {values[0], values[1]};
}

void check_phase_space(const YamlReader& map, const PhaseSpace& space) {
  if (space.x_min <= 0.0 || space.x_max >= 1.0)
    map.problem("x", "the limits must lie inside (0, 1)");
  if (space.q2_min <= 0.0) map.problem("Q2", "must be positive", "give it in GeV^2");
  if (space.y_min < 0.0 || space.y_max > 1.0) map.problem("y", "the limits must lie in [0, 1]");
  if (space.w2_min < 0.0) map.problem("W2", "must not be negative", "give it in GeV^2");
}

PhaseSpace read_phase_space(const YamlReader& map, double s) {
  const std::size_t before = map.problems().size();
  PhaseSpace space;
  space.s = s;
  const Limits x = read_limits(map, "x", std::nullopt), q2 = read_limits(map, "Q2", std::nullopt);
  const Limits y = read_limits(map, "y", Limits{space.y_min, space.y_max});
  const Limits w2 = read_limits(map, "W2", Limits{space.w2_min, space.w2_max});
  space.x_min = x.low;
  space.x_max = x.high;
  space.q2_min = q2.low;
  space.q2_max = q2.high;
  space.y_min = y.low;
  space.y_max = y.high;
  space.w2_min = w2.low;
  space.w2_max = w2.high;
  if (map.problems().size() == before) check_phase_space(map, space);
  if (map.problems().size() == before && s > 0.0 && space.empty())
    map.problem("x", "no event fits between the limits of x, Q2, y and W2", "widen them");
  return space;
}

void read_beam(const YamlReader& beam, EventDefinition& definition, double& sqrt_s) {
  definition.beam.lepton_charge =
      beam.choice("lepton", 1, {{"e+", 1}, {"e-", -1}, {"mu+", 1}, {"mu-", -1}});
  if (!beam.has("lepton")) beam.problem("lepton", "is missing", "write e+, e-, mu+ or mu-");
  definition.beam.polarisation = beam.number("polarisation", 0.0);
  if (std::abs(definition.beam.polarisation) > 1.0)
    beam.problem("polarisation", "must lie between -1 and 1");
  sqrt_s = beam.number("sqrt_s");
  if (beam.has("sqrt_s") && !(sqrt_s > 0.0))
    beam.problem("sqrt_s", "must be positive", "give it in GeV");
}

Efficiency read_efficiency(const YamlReader& map) {
  const std::size_t before = map.problems().size();
  const std::vector<double> x = map.numbers("x"), q2 = map.numbers("Q2"),
                            values = map.numbers("values");
  if (map.problems().size() != before) return {};
  try {
    return {x, q2, values};
  } catch (const InputError& error) {
    map.problem("values", error.what());
    return {};
  }
}

std::vector<double> as_vector(std::span<const double> values) {
  return {values.begin(), values.end()};
}

}  // namespace

EventDefinition read_event_definition(const YamlReader& map) {
  EventDefinition definition;
  definition.beam.process = map.choice("process", Process::nc_dis,
                                       {{"nc_dis", Process::nc_dis}, {"cc_dis", Process::cc_dis}});
  if (!map.has("process")) map.problem("process", "is missing", "write nc_dis or cc_dis");
  double sqrt_s = 0.0;
  read_beam(map.map("beam"), definition, sqrt_s);
  definition.phase_space = read_phase_space(map.map("phase_space"), sqrt_s * sqrt_s);
  if (const auto table = map.optional_map("efficiency"))
    definition.efficiency = read_efficiency(*table);
  definition.luminosity = map.number("luminosity", 0.0);
  if (definition.luminosity < 0.0)
    map.problem("luminosity", "must be positive", "give it in pb^-1");
  return definition;
}

YamlTree event_definition_tree(const EventDefinition& definition) {
  const PhaseSpace& space = definition.phase_space;
  YamlTree tree = YamlTree::map();
  tree.set("process", to_text(definition.beam.process));
  YamlTree beam = YamlTree::map(YamlTree::Style::flow);
  beam.set("lepton", definition.beam.lepton_charge > 0 ? "e+" : "e-");
  beam.set("polarisation", definition.beam.polarisation).set("sqrt_s", std::sqrt(space.s));
  tree.set("beam", beam);
  YamlTree limits = YamlTree::map();
  limits.set("x", std::vector<double>{space.x_min, space.x_max});
  limits.set("Q2", std::vector<double>{space.q2_min, space.q2_max});
  limits.set("y", std::vector<double>{space.y_min, space.y_max});
  if (std::isfinite(space.w2_max))
    limits.set("W2", std::vector<double>{space.w2_min, space.w2_max});
  else if (space.w2_min > 0.0)
    limits.set("W2", space.w2_min);
  tree.set("phase_space", limits);
  if (!definition.efficiency.is_one()) {
    YamlTree table = YamlTree::map();
    table.set("x", as_vector(definition.efficiency.x()));
    table.set("Q2", as_vector(definition.efficiency.q2()));
    table.set("values", as_vector(definition.efficiency.values()));
    tree.set("efficiency", table);
  }
  if (definition.luminosity > 0.0) tree.set("luminosity", definition.luminosity);
  return tree;
}

EventSidecar read_event_sidecar(const std::filesystem::path& path, Problems& problems) {
  EventSidecar sidecar;
  const std::size_t before = problems.size();
  const YamlDocument document = YamlDocument::from_file(path, problems);
  if (problems.size() != before) return sidecar;
  const YamlReader root = document.root(problems);
  sidecar.name = root.text("name");
  if (root.has("name") && sidecar.name != path.stem().string())
    root.problem("name", "'" + sidecar.name + "' is not the name of the file",
                 "write " + path.stem().string());
  sidecar.title = root.text("title", "");
  sidecar.definition = read_event_definition(root);
  if (const auto n = root.optional_integer("n_events")) {
    if (*n < 0) root.problem("n_events", "must not be negative");
    sidecar.n_events = static_cast<std::size_t>(std::max<std::int64_t>(*n, 0));
  }
  sidecar.sample_id = root.optional_integer("sample_id");
  static_cast<void>(root.texts("notes", {}));
  root.finish();
  return sidecar;
}

std::string event_sidecar_text(const EventSidecar& sidecar) {
  YamlTree tree = YamlTree::map();
  tree.set("name", sidecar.name);
  if (!sidecar.title.empty()) tree.set("title", sidecar.title);
  if (sidecar.n_events) tree.set("n_events", *sidecar.n_events);
  if (sidecar.sample_id) tree.set("sample_id", *sidecar.sample_id);
  return tree.yaml() + event_definition_tree(sidecar.definition).yaml();
}

}  // namespace fitpack
