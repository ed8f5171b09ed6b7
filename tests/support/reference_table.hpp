#pragma once

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace fitpack::testing {

/// One line of a reference table, fields by the name of their column.
class ReferenceRow {
 public:
  explicit ReferenceRow(std::map<std::string, std::string> fields) : fields_(std::move(fields)) {}
  [[nodiscard]] const std::string& text(const std::string& column) const {
    return fields_.at(column);
  }
  [[nodiscard]] double number(const std::string& column) const { return std::stod(text(column)); }

 private:
  std::map<std::string, std::string> fields_;
};

inline std::vector<std::string> split_fields(const std::string& line) {
  std::vector<std::string> fields;
  std::istringstream stream(line);
  for (std::string field; std::getline(stream, field, ',');) fields.push_back(field);
  return fields;
}

/// The rows of tests/reference/NAME: comment lines begin with #, the first other line names the
/// columns. Throws if the file is missing, a row has the wrong length or there is no row at all, so
/// that no loop over reference numbers passes by being empty.
inline std::vector<ReferenceRow> reference_table(const std::string& name) {
  std::ifstream file(std::string(FITPACK_TEST_SOURCE_DIR) + "/tests/reference/" + name);
  std::vector<std::string> header;
  std::vector<ReferenceRow> rows;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    const auto fields = split_fields(line);
    if (header.empty()) {
      header = fields;
      continue;
    }
    if (fields.size() != header.size()) throw std::runtime_error(name + ": bad row " + line);
    std::map<std::string, std::string> named;
    for (std::size_t k = 0; k < header.size(); ++k) named[header[k]] = fields[k];
    rows.emplace_back(std::move(named));
  }
  if (rows.empty()) throw std::runtime_error("no reference numbers in " + name);
  return rows;
}

/// The rows whose `column` holds `value`.
inline std::vector<ReferenceRow> reference_table(const std::string& name, const std::string& column,
                                                 const std::string& value) {
  std::vector<ReferenceRow> rows = reference_table(name);
  std::erase_if(rows, [&](const ReferenceRow& row) { return row.text(column) != value; });
  if (rows.empty()) throw std::runtime_error("no " + column + " = " + value + " in " + name);
  return rows;
}

}  // namespace fitpack::testing
