#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fitpack/core/error.hpp"

namespace fitpack {

/// A table of text with named columns, and where in its file each row stands. The text is kept as
/// it is and fields as positions in it, so that a table of millions of rows takes little more
/// memory than its file.
class CsvTable {
 public:
  /// `content`: the whole file, which the fields of `add_row` are parts of.
  CsvTable(std::string file, std::string content)
      : file_(std::move(file)), content_(std::move(content)) {}

  [[nodiscard]] std::string_view content() const { return content_; }
  void set_header(std::vector<std::string> header) { header_ = std::move(header); }
  /// `fields`: parts of content(), as many as columns.
  void add_row(const std::vector<std::string_view>& fields, std::size_t line);

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
  [[nodiscard]] std::string_view field(std::size_t row, std::size_t column) const;

  /// Where a field stands, counted from the beginning of its row.
  struct Field {
    std::uint32_t begin, length;
  };
  std::string file_;
  std::string content_;
  std::vector<std::string> header_;
  std::vector<std::size_t> row_begins_;
  std::vector<Field> fields_;  ///< n_rows × n_columns
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
