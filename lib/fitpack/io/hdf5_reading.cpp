#include <string_view>

#include "fitpack/core/error.hpp"
#include "fitpack/io/hdf5_state.hpp"

namespace fitpack {

using hdf5::check;
using hdf5::Handle;
using hdf5::own;
using hdf5::Place;

namespace {

const char* class_name(H5T_class_t kind) {
  return kind == H5T_FLOAT ? "numbers" : kind == H5T_INTEGER ? "integers" : "text";
}

/// Integers may be read as numbers, but numbers not as integers.
void check_class(const Handle& type, H5T_class_t expected, const Place& place) {
  const H5T_class_t found = H5Tget_class(type.get());
  if (found == expected || (expected == H5T_FLOAT && found == H5T_INTEGER)) return;
  throw DataError(place.file + ", " + place.object + ": does not hold " + class_name(expected));
}

std::vector<std::size_t> extent_of(const Handle& dataset, const Place& place) {
  const Handle space = own(H5Dget_space(dataset.get()), H5Sclose, place, "no data space");
  const int rank = check(H5Sget_simple_extent_ndims(space.get()), place, "no extent");
  std::vector<hsize_t> extent(static_cast<std::size_t>(rank));
  check(H5Sget_simple_extent_dims(space.get(), extent.data(), nullptr), place, "no extent");
  return {extent.begin(), extent.end()};
}

/// Number of elements of a data set that must have `rank` dimensions.
std::size_t element_count(const Handle& dataset, std::size_t rank, const Place& place) {
  const std::vector<std::size_t> extent = extent_of(dataset, place);
  if (extent.size() != rank) {
    throw DataError(place.file + ", " + place.object + ": has " + std::to_string(extent.size()) +
                    " dimensions where " + std::to_string(rank) + " are expected");
  }
  std::size_t count = 1;
  for (const std::size_t n : extent) count *= n;
  return count;
}

template <class T>
std::vector<T> read_values(const Handle& dataset, std::size_t rank, hid_t type,
                           H5T_class_t expected, const Place& place) {
  const Handle file_type = own(H5Dget_type(dataset.get()), H5Tclose, place, "no type");
  check_class(file_type, expected, place);
  std::vector<T> values(element_count(dataset, rank, place));
  if (values.empty()) return values;
  check(H5Dread(dataset.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), place,
        "cannot be read");
  return values;
}

/// Texts of fixed length, as other programs write them.
std::vector<std::string> read_fixed_texts(const Handle& dataset, const Handle& type,
                                          std::size_t count, const Place& place) {
  const std::size_t length = H5Tget_size(type.get());
  std::vector<char> buffer(count * length);
  if (count > 0) {
    check(H5Dread(dataset.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, buffer.data()), place,
          "cannot be read");
  }
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view field(buffer.data() + i * length, length);
    texts.emplace_back(field.substr(0, field.find('\0')));
  }
  return texts;
}

std::vector<std::string> read_variable_texts(const Handle& dataset, std::size_t count,
                                             const Place& place) {
  const Handle type = hdf5::text_type();
  std::vector<char*> pointers(count, nullptr);
  if (count > 0) {
    check(H5Dread(dataset.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()), place,
          "cannot be read");
  }
  std::vector<std::string> texts;
  for (char* pointer : pointers) {
    texts.emplace_back(pointer != nullptr ? pointer : "");
    H5free_memory(pointer);
  }
  return texts;
}

std::vector<std::string> read_any_texts(const Handle& dataset, std::size_t rank,
                                        const Place& place) {
  const Handle type = own(H5Dget_type(dataset.get()), H5Tclose, place, "no type");
  check_class(type, H5T_STRING, place);
  const std::size_t count = element_count(dataset, rank, place);
  return H5Tis_variable_str(type.get()) > 0 ? read_variable_texts(dataset, count, place)
                                            : read_fixed_texts(dataset, type, count, place);
}

}  // namespace

void Hdf5File::State::read_attribute(const std::string& name, const std::string& attribute,
                                     hid_t type, H5T_class_t expected, void* value) const {
  const Place where = place(name + "@" + attribute);
  const Handle target = object(name);
  const Handle found = own(H5Aopen(target.get(), attribute.c_str(), H5P_DEFAULT), H5Aclose, where,
                           "cannot be opened");
  check_class(own(H5Aget_type(found.get()), H5Tclose, where, "no type"), expected, where);
  const Handle space = own(H5Aget_space(found.get()), H5Sclose, where, "no shape");
  if (H5Sget_simple_extent_npoints(space.get()) != 1)
    throw DataError(where.file + ", " + where.object + ": is not a single value");
  check(H5Aread(found.get(), type, value), where, "cannot be read");
}

std::vector<std::size_t> Hdf5File::shape(const std::string& dataset) const {
  return extent_of(state_->dataset(dataset), state_->place(dataset));
}

double Hdf5File::read_number(const std::string& dataset) const {
  return read_values<double>(state_->dataset(dataset), 0, H5T_NATIVE_DOUBLE, H5T_FLOAT,
                             state_->place(dataset))[0];
}

std::int64_t Hdf5File::read_integer(const std::string& dataset) const {
  return read_values<std::int64_t>(state_->dataset(dataset), 0, H5T_NATIVE_INT64, H5T_INTEGER,
                                   state_->place(dataset))[0];
}

std::string Hdf5File::read_text(const std::string& dataset) const {
  return read_any_texts(state_->dataset(dataset), 0, state_->place(dataset))[0];
}

std::vector<double> Hdf5File::read_numbers(const std::string& dataset) const {
  return read_values<double>(state_->dataset(dataset), 1, H5T_NATIVE_DOUBLE, H5T_FLOAT,
                             state_->place(dataset));
}

std::vector<double> Hdf5File::read_numbers(const std::string& dataset, std::size_t first,
                                           std::size_t count) const {
  const Place place = state_->place(dataset);
  const Handle data = state_->dataset(dataset);
  check_class(own(H5Dget_type(data.get()), H5Tclose, place, "no type"), H5T_FLOAT, place);
  const std::size_t length = element_count(data, 1, place);
  if (first + count > length)
    throw DataError(place.file + ", " + place.object + ": has " + std::to_string(length) +
                    " elements where " + std::to_string(first + count) + " are expected");
  std::vector<double> values(count);
  if (count == 0) return values;
  const hsize_t begin = first, extent = count;
  const Handle in_file = own(H5Dget_space(data.get()), H5Sclose, place, "no data space");
  check(H5Sselect_hyperslab(in_file.get(), H5S_SELECT_SET, &begin, nullptr, &extent, nullptr),
        place, "cannot be read");
  const Handle in_memory = hdf5::space_of({extent}, place);
  check(H5Dread(data.get(), H5T_NATIVE_DOUBLE, in_memory.get(), in_file.get(), H5P_DEFAULT,
                values.data()),
        place, "cannot be read");
  return values;
}

std::vector<std::int64_t> Hdf5File::read_integers(const std::string& dataset) const {
  return read_values<std::int64_t>(state_->dataset(dataset), 1, H5T_NATIVE_INT64, H5T_INTEGER,
                                   state_->place(dataset));
}

std::vector<std::string> Hdf5File::read_texts(const std::string& dataset) const {
  return read_any_texts(state_->dataset(dataset), 1, state_->place(dataset));
}

Hdf5Matrix Hdf5File::read_matrix(const std::string& dataset) const {
  const Place place = state_->place(dataset);
  const Handle data = state_->dataset(dataset);
  Hdf5Matrix matrix;
  matrix.values = read_values<double>(data, 2, H5T_NATIVE_DOUBLE, H5T_FLOAT, place);
  const std::vector<std::size_t> extent = extent_of(data, place);
  matrix.rows = extent[0];
  matrix.columns = extent[1];
  return matrix;
}

bool Hdf5File::has_attribute(const std::string& object, const std::string& name) const {
  if (!exists(object)) return false;
  return H5Aexists(state_->object(object).get(), name.c_str()) > 0;
}

double Hdf5File::number_attribute(const std::string& object, const std::string& name) const {
  double value = 0.0;
  state_->read_attribute(object, name, H5T_NATIVE_DOUBLE, H5T_FLOAT, &value);
  return value;
}

std::int64_t Hdf5File::integer_attribute(const std::string& object, const std::string& name) const {
  std::int64_t value = 0;
  state_->read_attribute(object, name, H5T_NATIVE_INT64, H5T_INTEGER, &value);
  return value;
}

std::string Hdf5File::text_attribute(const std::string& object, const std::string& name) const {
  char* pointer = nullptr;
  state_->read_attribute(object, name, hdf5::text_type().get(), H5T_STRING, &pointer);
  std::string value = pointer != nullptr ? pointer : "";
  H5free_memory(pointer);
  return value;
}

}  // namespace fitpack
