#pragma once

#include "fitpack/config/card_visitor.hpp"
#include "fitpack/config/key_doc.hpp"

namespace fitpack {

/// Lists the keys of a section with their types, defaults and meanings.
class CardDocumenter final : public CardVisitor {
 public:
  explicit CardDocumenter(std::vector<KeyDoc>& docs, std::string prefix = "")
      : docs_(docs), prefix_(std::move(prefix)) {}

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
  void add(const Key& key, const std::string& type, const std::string& default_text);

  std::vector<KeyDoc>& docs_;
  std::string prefix_;  ///< "theory.", "" at the top
};

}  // namespace fitpack
