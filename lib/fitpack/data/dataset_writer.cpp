#include "fitpack/data/dataset_writer.hpp"

#include <array>
#include <charconv>
#include <cstdlib>

#include "fitpack/io/atomic_file.hpp"
#include "fitpack/io/yaml_tree.hpp"

namespace fitpack {

namespace {

constexpr int digits = 8;
constexpr const char* factor_column = "theory_factor";
constexpr std::size_t buffered = std::size_t{1} << 20U;

void append_number(double value, std::string& text) {
  std::array<char, 32> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                          std::chars_format::general, digits);
  text.append(buffer.data(), end);
}

const char* lepton_name(const Dataset& dataset) {
  const int charge = dataset.lepton_charge;
  if (has_neutrino_beam(dataset.process)) return charge > 0 ? "nu_mu" : "nu_mubar";
  if (charge == 0) return "e+-";
  return charge > 0 ? "e+" : "e-";
}

std::vector<std::string> kinematic_columns(const Dataset& dataset) {
  std::vector<std::string> names = {"Q2"};
  if (dataset.process != Process::drell_yan) names.insert(names.begin(), "x");
  if (!dataset.y.empty()) names.push_back("y");
  for (const auto& column : dataset.extra_kinematics) names.push_back(column.first);
  return names;
}

YamlTree beam_tree(const Dataset& dataset) {
  YamlTree beam = YamlTree::map(YamlTree::Style::flow);
  if (dataset.process == Process::drell_yan)
    beam.set("particle", "proton");
  else
    beam.set("lepton", lepton_name(dataset)).set("polarisation", dataset.polarisation);
  if (dataset.sqrt_s > 0.0) beam.set("sqrt_s", dataset.sqrt_s);
  return beam;
}

void set_target(const Target& target, YamlTree& tree) {
  const auto known = known_target(target.name);
  if (known && known->protons == target.protons && known->nucleons == target.nucleons) {
    tree.set("target", target.name);
    return;
  }
  YamlTree map = YamlTree::map(YamlTree::Style::flow);
  tree.set("target",
           map.set("name", target.name).set("Z", target.protons).set("A", target.nucleons));
}

YamlTree systematics_tree(const Dataset& dataset) {
  YamlTree list = YamlTree::list();
  for (const Source& source : dataset.sources) {
    const bool multiplicative = source.treatment == Treatment::multiplicative;
    const bool shared = source.scope == Scope::shared;
    YamlTree entry = YamlTree::map(YamlTree::Style::flow);
    entry.set("name", source.name);
    entry.set("treatment", multiplicative ? "multiplicative" : "additive");
    entry.set("scope", shared ? "shared" : "dataset");
    if (shared) entry.set("group", source.group);
    list.add(std::move(entry));
  }
  return list;
}

std::string sidecar_text(const Dataset& dataset, const std::string& note) {
  YamlTree tree = YamlTree::map();
  tree.set("name", dataset.name).set("title", dataset.title);
  tree.set("process", to_text(dataset.process)).set("observable", to_text(dataset.observable));
  tree.set("beam", beam_tree(dataset));
  set_target(dataset.target, tree);
  YamlTree units = YamlTree::map(YamlTree::Style::flow);
  tree.set("units", units.set("Q2", "GeV^2").set("value", unit_of(dataset.observable)));
  tree.set("n_points", dataset.size());
  YamlTree columns = YamlTree::map();
  columns.set("kinematics", kinematic_columns(dataset));
  columns.set("value", "value").set("stat", "stat").set("uncor", "uncor");
  if (!dataset.theory_factor.empty())
    columns.set("auxiliary", std::vector<std::string>{factor_column});
  tree.set("columns", columns);
  if (!dataset.theory_factor.empty()) {
    YamlTree factor = YamlTree::map(YamlTree::Style::flow);
    tree.set("theory_factor", factor.set("multiply", std::vector<std::string>{factor_column}));
  }
  if (!dataset.sources.empty()) tree.set("systematics", systematics_tree(dataset));
  tree.set("notes", std::vector<std::string>{note});
  return tree.yaml();
}

void append_header(const Dataset& dataset, std::string& text) {
  for (const std::string& name : kinematic_columns(dataset)) text += name + ",";
  text += "value,stat,uncor";
  for (const Source& source : dataset.sources) text += "," + source.name;
  if (!dataset.theory_factor.empty()) text += std::string(",") + factor_column;
  text += "\n";
}

void append_row(const Dataset& dataset, std::size_t i, std::string& text) {
  const auto field = [&text](double value) {
    append_number(value, text);
    text += ',';
  };
  if (dataset.process != Process::drell_yan) field(dataset.x[i]);
  field(dataset.q2[i]);
  if (!dataset.y.empty()) field(dataset.y[i]);
  for (const auto& column : dataset.extra_kinematics) field(column.second[i]);
  field(dataset.value[i]);
  field(dataset.stat[i]);
  field(dataset.uncor[i]);
  for (std::size_t s = 0; s < dataset.sources.size(); ++s) field(dataset.shift(i, s));
  if (!dataset.theory_factor.empty()) field(dataset.factor(i));
  text.back() = '\n';
}

}  // namespace

double as_written(double value) {
  std::string text;
  append_number(value, text);
  return std::strtod(text.c_str(), nullptr);
}

void write_dataset(const Dataset& dataset, const std::filesystem::path& folder,
                   const std::string& note) {
  AtomicFile table(folder / (dataset.name + ".csv"));
  std::string text;
  append_header(dataset, text);
  for (std::size_t i = 0; i < dataset.size(); ++i) {
    append_row(dataset, i, text);
    if (text.size() < buffered) continue;
    table.write(text);
    text.clear();
  }
  table.write(text);
  table.commit();
  write_file_atomically(folder / (dataset.name + ".yaml"), sidecar_text(dataset, note));
}

}  // namespace fitpack
