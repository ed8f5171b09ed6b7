#include "fitpack/data/sidecar.hpp"

#include <algorithm>
#include <cmath>

#include "fitpack/io/yaml.hpp"

namespace fitpack {

namespace {

void read_beam(const YamlReader& beam, Dataset& meaning) {
  meaning.lepton_charge =
      beam.choice("lepton", 1, {{"e+", 1}, {"e-", -1}, {"mu+", 1}, {"mu-", -1}, {"e+-", 0}});
  if (!beam.has("lepton")) beam.problem("lepton", "is missing", "write e+, e-, mu+, mu- or e+-");
  if (meaning.process == Process::cc_dis && meaning.lepton_charge == 0) {
    beam.problem("lepton", "a charged current has a lepton of one charge", "write e+ or e-");
  }
  meaning.polarisation = beam.number("polarisation", 0.0);
  if (std::abs(meaning.polarisation) > 1.0) {
    beam.problem("polarisation", "must lie between -1 and 1");
  }
  meaning.sqrt_s = beam.number("sqrt_s");
  if (beam.has("sqrt_s") && meaning.sqrt_s <= 0.0) {
    beam.problem("sqrt_s", "must be positive", "give it in GeV");
  }
}

void read_process(const YamlReader& root, Dataset& meaning) {
  for (const char* key : {"process", "observable"}) {
    if (!root.has(key)) root.problem(key, "is missing");
  }
  meaning.process = root.choice("process", Process::nc_dis,
                                {{"nc_dis", Process::nc_dis},
                                 {"cc_dis", Process::cc_dis},
                                 {"nc_dis_heavy_quark", Process::nc_dis_heavy_quark}});
  meaning.observable = root.choice("observable", Observable::reduced_cross_section,
                                   {{"reduced_cross_section", Observable::reduced_cross_section},
                                    {"d2sigma_dxdQ2", Observable::d2sigma_dxdq2},
                                    {"sigma_r_ccbar", Observable::sigma_r_ccbar},
                                    {"sigma_r_bbbar", Observable::sigma_r_bbbar}});
}

/// Units are stated so that nobody has to guess; only those the program calculates in are taken.
void check_units(const YamlReader& root, const Dataset& meaning) {
  const YamlReader units = root.map("units");
  const std::string value = meaning.observable == Observable::d2sigma_dxdq2 ? "pb/GeV^2" : "1";
  const auto expect = [&units](const std::string& key, const std::string& unit) {
    const std::string found = units.text(key);
    if (units.has(key) && found != unit) {
      units.problem(key, "expected the unit " + unit + ", found '" + found + "'",
                    "convert the table");
    }
  };
  expect("Q2", "GeV^2");
  expect("value", value);
}

void read_columns(const YamlReader& root, Sidecar& sidecar) {
  const YamlReader columns = root.map("columns");
  sidecar.columns_place = root.place("columns");
  sidecar.kinematics = columns.texts("kinematics");
  sidecar.value_column = columns.text("value");
  sidecar.stat_column = columns.text("stat");
  sidecar.uncor_column = columns.text("uncor", "");
  sidecar.auxiliary = columns.texts("auxiliary", {});
  for (const char* needed : {"x", "Q2", "y"}) {
    const auto& names = sidecar.kinematics;
    if (columns.has("kinematics") && std::find(names.begin(), names.end(), needed) == names.end()) {
      columns.problem("kinematics", std::string("the column ") + needed + " is missing",
                      "a DIS table needs x, Q2 and y");
    }
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
  read_beam(root.map("beam"), meaning);
  meaning.target = root.text("target");
  check_units(root, meaning);
  read_columns(root, sidecar);
  read_systematics(root, sidecar.systematics);
  if (const auto n = root.optional_integer("n_points")) {
    sidecar.n_points = static_cast<std::size_t>(std::max<std::int64_t>(*n, 0));
  }
  read_remarks(root, meaning);
  root.finish();
  return sidecar;
}

}  // namespace fitpack
