#pragma once

#include <optional>

#include "fitpack/config/card_visitor.hpp"
#include "fitpack/io/yaml.hpp"

namespace fitpack {

/// Reads a section of a card; an absent key or section leaves the defaults.
class CardReader final : public CardVisitor {
 public:
  explicit CardReader(std::optional<YamlReader> map) : map_(std::move(map)) {}

  void number(const Key& key, double& value, NumberRange range) override;
  void number_or_parameter(const Key& key, double& value, std::string& parameter,
                           NumberRange range) override;
  void integer(const Key& key, int& value, IntegerRange range) override;
  void flag(const Key& key, bool& value) override;
  void text(const Key& key, std::string& value) override;
  void texts(const Key& key, std::vector<std::string>& values) override;
  void numbers(const Key& key, std::span<double> values) override;
  void word(const Key& key, std::span<const std::string> words, std::size_t& index) override;
  void section(const Key& key, const Section& content) override;

 private:
  std::optional<YamlReader> map_;  ///< nullopt: the section is absent
};

}  // namespace fitpack
