#include "fitpack/pdf/formula_lexer.hpp"

#include "fitpack/pdf/formula_parser.hpp"

namespace fitpack {

namespace {

// Not those of <cctype>: these do not depend on the locale and take any char.
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

FormulaToken FormulaLexer::next() {
  while (position_ < text_.size() && is_blank(text_[position_])) ++position_;
  if (position_ == text_.size()) return {TokenKind::end, "", position_ + 1};
  const char c = text_[position_];
  if (is_digit(c) || (c == '.' && digits_from(position_ + 1) > 0)) {
    return take(TokenKind::number, number_length());
  }
  if (is_letter(c)) {
    std::size_t end = position_ + 1;
    while (end < text_.size() && (is_letter(text_[end]) || is_digit(text_[end]))) ++end;
    return take(TokenKind::name, end - position_);
  }
  if (std::string("+-*/^(),").find(c) != std::string::npos) return take(TokenKind::sign, 1);
  const std::string what = c >= ' ' && c <= '~' ? std::string("'") + c + "'" : "of this kind";
  throw FormulaError{position_ + 1, "a character " + what + " means nothing here",
                     "known are + - * / ^ ( ), numbers and names"};
}

FormulaToken FormulaLexer::take(TokenKind kind, std::size_t length) {
  FormulaToken token{kind, text_.substr(position_, length), position_ + 1};
  position_ += length;
  return token;
}

std::size_t FormulaLexer::digits_from(std::size_t position) const {
  std::size_t end = position;
  while (end < text_.size() && is_digit(text_[end])) ++end;
  return end - position;
}

/// digits [. digits] [e [sign] digits]; an e without digits belongs to a name.
std::size_t FormulaLexer::number_length() const {
  std::size_t end = position_ + digits_from(position_);
  if (end < text_.size() && text_[end] == '.') end += 1 + digits_from(end + 1);
  if (end < text_.size() && (text_[end] == 'e' || text_[end] == 'E')) {
    std::size_t exponent = end + 1;
    if (exponent < text_.size() && (text_[exponent] == '+' || text_[exponent] == '-')) ++exponent;
    if (const std::size_t digits = digits_from(exponent)) end = exponent + digits;
  }
  return end - position_;
}

}  // namespace fitpack
