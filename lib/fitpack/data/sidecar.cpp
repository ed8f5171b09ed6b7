#include "fitpack/data/sidecar.hpp"

#include <algorithm>
#include <cmath>

#include "fitpack/io/suggestion.hpp"
#include "fitpack/io/yaml.hpp"

namespace fitpack {

namespace {

/// One word of those of all given values.
template <class E>
E read_word(const YamlReader& reader, const std::string& key, const std::vector<E>& values) {
  const std::string word = reader.text(key);
  std::vector<std::string> words;
  for (const E value : values) {
    if (word == to_text(value)) return value;
    words.emplace_back(to_text(value));
  }
  if (reader.has(key))
    reader.problem(key, "expected one of " + joined(words) + ", found '" + word + "'",
                   did_you_mean(word, words));
  return values.front();
}

int read_lepton(const YamlReader& beam, const Dataset& meaning) {
  if (!beam.has("lepton")) beam.problem("lepton", "is missing", "write e+, e-, nu_mu, ...");
  const int charge = beam.choice("lepton", 1,
                                 {{"e+", 1},
                                  {"e-", -1},
                                  {"mu+", 1},
                                  {"mu-", -1},
                                  {"e+-", 0},
                                  {"mu+-", 0},
                                  {"nu_mu", 1},
                                  {"nu_mubar", -1}});
  const bool neutrino = beam.text("lepton", "").starts_with("nu_");
  if (neutrino != has_neutrino_beam(meaning.process))
    beam.problem(
        "lepton", std::string("does not suit the process ") + to_text(meaning.process),
        neutrino ? "neutrinos have nu_cc_dis and nu_cc_dimuon" : "write nu_mu or nu_mubar");
  if (meaning.process == Process::cc_dis && charge == 0)
    beam.problem("lepton", "a charged current has a lepton of one charge", "write e+ or e-");
  return charge;
}

void read_beam(const YamlReader& beam, Dataset& meaning) {
  if (meaning.process == Process::drell_yan) {
    const std::string particle = beam.text("particle");
    if (beam.has("particle") && particle != "proton")
      beam.problem("particle", "expected proton, found '" + particle + "'");
    meaning.lepton_charge = 0;
  } else {
    meaning.lepton_charge = read_lepton(beam, meaning);
    meaning.polarisation = beam.number("polarisation", 0.0);
  }
  if (std::abs(meaning.polarisation) > 1.0) {
    beam.problem("polarisation", "must lie between -1 and 1");
  }
  meaning.sqrt_s = beam.number("sqrt_s", 0.0);
  if (beam.has("sqrt_s") && meaning.sqrt_s <= 0.0) {
    beam.problem("sqrt_s", "must be positive", "give it in GeV");
  }
}

/// Tables with a column of energies, and structure functions, belong to no single energy.
void check_energy(const YamlReader& beam, const Sidecar& sidecar) {
  const auto has = [&sidecar](const char* column) {
    return std::ranges::find(sidecar.kinematics, column) != sidecar.kinematics.end();
  };
  const bool needed = sidecar.meaning.process == Process::drell_yan ||
                      needs_inelasticity(sidecar.meaning.observable);
  if (!needed || beam.has("sqrt_s") || has("E_beam") || has("E_nu")) return;
  beam.problem("sqrt_s", "is missing", "give it in GeV, or a column E_beam or E_nu");
}

void read_process(const YamlReader& root, Dataset& meaning) {
  meaning.process = read_word(root, "process", all_processes());
  meaning.observable = read_word(root, "observable", all_observables());
}

/// A known name, or a map with name, Z and A.
Target read_target(const YamlReader& root, Observable observable) {
  Target target;
  if (root.kind("target") == YamlKind::map) {
    const YamlReader map = root.map("target");
    target = {map.text("name"), map.number("Z"), map.number("A")};
    if (target.nucleons <= 0.0 || target.protons < 0.0 || target.protons > target.nucleons)
      map.problem("Z", "a nucleus has 0 <= Z <= A and A > 0");
  } else {
    target.name = root.text("target");
    const auto known = known_target(target.name);
    if (known) target = *known;
    if (!known && root.has("target")) {
      const std::vector<std::string> names = known_target_names();
      root.problem("target", "unknown target '" + target.name + "'",
                   "write one of " + joined(names) + ", or {name: ..., Z: ..., A: ...}");
    }
  }
  if (is_ratio(observable) != target.is_ratio())
    root.problem("target",
                 "'" + target.name + "' does not suit the observable " + to_text(observable),
                 is_ratio(observable) ? "write deuteron over proton" : "write a single target");
  return target;
}

/// Units are stated so that nobody has to guess; only those the program calculates in are taken.
void check_units(const YamlReader& root, const Dataset& meaning) {
  const YamlReader units = root.map("units");
  const auto expect = [&units](const std::string& key, const std::string& unit) {
    const std::string found = units.text(key);
    if (units.has(key) && found != unit) {
      units.problem(key, "expected the unit " + unit + ", found '" + found + "'",
                    "convert the table");
    }
  };
  expect("Q2", "GeV^2");
  expect("value", unit_of(meaning.observable));
}

std::vector<std::string> needed_columns(const Dataset& meaning) {
  if (meaning.process == Process::drell_yan) return {"rap", "Q2", "x1", "x2"};
  if (needs_inelasticity(meaning.observable)) return {"x", "Q2", "y"};
  return {"x", "Q2"};
}

/// What a column holds is one thing. Auxiliary columns may be kinematics as well.
void check_roles(const YamlReader& columns, const Sidecar& sidecar) {
  std::vector<std::string> taken = sidecar.kinematics;
  const std::pair<const char*, const std::string&> roles[] = {{"value", sidecar.value_column},
                                                              {"stat", sidecar.stat_column},
                                                              {"uncor", sidecar.uncor_column}};
  for (const auto& [key, column] : roles) {
    if (column.empty()) continue;
    if (std::ranges::find(taken, column) != taken.end())
      columns.problem(key, "the column " + column + " is something else already",
                      "name the column of the table that holds it");
    taken.push_back(column);
  }
}

void read_columns(const YamlReader& root, Sidecar& sidecar) {
  const YamlReader columns = root.map("columns");
  sidecar.columns_place = root.place("columns");
  sidecar.kinematics = columns.texts("kinematics");
  sidecar.value_column = columns.text("value");
  sidecar.stat_column = columns.text("stat");
  sidecar.uncor_column = columns.text("uncor", "");
  sidecar.auxiliary = columns.texts("auxiliary", {});
  check_roles(columns, sidecar);
  for (const std::string& needed : needed_columns(sidecar.meaning)) {
    const auto& names = sidecar.kinematics;
    if (columns.has("kinematics") && std::find(names.begin(), names.end(), needed) == names.end()) {
      columns.problem("kinematics", "the column " + needed + " is missing",
                      std::string("a table of ") + to_text(sidecar.meaning.observable) + " needs " +
                          joined(needed_columns(sidecar.meaning)));
    }
  }
}

void read_theory_factor(const YamlReader& root, Sidecar& sidecar) {
  const auto map = root.optional_map("theory_factor");
  if (!map) return;
  TheoryFactorRule& rule = sidecar.theory_factor;
  rule.factor = map->number("factor", 1.0);
  rule.multiply = map->texts("multiply", {});
  rule.divide = map->texts("divide", {});
  if (rule.factor == 0.0) map->problem("factor", "must not be zero");
  for (const auto& [key, columns] :
       {std::pair{"multiply", &rule.multiply}, std::pair{"divide", &rule.divide}})
    for (const std::string& column : *columns) {
      const auto& known = sidecar.auxiliary;
      if (std::ranges::find(known, column) != known.end()) continue;
      map->problem(key, column + " is not listed under columns.auxiliary",
                   did_you_mean(column, known));
    }
}

/// Keys of a source; what is absent comes from `defaults`.
Source read_source(const YamlReader& reader, const Source& defaults) {
  Source source = defaults;
  source.treatment = reader.choice(
      "treatment", defaults.treatment,
      {{"additive", Treatment::additive}, {"multiplicative", Treatment::multiplicative}});
  source.scope = reader.choice("scope", defaults.scope,
                               {{"dataset", Scope::dataset}, {"shared", Scope::shared}});
  source.group = reader.text("group", defaults.group);
  if (source.scope == Scope::dataset) source.group.clear();
  if (source.scope == Scope::shared && source.group.empty()) {
    reader.problem("group", "is missing", "a shared source belongs to a group");
  }
  return source;
}

void require_keys(const YamlReader& reader, std::initializer_list<const char*> keys) {
  for (const char* key : keys) {
    if (!reader.has(key)) reader.problem(key, "is missing");
  }
}

void read_listed(const std::vector<YamlReader>& readers, const Source* defaults,
                 SystematicsRule& rule) {
  for (const YamlReader& reader : readers) {
    if (defaults == nullptr) require_keys(reader, {"treatment", "scope"});
    Source source = read_source(reader, defaults != nullptr ? *defaults : Source{});
    source.name = reader.text("name");
    static_cast<void>(reader.text("description", ""));
    rule.listed.push_back(std::move(source));
    rule.listed_places.push_back(reader.place());
  }
}

void read_systematics(const YamlReader& root, SystematicsRule& rule) {
  rule.place = root.place("systematics");
  if (root.kind("systematics") == YamlKind::sequence) {
    read_listed(root.maps("systematics"), nullptr, rule);
    return;
  }
  const auto compact = root.optional_map("systematics");
  if (!compact) return;
  require_keys(*compact, {"treatment", "scope"});
  rule.defaults = read_source(*compact, Source{});
  if (const auto count = compact->optional_integer("count")) {
    if (*count < 0) compact->problem("count", "must not be negative");
    rule.count = static_cast<std::size_t>(std::max<std::int64_t>(*count, 0));
  }
  read_listed(compact->maps("exceptions"), &*rule.defaults, rule);
}

/// Kept for people; nothing is calculated from these keys.
void read_remarks(const YamlReader& root, Dataset& meaning) {
  meaning.exclusive_with = root.texts("exclusive_with", {});
  static_cast<void>(root.texts("overlaps_with", {}));
  static_cast<void>(root.texts("notes", {}));
  if (const auto publication = root.optional_map("publication")) {
    for (const char* key : {"experiment", "arxiv", "journal", "doi", "hepdata"}) {
      static_cast<void>(publication->text(key, ""));
    }
  }
}

}  // namespace

Sidecar read_sidecar(const std::filesystem::path& path, Problems& problems) {
  Sidecar sidecar;
  sidecar.place = path.string();
  const YamlDocument document = YamlDocument::from_file(path, problems);
  if (!problems.empty()) return sidecar;
  const YamlReader root = document.root(problems);
  Dataset& meaning = sidecar.meaning;
  meaning.name = root.text("name");
  if (root.has("name") && meaning.name != path.stem().string()) {
    root.problem("name", "'" + meaning.name + "' is not the name of the file",
                 "write " + path.stem().string());
  }
  meaning.title = root.text("title", "");
  read_process(root, meaning);
  const YamlReader beam = root.map("beam");
  read_beam(beam, meaning);
  meaning.target = read_target(root, meaning.observable);
  check_units(root, meaning);
  read_columns(root, sidecar);
  check_energy(beam, sidecar);
  read_theory_factor(root, sidecar);
  read_systematics(root, sidecar.systematics);
  if (const auto n = root.optional_integer("n_points")) {
    sidecar.n_points = static_cast<std::size_t>(std::max<std::int64_t>(*n, 0));
  }
  read_remarks(root, meaning);
  root.finish();
  return sidecar;
}

}  // namespace fitpack
