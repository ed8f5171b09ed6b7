#pragma once

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fitpack/io/yaml_node.hpp"

namespace fitpack {

/// Reads one map of a strict YAML document. Asking for a key registers it; `finish` reports what
/// nobody asked for. Mistakes of the user become Problems and the call returns its fallback (or
/// 0, "", {}), so that reading goes on and all mistakes are reported at once.
/// A value of `null` counts as absent. Copies share the record of what was asked. A reader refers
/// to its document and its Problems, which must outlive it.
class YamlReader {
 public:
  [[nodiscard]] bool has(const std::string& key) const;  ///< registers the key as well
  [[nodiscard]] YamlKind kind(const std::string& key) const;
  /// Every key of the map, in file order; registers none.
  [[nodiscard]] std::vector<std::string> keys() const;

  // Required: a Problem where the key is missing.
  [[nodiscard]] double number(const std::string& key) const;
  [[nodiscard]] std::int64_t integer(const std::string& key) const;
  [[nodiscard]] bool boolean(const std::string& key) const;
  [[nodiscard]] std::string text(const std::string& key) const;
  [[nodiscard]] std::vector<double> numbers(const std::string& key) const;
  [[nodiscard]] std::vector<std::string> texts(const std::string& key) const;

  // With a fallback for an absent key.
  [[nodiscard]] double number(const std::string& key, double fallback) const;
  [[nodiscard]] std::int64_t integer(const std::string& key, std::int64_t fallback) const;
  [[nodiscard]] bool boolean(const std::string& key, bool fallback) const;
  [[nodiscard]] std::string text(const std::string& key, const std::string& fallback) const;
  [[nodiscard]] std::vector<double> numbers(const std::string& key,
                                            const std::vector<double>& fallback) const;
  [[nodiscard]] std::vector<std::string> texts(const std::string& key,
                                               const std::vector<std::string>& fallback) const;

  // nullopt for an absent key or a wrong type (a Problem).
  [[nodiscard]] std::optional<double> optional_number(const std::string& key) const;
  [[nodiscard]] std::optional<std::int64_t> optional_integer(const std::string& key) const;
  [[nodiscard]] std::optional<bool> optional_boolean(const std::string& key) const;
  [[nodiscard]] std::optional<std::string> optional_text(const std::string& key) const;
  /// A single value counts as a list of one.
  [[nodiscard]] std::optional<std::vector<double>> optional_numbers(const std::string& key) const;
  [[nodiscard]] std::optional<std::vector<std::string>> optional_texts(
      const std::string& key) const;

  /// One of several words; Problem with all of them for any other. E is an enum.
  template <class E>
  [[nodiscard]] std::optional<E> optional_choice(
      const std::string& key, std::initializer_list<std::pair<const char*, E>> choices) const {
    std::vector<std::string> words;
    for (const auto& choice : choices) words.emplace_back(choice.first);
    const auto index = choice_index(key, words);
    if (!index) return std::nullopt;
    return (choices.begin() + *index)->second;
  }
  template <class E>
  [[nodiscard]] E choice(const std::string& key, E fallback,
                         std::initializer_list<std::pair<const char*, E>> choices) const {
    return optional_choice<E>(key, choices).value_or(fallback);
  }

  /// The position of the value among the words; nullopt where absent or none of them (a Problem).
  [[nodiscard]] std::optional<std::size_t> choice_index(
      const std::string& key, const std::vector<std::string>& words) const;

  /// A nested map; required, an empty one stands in where it is missing (a Problem).
  [[nodiscard]] YamlReader map(const std::string& key) const;
  [[nodiscard]] std::optional<YamlReader> optional_map(const std::string& key) const;
  /// A list of maps; empty where absent.
  [[nodiscard]] std::vector<YamlReader> maps(const std::string& key) const;

  /// Reports every key nobody asked for, here and in all maps handed out from here.
  void finish() const;

  [[nodiscard]] std::string place() const;  ///< of this map: "card.yaml:12"
  [[nodiscard]] std::string place(
      const std::string& key) const;  ///< of a value; of the map if absent
  [[nodiscard]] std::string path(const std::string& key) const;  ///< "a.b.key"
  [[nodiscard]] const std::string& path() const;                 ///< "a.b", "" for the root
  /// A Problem about a value: "PLACE: key a.b: message".
  void problem(const std::string& key, const std::string& message,
               const std::string& suggestion = {}) const;
  [[nodiscard]] Problems& problems() const;

 private:
  friend class YamlDocument;
  struct State;
  YamlReader(const YamlNode* node, std::string path, Problems& problems);

  [[nodiscard]] const YamlNode* present(const std::string& key) const;
  void missing(const std::string& key) const;
  template <class T>
  T required(const std::string& key, std::optional<T> value) const;
  void wrong_type(const YamlNode& node, const std::string& path, std::string_view expected) const;
  [[nodiscard]] std::optional<double> as_number(const YamlNode& node,
                                                const std::string& path) const;
  [[nodiscard]] std::optional<std::string> as_text(const YamlNode& node,
                                                   const std::string& path) const;
  [[nodiscard]] YamlReader child(const YamlNode* node, std::string path) const;

  std::shared_ptr<State> state_;
};

/// A strict YAML document (a run card, a sidecar) with overrides from the command line.
class YamlDocument {
 public:
  /// Problems: unreadable file, syntax, duplicate keys, a root that is no map. The document is
  /// then empty or what could be read.
  static YamlDocument from_file(const std::filesystem::path& path, Problems& problems);
  static YamlDocument from_text(const std::string& text, const std::string& name,
                                Problems& problems);

  /// Applies "a.b.c=value"; the value is YAML (`[1, 2]`, `true`, `{min: 3}`); numbers in the path
  /// index lists. Missing maps are created. A value meant for a map that has the key `start` sets
  /// that key; a path through a scalar turns the scalar into {start: scalar} first.
  void set(const std::string& override_text, Problems& problems);

  /// A reader of the whole document. The document must outlive it and not change meanwhile.
  [[nodiscard]] YamlReader root(Problems& problems) const;
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  std::string name_;
  YamlNode root_;
};

}  // namespace fitpack
