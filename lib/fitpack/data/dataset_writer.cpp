#include "fitpack/data/dataset_writer.hpp"

#include <array>
#include <charconv>
#include <cstdlib>

#include "fitpack/io/atomic_file.hpp"
#include "fitpack/io/yaml_tree.hpp"

namespace fitpack {

namespace {

constexpr int digits = 8;
constexpr std::size_t buffered = std::size_t{1} << 20U;

void append_number(double value, std::string& text) {
  std::array<char, 32> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                          std::chars_format::general, digits);
  text.append(buffer.data(), end);
}

const char* lepton_name(int charge) {
  if (charge == 0) return "e+-";
  return charge > 0 ? "e+" : "e-";
}

std::vector<std::string> kinematic_columns(const Dataset& dataset) {
  std::vector<std::string> names = {"x", "Q2", "y"};
  for (const auto& column : dataset.extra_kinematics) names.push_back(column.first);
  return names;
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
  const bool density = dataset.observable == Observable::d2sigma_dxdq2;
  YamlTree tree = YamlTree::map();
  tree.set("name", dataset.name).set("title", dataset.title);
  tree.set("process", to_text(dataset.process)).set("observable", to_text(dataset.observable));
  YamlTree beam = YamlTree::map(YamlTree::Style::flow);
  beam.set("lepton", lepton_name(dataset.lepton_charge));
  beam.set("polarisation", dataset.polarisation).set("sqrt_s", dataset.sqrt_s);
  tree.set("beam", beam).set("target", dataset.target);
  YamlTree units = YamlTree::map(YamlTree::Style::flow);
  tree.set("units", units.set("Q2", "GeV^2").set("value", density ? "pb/GeV^2" : "1"));
  tree.set("n_points", dataset.size());
  YamlTree columns = YamlTree::map();
  columns.set("kinematics", kinematic_columns(dataset));
  columns.set("value", "value").set("stat", "stat").set("uncor", "uncor");
  tree.set("columns", columns);
  if (!dataset.sources.empty()) tree.set("systematics", systematics_tree(dataset));
  tree.set("notes", std::vector<std::string>{note});
  return tree.yaml();
}

void append_header(const Dataset& dataset, std::string& text) {
  for (const std::string& name : kinematic_columns(dataset)) text += name + ",";
  text += "value,stat,uncor";
  for (const Source& source : dataset.sources) text += "," + source.name;
  text += "\n";
}

void append_row(const Dataset& dataset, std::size_t i, std::string& text) {
  const auto field = [&text](double value) {
    append_number(value, text);
    text += ',';
  };
  field(dataset.x[i]);
  field(dataset.q2[i]);
  field(dataset.y[i]);
  for (const auto& column : dataset.extra_kinematics) field(column.second[i]);
  field(dataset.value[i]);
  field(dataset.stat[i]);
  field(dataset.uncor[i]);
  for (std::size_t s = 0; s < dataset.sources.size(); ++s) field(dataset.shift(i, s));
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
