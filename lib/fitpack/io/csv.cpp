#include "fitpack/io/csv.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <sstream>

#include "fitpack/core/contracts.hpp"
#include "fitpack/io/atomic_file.hpp"
#include "fitpack/io/checksum.hpp"
#include "fitpack/io/number_text.hpp"
#include "fitpack/io/suggestion.hpp"

namespace fitpack {

namespace {

/// A column that is wrong throughout shall not bury the other messages.
constexpr std::size_t max_reports_per_column = 10;

std::vector<std::string> split_fields(std::string_view line) {
  std::vector<std::string> fields;
  std::size_t start = 0;
  while (true) {
    const std::size_t comma = line.find(',', start);
    fields.emplace_back(trimmed(line.substr(start, comma - start)));
    if (comma == std::string_view::npos) return fields;
    start = comma + 1;
  }
}

void check_header(const std::string& place, const std::vector<std::string>& header,
                  Problems& problems) {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < header.size(); ++i) {
    if (header[i].empty()) {
      problems.add(place, "column " + std::to_string(i + 1) + " has no name", "name it");
    } else if (!seen.insert(header[i]).second) {
      problems.add(place + ", column " + header[i], "this column appears twice",
                   "remove or rename one of them");
    }
  }
}

void check_fields(const CsvTable& table, std::size_t line, const std::vector<std::string>& fields,
                  Problems& problems) {
  const std::size_t expected = table.n_columns();
  const std::size_t last = std::min(fields.size(), expected) - 1;
  problems.add(
      table.file() + ":" + std::to_string(line) + ", column " + table.header()[last],
      std::to_string(fields.size()) + " fields where the header names " + std::to_string(expected),
      fields.size() < expected ? "the row ends after this column"
                               : "the row goes on after the last column");
}

/// What is wrong with a field that should hold a finite number; "" if nothing.
std::string number_complaint(const std::string& field, std::optional<double> value) {
  if (field.empty()) return "expected a number, the field is empty";
  if (!value) return "expected a number, found '" + field + "'";
  if (!std::isfinite(*value)) return "expected a finite number, found '" + field + "'";
  return {};
}

}  // namespace

void CsvTable::add_row(std::vector<std::string> fields, std::size_t line) {
  FITPACK_EXPECTS(fields.size() == columns_.size());
  for (std::size_t i = 0; i < columns_.size(); ++i) columns_[i].push_back(std::move(fields[i]));
  lines_.push_back(line);
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
  if (const auto index = find(column)) return columns_[*index];
  problems.add(file_ + ":1, column " + column, "this column is missing",
               did_you_mean(column, header_));
  return {};
}

std::vector<double> CsvTable::numbers(const std::string& column, Problems& problems) const {
  const std::vector<std::string> fields = texts(column, problems);
  std::vector<double> values(fields.size(), std::numeric_limits<double>::quiet_NaN());
  std::size_t bad = 0;
  for (std::size_t row = 0; row < fields.size(); ++row) {
    const std::optional<double> value = parse_number(fields[row]);
    const std::string complaint = number_complaint(fields[row], value);
    if (complaint.empty()) {
      values[row] = *value;
    } else if (++bad <= max_reports_per_column) {
      problems.add(place(row, column), complaint);
    }
  }
  if (bad > max_reports_per_column) {
    problems.add(file_ + ", column " + column,
                 "the same for " + std::to_string(bad - max_reports_per_column) + " more rows");
  }
  return values;
}

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
  std::optional<CsvTable> table;
  std::istringstream stream(content);
  std::string text;
  for (std::size_t line = 1; std::getline(stream, text); ++line) {
    const std::string_view row = trimmed(text);
    if (row.empty() || row.front() == '#') continue;
    std::vector<std::string> fields = split_fields(row);
    if (!table) {
      check_header(path.string() + ":" + std::to_string(line), fields, problems);
      table.emplace(path.string(), std::move(fields));
    } else if (fields.size() != table->n_columns()) {
      check_fields(*table, line, fields, problems);
    } else {
      table->add_row(std::move(fields), line);
    }
  }
  if (!table) {
    problems.add(path.string(), "the file is empty", "its first row must name the columns");
  } else if (table->n_rows() == 0 && problems.size() == earlier) {
    problems.add(path.string(), "the file has a header but no rows", "add at least one row");
  }
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
