#include "fitpack/config/card_writer.hpp"

#include "fitpack/config/yaml_text.hpp"

namespace fitpack {

void CardWriter::line(const Key& key, const std::string& value) {
  out_.append(indent_, ' ').append(key.name).append(":");
  if (!value.empty()) out_.append(" ").append(value);
  out_.append("\n");
}

void CardWriter::number(const Key& key, double& value, NumberRange) {
  line(key, yaml_number(value));
}

void CardWriter::number_or_parameter(const Key& key, double& value, std::string& parameter,
                                     NumberRange) {
  line(key, parameter.empty() ? yaml_number(value) : yaml_scalar(parameter));
}

void CardWriter::integer(const Key& key, int& value, IntegerRange) {
  line(key, std::to_string(value));
}

void CardWriter::flag(const Key& key, bool& value) { line(key, value ? "true" : "false"); }

void CardWriter::text(const Key& key, std::string& value) { line(key, yaml_scalar(value)); }

void CardWriter::texts(const Key& key, std::vector<std::string>& values) {
  std::vector<std::string> scalars;
  for (const std::string& value : values) scalars.push_back(yaml_scalar(value));
  line(key, yaml_list(scalars));
}

void CardWriter::numbers(const Key& key, std::span<double> values) {
  std::vector<std::string> scalars;
  for (const double value : values) scalars.push_back(yaml_number(value));
  line(key, yaml_list(scalars));
}

void CardWriter::word(const Key& key, std::span<const std::string> words, std::size_t& index) {
  line(key, words[index]);
}

void CardWriter::section(const Key& key, const Section& content) {
  line(key, "");
  CardWriter inner(out_, indent_ + 2);
  content(inner);
}

}  // namespace fitpack
