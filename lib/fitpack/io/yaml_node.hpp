#pragma once

#include <string>
#include <vector>

#include "fitpack/core/error.hpp"

namespace fitpack {

enum class YamlKind { null, scalar, sequence, map };

/// One node of a YAML file, with the place it came from.
struct YamlNode {
  YamlKind kind = YamlKind::null;
  std::string text;               ///< of a scalar
  bool quoted = false;            ///< a quoted scalar is text, whatever it looks like
  std::string place;              ///< "card.yaml:12" or "--set a.b=1"
  std::vector<std::string> keys;  ///< of a map, in file order
  std::vector<YamlNode> items;    ///< of a sequence, or the values of a map

  /// nullptr where the map has no such key.
  [[nodiscard]] YamlNode* find(const std::string& key);
  [[nodiscard]] const YamlNode* find(const std::string& key) const;
  void add(std::string key, YamlNode value);
};

/// How a node reads in a message: "'abc'", "a map", "a list", "nothing".
std::string describe(const YamlNode& node);

/// Numbers of lines in places: those of a file, or one place for a text given on the command line.
enum class YamlPlaces { lines, name_only };

/// Parses one YAML document. Problems: syntax errors with line and column, duplicate keys, keys
/// that are no plain text, a second document, an empty document. The node is null after a problem
/// that left nothing to read.
YamlNode parse_yaml(const std::string& text, const std::string& name, YamlPlaces places,
                    Problems& problems);

}  // namespace fitpack
