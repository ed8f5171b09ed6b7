#include "fitpack/config/card_reader.hpp"

#include <algorithm>

#include "fitpack/config/yaml_text.hpp"
#include "fitpack/io/number_text.hpp"

namespace fitpack {

namespace {

bool in_range(double value, NumberRange range) {
  switch (range) {
    case NumberRange::any:
      return true;
    case NumberRange::positive:
      return value > 0.0;
    case NumberRange::non_negative:
      return value >= 0.0;
  }
  return false;
}

}  // namespace

void CardReader::number(const Key& key, double& value, NumberRange range) {
  const auto found = map_ ? map_->optional_number(key.name) : std::nullopt;
  if (!found) return;
  if (in_range(*found, range)) {
    value = *found;
    return;
  }
  map_->problem(key.name, yaml_number(*found) + (range == NumberRange::positive ? " is not positive"
                                                                                : " is negative"));
}

void CardReader::number_or_parameter(const Key& key, double& value, std::string& parameter,
                                     NumberRange range) {
  const bool scalar = map_ && map_->has(key.name) && map_->kind(key.name) == YamlKind::scalar;
  const std::string text = scalar ? map_->text(key.name) : "";
  if (is_name(text) && !parse_number(text))
    parameter = text;
  else
    number(key, value, range);
}

void CardReader::integer(const Key& key, int& value, IntegerRange range) {
  const auto found = map_ ? map_->optional_integer(key.name) : std::nullopt;
  if (!found) return;
  if (*found >= range.min && *found <= range.max) {
    value = static_cast<int>(*found);
    return;
  }
  map_->problem(key.name, std::to_string(*found) + " is not between " + std::to_string(range.min) +
                              " and " + std::to_string(range.max));
}

void CardReader::flag(const Key& key, bool& value) {
  if (map_) value = map_->boolean(key.name, value);
}

void CardReader::text(const Key& key, std::string& value) {
  if (map_) value = map_->text(key.name, value);
}

void CardReader::texts(const Key& key, std::vector<std::string>& values) {
  if (map_) values = map_->texts(key.name, values);
}

void CardReader::numbers(const Key& key, std::span<double> values) {
  const auto found = map_ ? map_->optional_numbers(key.name) : std::nullopt;
  if (!found) return;
  if (found->size() == values.size()) {
    std::ranges::copy(*found, values.begin());
    return;
  }
  map_->problem(key.name, "expected " + std::to_string(values.size()) + " numbers, found " +
                              std::to_string(found->size()));
}

void CardReader::word(const Key& key, std::span<const std::string> words, std::size_t& index) {
  const auto found = map_ ? map_->optional_text(key.name) : std::nullopt;
  if (!found) return;
  const auto match = std::ranges::find(words, *found);
  if (match != words.end()) {
    index = static_cast<std::size_t>(match - words.begin());
    return;
  }
  const std::string guess = closest_match(*found, {words.begin(), words.end()});
  map_->problem(
      key.name, "there is no " + *found,
      guess.empty() ? "choose one of " + joined(words, ", ") : "did you mean " + guess + "?");
}

void CardReader::section(const Key& key, const Section& content) {
  CardReader inner(map_ ? map_->optional_map(key.name) : std::nullopt);
  content(inner);
}

}  // namespace fitpack
