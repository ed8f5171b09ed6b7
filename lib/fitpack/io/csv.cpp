#include "fitpack/io/csv.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "fitpack/core/contracts.hpp"
#include "fitpack/io/atomic_file.hpp"
#include "fitpack/io/checksum.hpp"
#include "fitpack/io/number_text.hpp"
#include "fitpack/io/suggestion.hpp"

namespace fitpack {

namespace {

/// A column that is wrong throughout shall not bury the other messages.
constexpr std::size_t max_reports_per_column = 10;

void split_fields(std::string_view line, std::vector<std::string_view>& fields) {
  fields.clear();
  std::size_t start = 0;
  while (true) {
    const std::size_t comma = line.find(',', start);
    const std::string_view field = trimmed(line.substr(start, comma - start));
    // An empty field still has a place in the line.
    fields.push_back(field.empty() ? line.substr(start, 0) : field);
    if (comma == std::string_view::npos) return;
    start = comma + 1;
  }
}

/// Of a header without commas, in words; "" if there is none.
std::string other_separator(const std::vector<std::string>& header) {
  if (header.size() != 1) return {};
  for (const auto& [character, name] :
       {std::pair{';', "semicolons"}, std::pair{'\t', "tabs"}, std::pair{' ', "blanks"}})
    if (header.front().find(character) != std::string::npos) return name;
  return {};
}

void check_header(const std::string& place, const std::vector<std::string>& header,
                  Problems& problems) {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < header.size(); ++i) {
    if (header[i].empty()) {
      problems.add(place, "column " + std::to_string(i + 1) + " has no name", "name it");
    } else if (header[i].front() == '"') {
      problems.add(place + ", column " + header[i], "quotes are part of this name",
                   "write names and numbers without quotes");
    } else if (!seen.insert(header[i]).second) {
      problems.add(place + ", column " + header[i], "this column appears twice",
                   "remove or rename one of them");
    }
  }
}

void check_fields(const CsvTable& table, std::size_t line,
                  const std::vector<std::string_view>& fields, Problems& problems) {
  const std::size_t expected = table.n_columns();
  const std::size_t last = std::min(fields.size(), expected) - 1;
  problems.add(
      table.file() + ":" + std::to_string(line) + ", column " + table.header()[last],
      std::to_string(fields.size()) + " fields where the header names " + std::to_string(expected),
      fields.size() < expected ? "the row ends after this column"
                               : "the row goes on after the last column");
}

/// What is wrong with a field that should hold a finite number; "" if nothing.
std::string number_complaint(std::string_view field, std::optional<double> value) {
  if (field.empty()) return "expected a number, the field is empty";
  if (!value) return "expected a number, found '" + std::string(field) + "'";
  if (!std::isfinite(*value)) return "expected a finite number, found '" + std::string(field) + "'";
  return {};
}

}  // namespace

void CsvTable::add_row(const std::vector<std::string_view>& fields, std::size_t line) {
  FITPACK_EXPECTS(fields.size() == n_columns());
  const char* begin = fields.front().data();
  row_begins_.push_back(static_cast<std::size_t>(begin - content_.data()));
  for (const std::string_view field : fields)
    fields_.push_back({static_cast<std::uint32_t>(field.data() - begin),
                       static_cast<std::uint32_t>(field.size())});
  lines_.push_back(line);
}

std::string_view CsvTable::field(std::size_t row, std::size_t column) const {
  const Field& at = fields_[row * n_columns() + column];
  return content().substr(row_begins_[row] + at.begin, at.length);
}

std::optional<std::size_t> CsvTable::find(const std::string& column) const {
  const auto found = std::find(header_.begin(), header_.end(), column);
  if (found == header_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - header_.begin());
}

std::string CsvTable::place(std::size_t row, const std::string& column) const {
  return file_ + ":" + std::to_string(lines_[row]) + ", column " + column;
}

std::vector<std::string> CsvTable::texts(const std::string& column, Problems& problems) const {
  std::vector<std::string> texts;
  if (const auto index = find(column)) {
    for (std::size_t row = 0; row < n_rows(); ++row) texts.emplace_back(field(row, *index));
    return texts;
  }
  problems.add(file_ + ":1, column " + column, "this column is missing",
               did_you_mean(column, header_));
  return texts;
}

std::vector<double> CsvTable::numbers(const std::string& column, Problems& problems) const {
  const auto index = find(column);
  if (!index) {
    static_cast<void>(texts(column, problems));  // reports it
    return {};
  }
  std::vector<double> values(n_rows(), std::numeric_limits<double>::quiet_NaN());
  std::size_t bad = 0;
  for (std::size_t row = 0; row < values.size(); ++row) {
    const std::string_view text = field(row, *index);
    const std::optional<double> value = parse_number(text);
    if (value && std::isfinite(*value)) {
      values[row] = *value;
    } else if (++bad <= max_reports_per_column) {
      problems.add(place(row, column), number_complaint(text, value));
    }
  }
  if (bad > max_reports_per_column) {
    problems.add(file_ + ", column " + column,
                 "the same for " + std::to_string(bad - max_reports_per_column) + " more rows");
  }
  return values;
}

namespace {

/// Calls `body(number, line)` for every line that counts, without blanks at its ends.
template <class Body>
void for_each_row(std::string_view content, Body&& body) {
  std::size_t begin = 0;
  for (std::size_t line = 1; begin < content.size(); ++line) {
    const std::size_t end = std::min(content.find('\n', begin), content.size());
    const std::string_view row = trimmed(content.substr(begin, end - begin));
    if (!row.empty() && row.front() != '#') body(line, row);
    begin = end + 1;
  }
}

}  // namespace

std::optional<CsvTable> read_csv(const std::filesystem::path& path, Problems& problems) {
  std::string content;
  try {
    content = read_text_file(path);
  } catch (const DataError& error) {
    problems.add("", error.what());
    return std::nullopt;
  }
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";  // spreadsheets write it
  if (content.starts_with(byte_order_mark)) content.erase(0, byte_order_mark.size());
  const std::size_t earlier = problems.size();
  std::optional<CsvTable> table(std::in_place, path.string(), std::move(content));
  std::vector<std::string_view> fields;
  for_each_row(table->content(), [&](std::size_t line, std::string_view row) {
    split_fields(row, fields);
    if (table->n_columns() == 0) {
      table->set_header({fields.begin(), fields.end()});
      check_header(path.string() + ":" + std::to_string(line), table->header(), problems);
    } else if (fields.size() != table->n_columns()) {
      check_fields(*table, line, fields, problems);
    } else {
      table->add_row(fields, line);
    }
  });
  if (table->n_columns() == 0) {
    problems.add(path.string(), "the file is empty", "its first row must name the columns");
    return std::nullopt;
  }
  if (const std::string found = other_separator(table->header()); !found.empty()) {
    problems.add(path.string(), "the header names one column: " + found + " separate nothing here",
                 "separate columns by commas");
    return std::nullopt;
  }
  if (table->n_rows() == 0 && problems.size() == earlier)
    problems.add(path.string(), "the file has a header but no rows", "add at least one row");
  return table;
}

std::string csv_text(const std::vector<std::string>& header,
                     const std::vector<std::vector<std::string>>& rows) {
  std::string text;
  const auto append = [&text](const std::vector<std::string>& fields) {
    for (std::size_t i = 0; i < fields.size(); ++i) text += (i == 0 ? "" : ",") + fields[i];
    text += '\n';
  };
  append(header);
  for (const auto& row : rows) append(row);
  return text;
}

void write_csv(const std::filesystem::path& path, const std::vector<std::string>& header,
               const std::vector<std::vector<std::string>>& rows) {
  write_file_atomically(path, csv_text(header, rows));
}

}  // namespace fitpack
