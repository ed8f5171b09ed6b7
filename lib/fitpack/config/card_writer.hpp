#pragma once

#include "fitpack/config/card_visitor.hpp"

namespace fitpack {

/// Writes the keys of a section as YAML text that CardReader reads back to the same bits.
class CardWriter final : public CardVisitor {
 public:
  explicit CardWriter(std::string& out, std::size_t indent = 0) : out_(out), indent_(indent) {}

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
  void line(const Key& key, const std::string& value);

  std::string& out_;
  std::size_t indent_;
};

}  // namespace fitpack
