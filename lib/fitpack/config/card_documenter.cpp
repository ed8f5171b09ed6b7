#include "fitpack/config/card_documenter.hpp"

#include "fitpack/config/yaml_text.hpp"

namespace fitpack {

void CardDocumenter::add(const Key& key, const std::string& type, const std::string& default_text) {
  docs_.push_back({prefix_ + key.name, type, default_text, key.meaning});
}

namespace {

const char* type_of(NumberRange range) {
  switch (range) {
    case NumberRange::positive:
      return "number > 0";
    case NumberRange::non_negative:
      return "number ≥ 0";
    case NumberRange::any:
      break;
  }
  return "number";
}

}  // namespace

void CardDocumenter::number(const Key& key, double& value, NumberRange range) {
  add(key, type_of(range), yaml_number(value));
}

void CardDocumenter::number_or_parameter(const Key& key, double& value, std::string&,
                                         NumberRange range) {
  add(key, std::string(type_of(range)) + " or parameter", yaml_number(value));
}

void CardDocumenter::integer(const Key& key, int& value, IntegerRange range) {
  add(key, "integer " + std::to_string(range.min) + " … " + std::to_string(range.max),
      std::to_string(value));
}

void CardDocumenter::flag(const Key& key, bool& value) {
  add(key, "true or false", value ? "true" : "false");
}

void CardDocumenter::text(const Key& key, std::string& value) {
  add(key, "text", yaml_scalar(value));
}

void CardDocumenter::texts(const Key& key, std::vector<std::string>& values) {
  add(key, "list of texts", yaml_list(values));
}

void CardDocumenter::numbers(const Key& key, std::span<double> values) {
  std::vector<std::string> scalars;
  for (const double value : values) scalars.push_back(yaml_number(value));
  add(key, "list of " + std::to_string(values.size()) + " numbers", yaml_list(scalars));
}

void CardDocumenter::word(const Key& key, std::span<const std::string> words, std::size_t& index) {
  add(key, joined(words, " or "), words[index]);
}

void CardDocumenter::section(const Key& key, const Section& content) {
  CardDocumenter inner(docs_, prefix_ + key.name + ".");
  content(inner);
}

}  // namespace fitpack
