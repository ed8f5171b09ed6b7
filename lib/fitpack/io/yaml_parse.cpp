#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <map>
#include <sstream>

#include "fitpack/io/yaml_node.hpp"

namespace fitpack {

namespace {

/// Aliases are copied: a few lines of aliases of aliases could fill the memory.
constexpr std::size_t most_copied_nodes = 1000000;

std::size_t size_of(const YamlNode& node) {
  std::size_t size = 1;
  for (const YamlNode& item : node.items) size += size_of(item);
  return size;
}

/// Builds our own tree from the events of the parser, because yaml-cpp's nodes drop repeated keys.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(std::string name, YamlPlaces places, Problems& problems)
      : name_(std::move(name)), places_(places), problems_(problems) {}

  YamlNode take_root() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    put(make(YamlKind::null, mark), anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const YamlNode& original = anchors_[anchor];
    copied_ += size_of(original);
    if (copied_ > most_copied_nodes) {
      if (!too_many_copies_)
        problems_.add(place(mark), "the aliases of this file stand for too much text",
                      "aliases of aliases multiply: write the values out");
      too_many_copies_ = true;
      return put(make(YamlKind::null, mark), YAML::NullAnchor);
    }
    YamlNode node = original;
    node.place = place(mark);
    put(std::move(node), YAML::NullAnchor);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    YamlNode node = make(YamlKind::scalar, mark);
    node.text = value;
    node.quoted = tag == "!";
    if (!node.quoted && (value == "~" || value == "null")) node.kind = YamlKind::null;
    put(std::move(node), anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open_.push_back({make(YamlKind::sequence, mark), anchor, {}, false});
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open_.push_back({make(YamlKind::map, mark), anchor, {}, false});
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    YamlNode node;
    YAML::anchor_t anchor;
    std::string key;
    bool has_key;
    std::string key_place = {};
  };

  [[nodiscard]] std::string place(const YAML::Mark& mark) const {
    return places_ == YamlPlaces::lines ? name_ + ":" + std::to_string(mark.line + 1) : name_;
  }
  [[nodiscard]] YamlNode make(YamlKind kind, const YAML::Mark& mark) const {
    YamlNode node;
    node.kind = kind;
    node.place = place(mark);
    return node;
  }

  void close() {
    Open done = std::move(open_.back());
    open_.pop_back();
    put(std::move(done.node), done.anchor);
  }

  /// Files a finished node into the map, the list or the root it belongs to.
  void put(YamlNode node, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) anchors_[anchor] = node;
    if (open_.empty()) {
      root_ = std::move(node);
    } else if (Open& parent = open_.back(); parent.node.kind == YamlKind::sequence) {
      parent.node.items.push_back(std::move(node));
    } else if (!parent.has_key) {
      take_key(parent, node);
    } else {
      parent.has_key = false;
      node.place = parent.key_place;  // a map or list below its key begins on a later line
      if (parent.node.find(parent.key) == nullptr) {
        parent.node.add(parent.key, std::move(node));
      }
    }
  }

  void take_key(Open& parent, const YamlNode& node) {
    if (node.kind != YamlKind::scalar) {
      problems_.add(node.place, "a key must be plain text, found " + describe(node));
    }
    parent.key = node.text;
    parent.key_place = node.place;
    parent.has_key = true;
    if (const YamlNode* first = parent.node.find(parent.key)) {
      problems_.add(node.place, "key " + path() + ": given twice, first at " + first->place,
                    "keep one of them");
    }
  }

  /// Dotted path of the key just read.
  [[nodiscard]] std::string path() const {
    std::string dotted;
    for (const Open& level : open_) {
      if (level.node.kind == YamlKind::map) dotted += (dotted.empty() ? "" : ".") + level.key;
    }
    return dotted;
  }

  std::string name_;
  YamlPlaces places_;
  Problems& problems_;
  YamlNode root_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, YamlNode> anchors_;
  std::size_t copied_ = 0;  ///< nodes that aliases stand for
  bool too_many_copies_ = false;
};

}  // namespace

YamlNode* YamlNode::find(const std::string& key) {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i] == key) return &items[i];
  }
  return nullptr;
}

const YamlNode* YamlNode::find(const std::string& key) const {
  return const_cast<YamlNode*>(this)->find(key);
}

void YamlNode::add(std::string key, YamlNode value) {
  keys.push_back(std::move(key));
  items.push_back(std::move(value));
}

namespace {

/// A file that is no YAML is one long text: its beginning, in whole UTF-8 characters.
std::string beginning(const std::string& text) {
  constexpr std::size_t longest = 60;
  if (text.size() <= longest) return text;
  std::size_t end = longest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + "...";
}

}  // namespace

std::string describe(const YamlNode& node) {
  switch (node.kind) {
    case YamlKind::null:
      return "nothing";
    case YamlKind::scalar:
      return "'" + beginning(node.text) + "'";
    case YamlKind::sequence:
      return "a list";
    case YamlKind::map:
      return "a map";
  }
  return {};
}

YamlNode parse_yaml(const std::string& text, const std::string& name, YamlPlaces places,
                    Problems& problems) {
  std::istringstream stream(text);
  TreeBuilder builder(name, places, problems);
  try {
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) {
      problems.add(name, "the file is empty", "write at least one key");
      return {};
    }
    YamlNode root = builder.take_root();
    if (parser.HandleNextDocument(builder)) {
      problems.add(name, "holds more than one YAML document", "remove the separator '---'");
    }
    return root;
  } catch (const YAML::Exception& error) {
    const bool with_line = places == YamlPlaces::lines && !error.mark.is_null();
    problems.add(with_line ? name + ":" + std::to_string(error.mark.line + 1) + ", column " +
                                 std::to_string(error.mark.column + 1)
                           : name,
                 "not valid YAML: " + error.msg);
    return {};
  }
}

}  // namespace fitpack
