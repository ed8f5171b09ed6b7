#pragma once

#include <string>
#include <utility>
#include <vector>

namespace fitpack {

/// Columns of text for a terminal: the first is aligned left, the others right.
class TextTable {
 public:
  explicit TextTable(std::vector<std::string> header) { rows_.push_back(std::move(header)); }

  /// Fields that a row lacks at its end stay empty.
  void add_row(std::vector<std::string> fields) { rows_.push_back(std::move(fields)); }
  /// A horizontal line.
  void add_rule() { rows_.emplace_back(); }
  [[nodiscard]] std::string text() const;

 private:
  [[nodiscard]] std::vector<std::size_t> widths() const;
  std::vector<std::vector<std::string>> rows_;
};

/// A number with a fixed count of decimals; "nan" and "inf" where not finite.
std::string fixed_text(double value, int decimals);

/// A number with `digits` significant digits.
std::string short_text(double value, int digits = 6);

/// Value and error, both to the second digit of the error: {"-0.0612", "0.0012"}. A value without
/// a usable error (0, not finite) has six digits.
std::pair<std::string, std::string> value_and_error(double value, double error);

}  // namespace fitpack
