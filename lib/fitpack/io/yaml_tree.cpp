#include "fitpack/io/yaml_tree.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string_view>

#include "fitpack/core/contracts.hpp"
#include "fitpack/io/number_text.hpp"

namespace fitpack {

namespace {

/// A JSON string, which is a double-quoted YAML string as well.
std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      std::array<char, 8> code{};
      std::snprintf(code.data(), code.size(), "\\u%04x", static_cast<unsigned>(c));
      out += code.data();
    } else {
      out += c;
    }
  }
  return out + '"';
}

/// Whether YAML reads the text without quotes back as the same text.
bool is_plain(std::string_view text) {
  constexpr std::string_view safe =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./+-() ";
  constexpr std::array<std::string_view, 10> words = {"true", "false", "null", "yes", "no",
                                                      "on",   "off",   "y",    "n",   ""};
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (std::find(words.begin(), words.end(), lower) != words.end()) return false;
  if (text.find_first_not_of(safe) != std::string_view::npos) return false;
  const char first = text.front();
  const bool starts_well = first == '/' || first == '_' ||
                           (lower.front() >= 'a' && lower.front() <= 'z') ||
                           (first >= '0' && first <= '9');
  // A text that looks like a number (also the YAML forms 0x1f, 1_000) needs its quotes.
  const bool numeric = first >= '0' && first <= '9' &&
                       lower.find_first_not_of("0123456789abcdefx_.+-") == std::string::npos;
  return starts_well && !numeric && text.back() != ' ';
}

std::string scalar_text(std::string_view text) {
  return is_plain(text) ? std::string(text) : in_quotes(text);
}

/// YAML's own spelling of what is no finite number.
std::string number_text(double number) {
  if (std::isnan(number)) return ".nan";
  if (std::isinf(number)) return number > 0 ? ".inf" : "-.inf";
  return format_number(number);
}

std::string line_break(std::size_t indent) {
  std::string out(indent + 1, ' ');
  out.front() = '\n';
  return out;
}

std::string comment_lines(const std::string& comment, std::size_t indent) {
  const std::string margin(indent, ' ');
  std::string out = margin + "# ";
  for (const char c : comment) {
    out += c;
    if (c == '\n') out.append(margin).append("# ");
  }
  return out + '\n';
}

}  // namespace

YamlTree::YamlTree(double number) : text_(number_text(number)) {}
YamlTree::YamlTree(bool value) : text_(value ? "true" : "false") {}
YamlTree::YamlTree(const std::string& text) : kind_(Kind::text), text_(text) {}

YamlTree YamlTree::null() { return {Scalar{}, "null"}; }

YamlTree& YamlTree::set(const std::string& key, YamlTree value, const std::string& comment) {
  FITPACK_EXPECTS(kind_ == Kind::map);
  const auto same = std::find(keys_.begin(), keys_.end(), key);
  const auto index = static_cast<std::size_t>(same - keys_.begin());
  if (same == keys_.end()) {
    keys_.push_back(key);
    items_.push_back(std::move(value));
    comments_.push_back(comment);
  } else {
    items_[index] = std::move(value);
    comments_[index] = comment;
  }
  return *this;
}

YamlTree& YamlTree::add(YamlTree value) {
  FITPACK_EXPECTS(kind_ == Kind::list);
  items_.push_back(std::move(value));
  return *this;
}

std::string YamlTree::yaml() const {
  std::string out;
  if (is_inline()) {
    append_inline(out);
    return out + '\n';
  }
  append_block(out, 0);
  return out;
}

std::string YamlTree::json() const {
  std::string out;
  append_json(out, 0);
  return out + '\n';
}

bool YamlTree::is_inline() const {
  return kind_ == Kind::scalar || kind_ == Kind::text || style_ == Style::flow || items_.empty();
}

void YamlTree::append_block(std::string& out, std::size_t indent) const {
  kind_ == Kind::map ? append_map(out, indent) : append_list(out, indent);
}

void YamlTree::append_map(std::string& out, std::size_t indent) const {
  const std::string margin(indent, ' ');
  for (std::size_t i = 0; i < items_.size(); ++i) {
    const bool on_line = items_[i].is_inline();
    const std::string& comment = comments_[i];
    if (!comment.empty() && !on_line) out += comment_lines(comment, indent);
    out.append(margin).append(scalar_text(keys_[i])).append(":");
    if (on_line) {
      out += ' ';
      items_[i].append_inline(out);
      if (!comment.empty()) out.append("  # ").append(comment);
    }
    out += '\n';
    if (!on_line) items_[i].append_block(out, indent + 2);
  }
}

void YamlTree::append_list(std::string& out, std::size_t indent) const {
  const std::string margin(indent, ' ');
  for (const YamlTree& item : items_) {
    out.append(margin).append("-");
    if (item.is_inline()) {
      out += ' ';
      item.append_inline(out);
      out += '\n';
      continue;
    }
    std::string block;
    item.append_block(block, indent + 2);
    // The first line of the element follows the dash, in place of its indentation.
    if (block[indent + 2] == '#') {
      out.append("\n").append(block);
    } else {
      out.append(" ").append(block, indent + 2);
    }
  }
}

void YamlTree::append_inline(std::string& out) const {
  if (kind_ == Kind::scalar || kind_ == Kind::text) {
    out += kind_ == Kind::text ? scalar_text(text_) : text_;
    return;
  }
  out += kind_ == Kind::map ? '{' : '[';
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (i > 0) out += ", ";
    if (kind_ == Kind::map) out += scalar_text(keys_[i]) + ": ";
    items_[i].append_inline(out);
  }
  out += kind_ == Kind::map ? '}' : ']';
}

void YamlTree::append_json(std::string& out, std::size_t indent) const {
  if (kind_ == Kind::scalar || kind_ == Kind::text) {
    const bool finite =
        text_.find(".nan") == std::string::npos && text_.find(".inf") == std::string::npos;
    out += kind_ == Kind::text ? in_quotes(text_) : (finite ? text_ : "null");
    return;
  }
  const bool broken = style_ == Style::block && !items_.empty();
  const std::string margin = broken ? line_break(indent + 2) : std::string();
  out += kind_ == Kind::map ? '{' : '[';
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (i > 0) out += broken ? "," : ", ";
    out += margin;
    if (kind_ == Kind::map) out += in_quotes(keys_[i]) + ": ";
    items_[i].append_json(out, indent + 2);
  }
  if (broken) out += line_break(indent);
  out += kind_ == Kind::map ? '}' : ']';
}

}  // namespace fitpack
