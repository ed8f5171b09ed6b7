#include <algorithm>
#include <string_view>

#include "fitpack/io/checksum.hpp"
#include "fitpack/io/number_text.hpp"
#include "fitpack/io/yaml.hpp"

namespace fitpack {

namespace {

constexpr const char* start_key = "start";

std::vector<std::string> split_path(std::string_view path) {
  std::vector<std::string> keys;
  std::size_t start = 0;
  while (true) {
    const std::size_t dot = path.find('.', start);
    keys.emplace_back(trimmed(path.substr(start, dot - start)));
    if (dot == std::string_view::npos) return keys;
    start = dot + 1;
  }
}

void scalar_to_map(YamlNode& node) {
  YamlNode map;
  map.kind = YamlKind::map;
  map.place = node.place;
  map.add(start_key, std::move(node));
  node = std::move(map);
}

/// The signature stands at the beginning, or after a user block of 512 bytes.
bool is_hdf5(std::string_view content) {
  constexpr std::string_view signature = "\x89HDF\r\n\x1a\n";
  constexpr std::size_t user_block = 512;
  return content.starts_with(signature) ||
         (content.size() > user_block && content.substr(user_block).starts_with(signature));
}

/// The element `key` of a list, or nullptr with a Problem.
YamlNode* item(YamlNode& list, const std::string& key, const std::string& place,
               Problems& problems) {
  const auto index = parse_integer(key);
  if (index && *index >= 0 && static_cast<std::size_t>(*index) < list.items.size()) {
    return &list.items[static_cast<std::size_t>(*index)];
  }
  problems.add(place, "'" + key + "' does not name an element of the list",
               "it has " + std::to_string(list.items.size()) + " elements, counted from 0");
  return nullptr;
}

/// The node below `node` at `key`, made where it does not exist.
YamlNode* descend(YamlNode& node, const std::string& key, const std::string& place,
                  Problems& problems) {
  if (node.kind == YamlKind::sequence) return item(node, key, place, problems);
  if (node.kind == YamlKind::scalar) scalar_to_map(node);
  if (node.kind == YamlKind::null) {
    node.kind = YamlKind::map;
    node.place = place;
  }
  if (YamlNode* found = node.find(key)) return found;
  YamlNode fresh;
  fresh.place = place;
  node.add(key, std::move(fresh));
  return &node.items.back();
}

}  // namespace

YamlDocument YamlDocument::from_file(const std::filesystem::path& path, Problems& problems) {
  try {
    const std::string text = read_text_file(path);
    if (!is_hdf5(text)) return from_text(text, path.string(), problems);
    problems.add(path.string(), "an HDF5 file, where YAML is expected",
                 "a result is no card; `fitpack --help` tells which commands take one");
  } catch (const DataError& error) {
    problems.add("", error.what());
  }
  YamlDocument empty = YamlDocument();
  empty.name_ = path.string();
  empty.root_.place = empty.name_;
  return empty;
}

YamlDocument YamlDocument::from_text(const std::string& text, const std::string& name,
                                     Problems& problems) {
  YamlDocument document = YamlDocument();
  document.name_ = name;
  Problems found;
  document.root_ = parse_yaml(text, name, YamlPlaces::lines, found);
  if (found.empty() && document.root_.kind != YamlKind::map) {
    found.add(name, "expected keys with values, found " + describe(document.root_),
              "write lines such as 'key: value'");
  }
  problems.append(found);
  if (document.root_.kind != YamlKind::map) document.root_ = YamlNode{};
  if (document.root_.place.empty()) document.root_.place = name;
  return document;
}

void YamlDocument::set(const std::string& override_text, Problems& problems) {
  const std::string place = "--set " + override_text;
  const std::size_t equals = override_text.find('=');
  const std::vector<std::string> keys =
      split_path(std::string_view(override_text).substr(0, equals));
  if (equals == std::string::npos || std::find(keys.begin(), keys.end(), "") != keys.end()) {
    problems.add(place, "not an override", "write key.subkey=value");
    return;
  }
  const std::string value_text(trimmed(std::string_view(override_text).substr(equals + 1)));
  if (value_text.empty()) {
    problems.add(place, "no value", "write one; null stands for the default");
    return;
  }
  const std::size_t before = problems.size();
  YamlNode value = parse_yaml(value_text, place, YamlPlaces::name_only, problems);
  if (problems.size() != before) return;
  value.place = place;
  YamlNode* target = &root_;
  for (const std::string& key : keys) {
    target = descend(*target, key, place, problems);
    if (target == nullptr) return;
  }
  YamlNode* start = target->kind == YamlKind::map ? target->find(start_key) : nullptr;
  *(start != nullptr && value.kind == YamlKind::scalar ? start : target) = std::move(value);
}

YamlReader YamlDocument::root(Problems& problems) const { return {&root_, "", problems}; }

}  // namespace fitpack
