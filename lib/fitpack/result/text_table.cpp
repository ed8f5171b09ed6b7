#include "fitpack/result/text_table.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace fitpack {
namespace {

constexpr const char* gap = "  ";

/// Characters, not bytes: continuation bytes of UTF-8 do not count.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

std::string printed(const char* format, int precision, double value) {
  // Long enough for any double with up to 17 decimals.
  std::array<char, 400> buffer{};
  std::snprintf(buffer.data(), buffer.size(), format, precision, value);
  return buffer.data();
}

}  // namespace

std::vector<std::size_t> TextTable::widths() const {
  std::vector<std::size_t> widths;
  for (const std::vector<std::string>& row : rows_) {
    widths.resize(std::max(widths.size(), row.size()), 0);
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  }
  return widths;
}

std::string TextTable::text() const {
  const std::vector<std::size_t> column = widths();
  std::size_t total = 0;
  for (const std::size_t width : column) total += width + 2;
  std::string out;
  for (const std::vector<std::string>& row : rows_) {
    std::string line = gap;
    if (row.empty()) line += std::string(total - 2, '-');
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string blanks(column[i] - width_of(row[i]), ' ');
      line += (i == 0 ? "" : gap) + (i == 0 ? row[i] + blanks : blanks + row[i]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + '\n';
  }
  return out;
}

std::string fixed_text(double value, int decimals) { return printed("%.*f", decimals, value); }

std::string short_text(double value, int digits) { return printed("%.*g", digits, value); }

std::pair<std::string, std::string> value_and_error(double value, double error) {
  if (!(error > 0.0) || !std::isfinite(error)) return {short_text(value), short_text(error)};
  const int decimals = std::clamp(1 - static_cast<int>(std::floor(std::log10(error))), 0, 17);
  return {fixed_text(value, decimals), fixed_text(error, decimals)};
}

}  // namespace fitpack
