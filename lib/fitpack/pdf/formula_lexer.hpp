#pragma once

#include <cstddef>
#include <string>

namespace fitpack {

enum class TokenKind { number, name, sign, end };

struct FormulaToken {
  TokenKind kind = TokenKind::end;
  std::string text;
  std::size_t column = 1;  ///< of its first character, from 1
};

/// Cuts a formula into numbers, names, and the signs + - * / ^ ( ) and comma.
class FormulaLexer {
 public:
  explicit FormulaLexer(const std::string& text) : text_(text) {}

  /// The next token; `end` again and again at the end. Throws FormulaError at any other character.
  [[nodiscard]] FormulaToken next();

 private:
  [[nodiscard]] FormulaToken take(TokenKind kind, std::size_t length);
  [[nodiscard]] std::size_t number_length() const;
  [[nodiscard]] std::size_t digits_from(std::size_t position) const;

  const std::string& text_;
  std::size_t position_ = 0;
};

}  // namespace fitpack
