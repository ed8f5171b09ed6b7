#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "fitpack/core/error.hpp"
#include "fitpack/io/hdf5.hpp"
#include "fitpack/result/fit_result.hpp"

/// Records in HDF5: a list of records is a group with one vector per member, a single record a set
/// of attributes. Writers and readers have the same call operators, so that one description
/// (result_schema.hpp) serves both directions. For `result` and the checkpoints of `fit`.
namespace fitpack::records {

/// The values an enumeration can have in a file.
template <class E>
inline constexpr std::array<E, 0> enumerators{};
template <>
inline constexpr std::array enumerators<FitStatus>{FitStatus::converged, FitStatus::not_converged};
template <>
inline constexpr std::array enumerators<CovarianceKind>{CovarianceKind::gauss_newton,
                                                        CovarianceKind::full, CovarianceKind::none};
template <>
inline constexpr std::array enumerators<ExcursionEnd>{ExcursionEnd::reached, ExcursionEnd::at_bound,
                                                      ExcursionEnd::no_pdfs, ExcursionEnd::too_far};

/// What a member becomes in the file: numbers and text as they are, enumerations by name, counts
/// and flags as 64-bit integers.
template <class T>
auto stored(const T& value) {
  if constexpr (std::is_same_v<T, double> || std::is_same_v<T, std::string>) {
    return value;
  } else if constexpr (std::is_enum_v<T>) {
    return to_string(value);
  } else {
    static_assert(std::is_integral_v<T>);
    return static_cast<std::int64_t>(value);
  }
}
template <class T>
using Stored = decltype(stored(std::declval<const T&>()));

/// The reverse of `stored`; DataError where the file holds a value the member cannot have.
template <class T>
T restored(const Stored<T>& value, const std::string& place) {
  if constexpr (std::is_same_v<T, double> || std::is_same_v<T, std::string>) {
    return value;
  } else if constexpr (std::is_enum_v<T>) {
    for (const T candidate : enumerators<T>)
      if (value == to_string(candidate)) return candidate;
    throw DataError(place + ": unknown status '" + value + "'");
  } else {
    if (!std::in_range<std::conditional_t<std::is_same_v<T, bool>, std::uint8_t, T>>(value) ||
        (std::is_same_v<T, bool> && value > 1)) {
      throw DataError(place + ": the value " + std::to_string(value) + " is out of range");
    }
    return static_cast<T>(value);
  }
}

inline void write_column(Hdf5File& file, const std::string& path, const std::vector<double>& v) {
  file.write_numbers(path, v);
}
inline void write_column(Hdf5File& file, const std::string& path,
                         const std::vector<std::int64_t>& v) {
  file.write_integers(path, v);
}
inline void write_column(Hdf5File& file, const std::string& path,
                         const std::vector<std::string>& v) {
  file.write_texts(path, v);
}
template <class S>
std::vector<S> read_column(const Hdf5File& file, const std::string& path) {
  if constexpr (std::is_same_v<S, double>) return file.read_numbers(path);
  if constexpr (std::is_same_v<S, std::int64_t>) return file.read_integers(path);
  if constexpr (std::is_same_v<S, std::string>) return file.read_texts(path);
}

inline std::string place_in(const Hdf5File& file, const std::string& object) {
  return file.path().string() + ", " + object;
}

/// χ² of the validation rows of every iteration, NaN where there is none; empty where no iteration
/// has one.
std::vector<double> validation_column(const std::vector<IterationRecord>& history);
/// The reverse; DataError where the lengths differ.
void set_validation_column(std::vector<IterationRecord>& history, const std::vector<double>& values,
                           const std::string& place);

template <class Record>
class ColumnWriter {
 public:
  ColumnWriter(Hdf5File& file, std::string group, const std::vector<Record>& records)
      : file_(file), group_(std::move(group)), records_(records) {
    file_.create_group(group_);
  }

  template <class T, class Owner>
  void operator()(const std::string& name, T Owner::*member) {
    write(name, [member](const Record& record) { return stored(record.*member); });
  }
  /// A number that may be missing: `missing` stands for it in the file.
  void optional(const std::string& name, std::optional<double> Record::*member, double missing) {
    write(name, [=](const Record& record) { return (record.*member).value_or(missing); });
  }

 private:
  template <class Get>
  void write(const std::string& name, Get get) {
    std::vector<decltype(get(std::declval<const Record&>()))> column;
    column.reserve(records_.size());
    for (const Record& record : records_) column.push_back(get(record));
    write_column(file_, group_ + "/" + name, column);
  }

  Hdf5File& file_;
  std::string group_;
  const std::vector<Record>& records_;
};

/// The first column tells how many records there are; DataError where another disagrees.
template <class Record>
class ColumnReader {
 public:
  ColumnReader(const Hdf5File& file, std::string group) : file_(file), group_(std::move(group)) {}

  template <class T, class Owner>
  void operator()(const std::string& name, T Owner::*member) {
    const std::string place = place_in(file_, group_ + "/" + name);
    read<Stored<T>>(name, [&](Record& record, const Stored<T>& value) {
      record.*member = restored<T>(value, place);
    });
  }
  void optional(const std::string& name, std::optional<double> Record::*member, double missing) {
    read<double>(name, [=](Record& record, double value) {
      record.*member = value == missing ? std::nullopt : std::optional<double>(value);
    });
  }
  [[nodiscard]] std::vector<Record> records() && { return std::move(records_); }

 private:
  template <class S, class Set>
  void read(const std::string& name, Set set) {
    const std::vector<S> column = read_column<S>(file_, group_ + "/" + name);
    if (std::exchange(first_, false)) records_.resize(column.size());
    if (column.size() != records_.size()) {
      throw DataError(place_in(file_, group_ + "/" + name) + ": has " +
                      std::to_string(column.size()) + " elements where " +
                      std::to_string(records_.size()) + " are expected");
    }
    for (std::size_t i = 0; i < column.size(); ++i) set(records_[i], column[i]);
  }

  const Hdf5File& file_;
  std::string group_;
  std::vector<Record> records_;
  bool first_ = true;
};

class AttributeWriter {
 public:
  AttributeWriter(Hdf5File& file, std::string object) : file_(file), object_(std::move(object)) {
    file_.create_group(object_);
  }
  template <class T>
  void operator()(const std::string& name, const T& value) {
    file_.write_attribute(object_, name, stored(value));
  }

 private:
  Hdf5File& file_;
  std::string object_;
};

class AttributeReader {
 public:
  AttributeReader(const Hdf5File& file, std::string object)
      : file_(file), object_(std::move(object)) {}
  template <class T>
  void operator()(const std::string& name, T& value) {
    value = restored<T>(read<Stored<T>>(name), place_in(file_, object_ + "@" + name));
  }

 private:
  template <class S>
  S read(const std::string& name) const {
    if constexpr (std::is_same_v<S, double>) return file_.number_attribute(object_, name);
    if constexpr (std::is_same_v<S, std::int64_t>) return file_.integer_attribute(object_, name);
    if constexpr (std::is_same_v<S, std::string>) return file_.text_attribute(object_, name);
  }

  const Hdf5File& file_;
  std::string object_;
};

}  // namespace fitpack::records
