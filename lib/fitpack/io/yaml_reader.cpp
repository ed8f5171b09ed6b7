#include <algorithm>
#include <cmath>

#include "fitpack/io/number_text.hpp"
#include "fitpack/io/suggestion.hpp"
#include "fitpack/io/yaml.hpp"

namespace fitpack {

struct YamlReader::State {
  const YamlNode* node;  ///< nullptr stands for an empty map
  std::string path;
  std::string place;
  Problems* problems;
  std::vector<std::string> asked;
  std::vector<std::shared_ptr<State>> children;

  void ask(const std::string& key) {
    if (std::find(asked.begin(), asked.end(), key) == asked.end()) asked.push_back(key);
  }
  [[nodiscard]] std::string path_of(const std::string& key) const {
    return path.empty() ? key : path + "." + key;
  }
  void report_unasked() const;
};

void YamlReader::State::report_unasked() const {
  for (const auto& child : children) child->report_unasked();
  if (node == nullptr) return;
  for (std::size_t i = 0; i < node->keys.size(); ++i) {
    const std::string& key = node->keys[i];
    if (std::find(asked.begin(), asked.end(), key) != asked.end()) continue;
    problems->add(node->items[i].place, "unknown key " + path_of(key), did_you_mean(key, asked));
  }
}

YamlReader::YamlReader(const YamlNode* node, std::string path, Problems& problems)
    : state_(std::make_shared<State>()) {
  state_->node = node;
  state_->path = std::move(path);
  state_->place = node != nullptr ? node->place : "";
  state_->problems = &problems;
}

YamlReader YamlReader::child(const YamlNode* node, std::string path) const {
  YamlReader reader(node, std::move(path), *state_->problems);
  // A map that is asked for again remembers what has been read of it.
  for (const auto& known : state_->children) {
    if (node == nullptr || known->node != node) continue;
    reader.state_ = known;
    return reader;
  }
  if (node == nullptr) reader.state_->place = state_->place;
  state_->children.push_back(reader.state_);
  return reader;
}

const YamlNode* YamlReader::present(const std::string& key) const {
  state_->ask(key);
  const YamlNode* node = state_->node != nullptr ? state_->node->find(key) : nullptr;
  return node != nullptr && node->kind != YamlKind::null ? node : nullptr;
}

bool YamlReader::has(const std::string& key) const { return present(key) != nullptr; }

YamlKind YamlReader::kind(const std::string& key) const {
  const YamlNode* node = present(key);
  return node != nullptr ? node->kind : YamlKind::null;
}

std::vector<std::string> YamlReader::keys() const {
  return state_->node != nullptr ? state_->node->keys : std::vector<std::string>();
}

void YamlReader::missing(const std::string& key) const {
  // An empty map that stands in for a missing one was reported already.
  if (state_->node == nullptr) return;
  state_->problems->add(state_->place, "key " + path(key) + " is missing");
}

void YamlReader::wrong_type(const YamlNode& node, const std::string& path,
                            std::string_view expected) const {
  state_->problems->add(node.place, "key " + path + ": expected " + std::string(expected) +
                                        ", found " + describe(node));
}

std::optional<double> YamlReader::as_number(const YamlNode& node, const std::string& path) const {
  const auto value =
      node.kind == YamlKind::scalar && !node.quoted ? parse_number(node.text) : std::nullopt;
  if (value && std::isfinite(*value)) return value;
  wrong_type(node, path, value ? "a finite number" : "a number");
  return std::nullopt;
}

std::optional<std::string> YamlReader::as_text(const YamlNode& node,
                                               const std::string& path) const {
  if (node.kind == YamlKind::scalar) return node.text;
  wrong_type(node, path, "text");
  return std::nullopt;
}

std::optional<double> YamlReader::optional_number(const std::string& key) const {
  const YamlNode* node = present(key);
  return node != nullptr ? as_number(*node, path(key)) : std::nullopt;
}

std::optional<std::int64_t> YamlReader::optional_integer(const std::string& key) const {
  const YamlNode* node = present(key);
  if (node == nullptr) return std::nullopt;
  const auto value =
      node->kind == YamlKind::scalar && !node->quoted ? parse_integer(node->text) : std::nullopt;
  if (!value) wrong_type(*node, path(key), "an integer");
  return value;
}

std::optional<bool> YamlReader::optional_boolean(const std::string& key) const {
  const YamlNode* node = present(key);
  if (node == nullptr) return std::nullopt;
  if (node->kind == YamlKind::scalar && !node->quoted) {
    if (node->text == "true") return true;
    if (node->text == "false") return false;
  }
  wrong_type(*node, path(key), "true or false");
  return std::nullopt;
}

std::optional<std::string> YamlReader::optional_text(const std::string& key) const {
  const YamlNode* node = present(key);
  return node != nullptr ? as_text(*node, path(key)) : std::nullopt;
}

std::optional<std::vector<double>> YamlReader::optional_numbers(const std::string& key) const {
  const YamlNode* node = present(key);
  if (node == nullptr) return std::nullopt;
  std::vector<double> values;
  if (node->kind != YamlKind::sequence) {
    const auto value = as_number(*node, path(key));
    return value ? std::optional(std::vector{*value}) : std::nullopt;
  }
  for (std::size_t i = 0; i < node->items.size(); ++i) {
    const auto value = as_number(node->items[i], path(key) + "." + std::to_string(i));
    if (!value) return std::nullopt;
    values.push_back(*value);
  }
  return values;
}

std::optional<std::vector<std::string>> YamlReader::optional_texts(const std::string& key) const {
  const YamlNode* node = present(key);
  if (node == nullptr) return std::nullopt;
  std::vector<std::string> values;
  if (node->kind != YamlKind::sequence) {
    const auto value = as_text(*node, path(key));
    return value ? std::optional(std::vector{*value}) : std::nullopt;
  }
  for (std::size_t i = 0; i < node->items.size(); ++i) {
    auto value = as_text(node->items[i], path(key) + "." + std::to_string(i));
    if (!value) return std::nullopt;
    values.push_back(std::move(*value));
  }
  return values;
}

std::optional<std::size_t> YamlReader::choice_index(const std::string& key,
                                                    const std::vector<std::string>& words) const {
  const auto word = optional_text(key);
  if (!word) return std::nullopt;
  const auto found = std::find(words.begin(), words.end(), *word);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  problem(key, "expected one of " + joined(words) + ", found '" + *word + "'",
          did_you_mean(*word, words));
  return std::nullopt;
}

template <class T>
T YamlReader::required(const std::string& key, std::optional<T> value) const {
  if (!has(key)) missing(key);
  return std::move(value).value_or(T{});
}

double YamlReader::number(const std::string& key) const {
  return required(key, optional_number(key));
}
std::int64_t YamlReader::integer(const std::string& key) const {
  return required(key, optional_integer(key));
}
bool YamlReader::boolean(const std::string& key) const {
  return required(key, optional_boolean(key));
}
std::string YamlReader::text(const std::string& key) const {
  return required(key, optional_text(key));
}
std::vector<double> YamlReader::numbers(const std::string& key) const {
  return required(key, optional_numbers(key));
}
std::vector<std::string> YamlReader::texts(const std::string& key) const {
  return required(key, optional_texts(key));
}

double YamlReader::number(const std::string& key, double fallback) const {
  return optional_number(key).value_or(fallback);
}
std::int64_t YamlReader::integer(const std::string& key, std::int64_t fallback) const {
  return optional_integer(key).value_or(fallback);
}
bool YamlReader::boolean(const std::string& key, bool fallback) const {
  return optional_boolean(key).value_or(fallback);
}
std::string YamlReader::text(const std::string& key, const std::string& fallback) const {
  return optional_text(key).value_or(fallback);
}
std::vector<double> YamlReader::numbers(const std::string& key,
                                        const std::vector<double>& fallback) const {
  return optional_numbers(key).value_or(fallback);
}
std::vector<std::string> YamlReader::texts(const std::string& key,
                                           const std::vector<std::string>& fallback) const {
  return optional_texts(key).value_or(fallback);
}

YamlReader YamlReader::map(const std::string& key) const {
  if (!has(key)) missing(key);
  const auto found = optional_map(key);
  return found ? *found : child(nullptr, path(key));
}

std::optional<YamlReader> YamlReader::optional_map(const std::string& key) const {
  const YamlNode* node = present(key);
  if (node == nullptr) return std::nullopt;
  if (node->kind == YamlKind::map) return child(node, path(key));
  wrong_type(*node, path(key), "a map");
  return std::nullopt;
}

std::vector<YamlReader> YamlReader::maps(const std::string& key) const {
  std::vector<YamlReader> readers;
  const YamlNode* node = present(key);
  if (node == nullptr) return readers;
  if (node->kind != YamlKind::sequence) wrong_type(*node, path(key), "a list of maps");
  for (std::size_t i = 0; i < node->items.size(); ++i) {
    const std::string item_path = path(key) + "." + std::to_string(i);
    if (node->items[i].kind == YamlKind::map) {
      readers.push_back(child(&node->items[i], item_path));
    } else {
      wrong_type(node->items[i], item_path, "a map");
    }
  }
  return readers;
}

void YamlReader::finish() const { state_->report_unasked(); }

std::string YamlReader::place() const { return state_->place; }

std::string YamlReader::place(const std::string& key) const {
  const YamlNode* node = state_->node != nullptr ? state_->node->find(key) : nullptr;
  return node != nullptr ? node->place : state_->place;
}

std::string YamlReader::path(const std::string& key) const { return state_->path_of(key); }

const std::string& YamlReader::path() const { return state_->path; }

void YamlReader::problem(const std::string& key, const std::string& message,
                         const std::string& suggestion) const {
  state_->problems->add(place(key), "key " + path(key) + ": " + message, suggestion);
}

Problems& YamlReader::problems() const { return *state_->problems; }

}  // namespace fitpack
