#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace fitpack {

/// A row-major matrix as read from a file.
struct Hdf5Matrix {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<double> values;  ///< rows × columns
};

/// One HDF5 file. Paths inside ("/fit/parameters") use '/', groups on the way are created.
///
/// A new file is built in memory and written by `close`, whole or not at all: HDF5 itself cannot be
/// trusted to survive a disk that fills up while it writes. Without `close` nothing is written.
/// Files carry no times, so equal content gives equal bytes.
///
/// Errors (unreadable, damaged, truncated, not HDF5, missing object, wrong type or shape, not
/// writable, full disk): DataError with file, object and HDF5's reason.
/// Local: one rank at a time opens or creates; a file for all ranks would be another factory.
class Hdf5File {
 public:
  static Hdf5File create(const std::filesystem::path& path);
  static Hdf5File open(const std::filesystem::path& path);  ///< read only
  Hdf5File(Hdf5File&&) noexcept;
  Hdf5File& operator=(Hdf5File&&) noexcept;
  ~Hdf5File();

  /// A created file: writes it to the disk. An opened file: just closes it.
  void close();
  [[nodiscard]] const std::filesystem::path& path() const;

  [[nodiscard]] bool exists(const std::string& object) const;
  /// Names in a group, in alphabetical order.
  [[nodiscard]] std::vector<std::string> list(const std::string& group) const;
  /// Extent of a data set: {} scalar, {n} vector, {rows, columns} matrix.
  [[nodiscard]] std::vector<std::size_t> shape(const std::string& dataset) const;

  void create_group(const std::string& group);  ///< no error where it exists
  void write_number(const std::string& dataset, double value);
  void write_integer(const std::string& dataset, std::int64_t value);
  void write_text(const std::string& dataset, const std::string& value);
  void write_numbers(const std::string& dataset, std::span<const double> values);
  void write_integers(const std::string& dataset, std::span<const std::int64_t> values);
  void write_texts(const std::string& dataset, std::span<const std::string> values);
  /// `values` row-major, rows × columns.
  void write_matrix(const std::string& dataset, std::span<const double> values, std::size_t rows,
                    std::size_t columns);

  [[nodiscard]] double read_number(const std::string& dataset) const;
  [[nodiscard]] std::int64_t read_integer(const std::string& dataset) const;
  [[nodiscard]] std::string read_text(const std::string& dataset) const;
  [[nodiscard]] std::vector<double> read_numbers(const std::string& dataset) const;
  /// Elements first … first + count − 1 of a vector.
  [[nodiscard]] std::vector<double> read_numbers(const std::string& dataset, std::size_t first,
                                                 std::size_t count) const;
  [[nodiscard]] std::vector<std::int64_t> read_integers(const std::string& dataset) const;
  [[nodiscard]] std::vector<std::string> read_texts(const std::string& dataset) const;
  [[nodiscard]] Hdf5Matrix read_matrix(const std::string& dataset) const;

  // Attributes of a group or data set that exists.
  void write_attribute(const std::string& object, const std::string& name, double value);
  void write_attribute(const std::string& object, const std::string& name, std::int64_t value);
  void write_attribute(const std::string& object, const std::string& name,
                       const std::string& value);
  void write_attribute(const std::string& object, const std::string& name, const char* value) {
    write_attribute(object, name, std::string(value));
  }
  void write_attribute(const std::string& object, const std::string& name, int value) {
    write_attribute(object, name, static_cast<std::int64_t>(value));
  }
  void write_attribute(const std::string& object, const std::string& name, std::size_t value) {
    write_attribute(object, name, static_cast<std::int64_t>(value));
  }
  [[nodiscard]] bool has_attribute(const std::string& object, const std::string& name) const;
  [[nodiscard]] double number_attribute(const std::string& object, const std::string& name) const;
  [[nodiscard]] std::int64_t integer_attribute(const std::string& object,
                                               const std::string& name) const;
  [[nodiscard]] std::string text_attribute(const std::string& object,
                                           const std::string& name) const;

 private:
  struct State;
  explicit Hdf5File(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace fitpack
