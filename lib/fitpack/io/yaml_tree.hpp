#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace fitpack {

/// An ordered tree of values to be written as YAML (with comments) or JSON: resolved cards,
/// provenance, output for other programs. Numbers are printed so that they read back to the same
/// bits. A block spreads over lines, a flow (`{a: 1, b: 2}`, `[1, 2]`) stays on one.
class YamlTree {
 public:
  enum class Style { block, flow };

  YamlTree(double number);            // NOLINT(google-explicit-constructor)
  YamlTree(bool value);               // NOLINT(google-explicit-constructor)
  YamlTree(const std::string& text);  // NOLINT(google-explicit-constructor)
  YamlTree(const char* text) : YamlTree(std::string(text)) {}  // NOLINT
  template <std::integral T>
  YamlTree(T value) : YamlTree(Scalar{}, std::to_string(value)) {}  // NOLINT
  /// A list on one line.
  template <class T>
  YamlTree(const std::vector<T>& values) : YamlTree(list(Style::flow)) {  // NOLINT
    for (const T& value : values) add(YamlTree(value));
  }

  static YamlTree map(Style style = Style::block) { return {Kind::map, style}; }
  static YamlTree list(Style style = Style::block) { return {Kind::list, style}; }
  static YamlTree null();

  /// Adds or replaces an entry of a map. The comment follows the value on its line, or stands
  /// above a block.
  YamlTree& set(const std::string& key, YamlTree value, const std::string& comment = {});
  /// Adds an element to a list.
  YamlTree& add(YamlTree value);

  [[nodiscard]] std::string yaml() const;
  /// Without comments; a number that is not finite becomes null.
  [[nodiscard]] std::string json() const;

 private:
  enum class Kind { scalar, text, list, map };
  struct Scalar {};
  YamlTree(Kind kind, Style style) : kind_(kind), style_(style) {}
  YamlTree(Scalar, std::string text) : text_(std::move(text)) {}

  void append_block(std::string& out, std::size_t indent) const;
  void append_map(std::string& out, std::size_t indent) const;
  void append_list(std::string& out, std::size_t indent) const;
  void append_inline(std::string& out) const;
  void append_json(std::string& out, std::size_t indent) const;
  [[nodiscard]] bool is_inline() const;

  Kind kind_ = Kind::scalar;
  Style style_ = Style::block;
  std::string text_;
  std::vector<std::string> keys_;      ///< of a map
  std::vector<std::string> comments_;  ///< of a map
  std::vector<YamlTree> items_;        ///< of a list, or the values of a map
};

}  // namespace fitpack
