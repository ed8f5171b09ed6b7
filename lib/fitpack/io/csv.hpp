#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "fitpack/core/error.hpp"

namespace fitpack {

/// A table of text with named columns, and where in its file each row stands.
class CsvTable {
 public:
  CsvTable(std::string file, std::vector<std::string> header)
      : file_(std::move(file)), header_(std::move(header)), columns_(header_.size()) {}

  /// `fields` as many as columns.
  void add_row(std::vector<std::string> fields, std::size_t line);

  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] std::size_t n_rows() const { return lines_.size(); }
  [[nodiscard]] std::size_t n_columns() const { return header_.size(); }
  [[nodiscard]] const std::vector<std::string>& header() const { return header_; }
  [[nodiscard]] std::optional<std::size_t> find(const std::string& column) const;
  [[nodiscard]] bool has(const std::string& column) const { return find(column).has_value(); }
  [[nodiscard]] std::size_t line(std::size_t row) const { return lines_[row]; }
  /// "FILE:LINE, column NAME".
  [[nodiscard]] std::string place(std::size_t row, const std::string& column) const;

  /// The column as text; empty with a Problem where it does not exist.
  [[nodiscard]] std::vector<std::string> texts(const std::string& column, Problems& problems) const;
  /// The column as finite numbers, one per row; empty with a Problem where it does not exist.
  /// What is no finite number becomes a Problem and NaN.
  [[nodiscard]] std::vector<double> numbers(const std::string& column, Problems& problems) const;

 private:
  std::string file_;
  std::vector<std::string> header_;
  std::vector<std::vector<std::string>> columns_;
  std::vector<std::size_t> lines_;
};

/// Reads comma separated values: one header row, no quotes; blanks around fields, empty lines and
/// lines that start with '#' do not count. Problems: missing or empty file, unnamed or repeated
/// column, wrong number of fields (the row is dropped). nullopt where there is no usable header.
std::optional<CsvTable> read_csv(const std::filesystem::path& path, Problems& problems);

/// A table as text: header, then rows of equal length.
std::string csv_text(const std::vector<std::string>& header,
                     const std::vector<std::vector<std::string>>& rows);

/// Writes csv_text whole or not at all; throws DataError.
void write_csv(const std::filesystem::path& path, const std::vector<std::string>& header,
               const std::vector<std::vector<std::string>>& rows);

}  // namespace fitpack
