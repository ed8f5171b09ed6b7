#include "fitpack/config/data_section.hpp"

#include <algorithm>

#include "fitpack/config/yaml_text.hpp"

namespace fitpack {

namespace {

void read_sets(const YamlReader& section, DataOptions& data) {
  for (const std::string& name : section.texts("sets")) {
    if (std::ranges::find(data.sets, name) == data.sets.end()) {
      data.sets.push_back(name);
    } else {
      section.problem("sets", "the set " + name + " is listed twice", "remove one of them");
    }
  }
  if (data.sets.empty() && section.kind("sets") == YamlKind::sequence) {
    section.problem("sets", "no set is listed", "leave the section data out to have no data");
  }
}

void read_files(const YamlReader& section, DataOptions& data) {
  const auto files = section.optional_map("files");
  if (!files) return;
  for (const std::string& name : files->keys()) {
    data.files.emplace_back(name, files->text(name));
    if (std::ranges::find(data.sets, name) != data.sets.end()) continue;
    const std::string guess = closest_match(name, data.sets);
    files->problem(name, "the set " + name + " is not listed under data.sets",
                   guess.empty() ? "add it there" : "did you mean " + guess + "?");
  }
}

void read_cuts(const YamlReader& section, DataOptions& data) {
  for (const YamlReader& map : section.maps("cuts")) {
    Cut cut;
    cut.variable = map.text("variable");
    cut.min = map.optional_number("min");
    cut.max = map.optional_number("max");
    cut.above = map.optional_number("above");
    cut.below = map.optional_number("below");
    cut.datasets = map.texts("sets", {});
    cut.place = map.place();
    if (!cut.has_bound())
      map.problem("variable", "the cut has no bound", "give min, max, above or below");
    else if (const std::string bounds = cut.contradiction(); !bounds.empty())
      map.problem("variable", "no value meets " + bounds, "exchange them");
    data.cuts.push_back(std::move(cut));
  }
}

std::string list_text(const std::vector<std::string>& names) {
  std::vector<std::string> scalars;
  for (const std::string& name : names) scalars.push_back(yaml_scalar(name));
  return yaml_list(scalars);
}

std::string cut_text(const Cut& cut) {
  std::string text = "{variable: " + yaml_scalar(cut.variable);
  if (cut.min) text += ", min: " + yaml_number(*cut.min);
  if (cut.max) text += ", max: " + yaml_number(*cut.max);
  if (cut.above) text += ", above: " + yaml_number(*cut.above);
  if (cut.below) text += ", below: " + yaml_number(*cut.below);
  if (!cut.datasets.empty()) text += ", sets: " + list_text(cut.datasets);
  return text + "}";
}

}  // namespace

std::filesystem::path DataOptions::location(const std::string& set) const {
  for (const auto& [name, file] : files) {
    if (name == set) return file;
  }
  return folder;
}

void read_data_section(const YamlReader& section, DataOptions& data) {
  data.folder = section.text("folder");
  read_sets(section, data);
  read_files(section, data);
  read_cuts(section, data);
}

void write_data_section(const DataOptions& data, std::string& out) {
  if (data.sets.empty()) return;
  out += "data:\n  folder: " + yaml_scalar(data.folder.string()) + "\n";
  out += "  sets: " + list_text(data.sets) + "\n";
  if (!data.files.empty()) out += "  files:\n";
  for (const auto& [name, file] : data.files) {
    out += "    " + yaml_scalar(name) + ": " + yaml_scalar(file.string()) + "\n";
  }
  if (!data.cuts.empty()) out += "  cuts:\n";
  for (const Cut& cut : data.cuts) out += "    - " + cut_text(cut) + "\n";
}

void document_data_section(std::vector<KeyDoc>& docs) {
  docs.push_back({"data.folder", "path", "required",
                  "folder of the tables NAME.csv and NAME.yaml; leave the section data out "
                  "where a command needs none"});
  docs.push_back({"data.sets", "list of texts", "required", "names of the data sets, in order"});
  docs.push_back({"data.files.NAME", "path", "", "sidecar of a set that lies elsewhere"});
  docs.push_back({"data.cuts", "list of maps", "[]",
                  "points that are kept: those within every bound of every cut"});
  docs.push_back({"data.cuts.N.variable", "text", "required",
                  "x, Q2, y, W2 or another kinematic column of the tables"});
  docs.push_back({"data.cuts.N.min", "number", "", "smallest value kept"});
  docs.push_back({"data.cuts.N.max", "number", "", "largest value kept"});
  docs.push_back({"data.cuts.N.above", "number", "", "values kept are larger than this"});
  docs.push_back({"data.cuts.N.below", "number", "", "values kept are smaller than this"});
  docs.push_back({"data.cuts.N.sets", "list of texts", "all sets", "sets the cut holds for"});
}

}  // namespace fitpack
