#include "fitpack/config/yaml_text.hpp"

#include <algorithm>
#include <cstdio>
#include <string_view>

#include "fitpack/io/number_text.hpp"

namespace fitpack {

namespace {

constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view digits = "0123456789";

bool is_plain(const std::string& text) {
  if (text.empty() || parse_number(text)) return false;
  const std::string safe = std::string(letters) + std::string(digits) + "_-./+";
  const std::string first = std::string(letters) + "_./";
  return first.find(text.front()) != std::string::npos &&
         text.find_first_not_of(safe) == std::string::npos && text != "true" && text != "false" &&
         text != "null";
}

std::string escaped(char c) {
  if (c == '"' || c == '\\') return {'\\', c};
  if (static_cast<unsigned char>(c) >= 0x20) return {c};
  char code[8];
  std::snprintf(code, sizeof code, "\\x%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
  return code;
}

}  // namespace

std::string yaml_number(double value) { return format_number(value); }

std::string yaml_scalar(const std::string& text) {
  if (is_plain(text)) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += escaped(c);
  quoted += '"';
  return quoted;
}

bool is_name(const std::string& text) {
  const auto is_letter = [](char c) { return letters.find(c) != std::string_view::npos; };
  const auto is_rest = [&](char c) {
    return is_letter(c) || c == '_' || digits.find(c) != std::string_view::npos;
  };
  return !text.empty() && is_letter(text.front()) && std::ranges::all_of(text, is_rest);
}

std::string yaml_list(std::span<const std::string> scalars) {
  std::string text = "[";
  text += joined(scalars, ", ");
  text += ']';
  return text;
}

std::string joined(std::span<const std::string> words, const std::string& between) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += between;
    text += words[i];
  }
  return text;
}

}  // namespace fitpack
