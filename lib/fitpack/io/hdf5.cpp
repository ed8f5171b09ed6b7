#include "fitpack/io/hdf5.hpp"

#include <string_view>

#include "fitpack/core/error.hpp"
#include "fitpack/io/atomic_file.hpp"
#include "fitpack/io/file_seal.hpp"
#include "fitpack/io/hdf5_handle.hpp"

namespace fitpack {

using hdf5::check;
using hdf5::Handle;
using hdf5::own;
using hdf5::Place;

struct Hdf5File::State {
  std::filesystem::path path;
  Handle file;
  bool created = false;

  [[nodiscard]] Place place(const std::string& object) const { return {path.string(), object}; }
  [[nodiscard]] Handle object(const std::string& name) const;
  [[nodiscard]] Handle dataset(const std::string& name) const;
  void write(const std::string& name, hid_t type, const std::vector<hsize_t>& extent,
             const void* values);
  void write_attribute(const std::string& object, const std::string& name, hid_t type,
                       const void* value);
  void read_attribute(const std::string& object, const std::string& name, hid_t type,
                      H5T_class_t expected, void* value) const;
};

namespace {

constexpr std::size_t memory_increment = std::size_t{4} << 20U;

Handle link_creation() {
  Handle list = hdf5::property_list(H5P_LINK_CREATE);
  H5Pset_create_intermediate_group(list.get(), 1);
  return list;
}

Handle space_of(const std::vector<hsize_t>& extent, const Place& place) {
  const hid_t id = extent.empty()
                       ? H5Screate(H5S_SCALAR)
                       : H5Screate_simple(static_cast<int>(extent.size()), extent.data(), nullptr);
  return own(id, H5Sclose, place, "no data space");
}

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

herr_t append_name(hid_t, const char* name, const H5L_info_t*, void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

}  // namespace

Handle Hdf5File::State::object(const std::string& name) const {
  return own(H5Oopen(file.get(), name.c_str(), H5P_DEFAULT), H5Oclose, place(name),
             "cannot be opened");
}

Handle Hdf5File::State::dataset(const std::string& name) const {
  return own(H5Dopen2(file.get(), name.c_str(), H5P_DEFAULT), H5Dclose, place(name),
             "cannot be opened");
}

void Hdf5File::State::write(const std::string& name, hid_t type, const std::vector<hsize_t>& extent,
                            const void* values) {
  const Handle space = space_of(extent, place(name));
  const Handle links = link_creation();
  const Handle creation = hdf5::property_list(H5P_DATASET_CREATE);
  H5Pset_obj_track_times(creation.get(), false);
  const Handle data = own(H5Dcreate2(file.get(), name.c_str(), type, space.get(), links.get(),
                                     creation.get(), H5P_DEFAULT),
                          H5Dclose, place(name), "cannot be created");
  if (H5Sget_simple_extent_npoints(space.get()) == 0) return;
  check(H5Dwrite(data.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values), place(name),
        "cannot be written");
}

void Hdf5File::State::write_attribute(const std::string& name, const std::string& attribute,
                                      hid_t type, const void* value) {
  const Place where = place(name + "@" + attribute);
  const Handle target = object(name);
  const Handle space = space_of({}, where);
  const Handle written =
      own(H5Acreate2(target.get(), attribute.c_str(), type, space.get(), H5P_DEFAULT, H5P_DEFAULT),
          H5Aclose, where, "cannot be created");
  check(H5Awrite(written.get(), type, value), where, "cannot be written");
}

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

Hdf5File::Hdf5File(std::unique_ptr<State> state) : state_(std::move(state)) {}
Hdf5File::Hdf5File(Hdf5File&&) noexcept = default;
Hdf5File& Hdf5File::operator=(Hdf5File&&) noexcept = default;
Hdf5File::~Hdf5File() = default;

Hdf5File Hdf5File::create(const std::filesystem::path& path) {
  hdf5::silence();
  auto state = std::make_unique<State>();
  state->path = path;
  state->created = true;
  const Handle access = hdf5::property_list(H5P_FILE_ACCESS);
  check(H5Pset_fapl_core(access.get(), memory_increment, false), state->place(""),
        "cannot be created");
  const Handle creation = hdf5::property_list(H5P_FILE_CREATE);
  H5Pset_obj_track_times(creation.get(), false);
  state->file = own(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation.get(), access.get()), H5Fclose,
                    state->place(""), "cannot be created");
  return Hdf5File(std::move(state));
}

Hdf5File Hdf5File::open(const std::filesystem::path& path) {
  hdf5::silence();
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    throw DataError(path.string() + ": no such file; check the path");
  }
  check_seal(path);
  auto state = std::make_unique<State>();
  state->path = path;
  const Handle access = hdf5::property_list(H5P_FILE_ACCESS);
  // Our files are replaced whole, never changed; locks would only fail where a disk has none.
  H5Pset_file_locking(access.get(), false, true);
  state->file = own(H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.get()), H5Fclose, state->place(""),
                    "not a readable HDF5 file, or damaged");
  return Hdf5File(std::move(state));
}

void Hdf5File::close() {
  const Place place = state_->place("");
  if (state_->created && state_->file.is_open()) {
    check(H5Fflush(state_->file.get(), H5F_SCOPE_GLOBAL), place, "cannot be completed");
    const ssize_t size =
        check(H5Fget_file_image(state_->file.get(), nullptr, 0), place, "cannot be completed");
    std::string image(static_cast<std::size_t>(size), '\0');
    check(H5Fget_file_image(state_->file.get(), image.data(), image.size()), place,
          "cannot be completed");
    write_file_atomically(state_->path, sealed(image));
  }
  check(state_->file.close(), place, "cannot be closed");
}

const std::filesystem::path& Hdf5File::path() const { return state_->path; }

bool Hdf5File::exists(const std::string& object) const {
  // HDF5 answers with an error, not "no", where a group on the way is missing: ask step by step.
  std::size_t end = 0;
  while (end != std::string::npos) {
    end = object.find('/', end + 1);
    const std::string part = object.substr(0, end);
    if (part.empty() || part == "/") continue;
    if (H5Lexists(state_->file.get(), part.c_str(), H5P_DEFAULT) <= 0) {
      H5Eclear2(H5E_DEFAULT);
      return false;
    }
  }
  return true;
}

std::vector<std::string> Hdf5File::list(const std::string& group) const {
  const Place place = state_->place(group);
  const Handle opened = own(H5Gopen2(state_->file.get(), group.c_str(), H5P_DEFAULT), H5Gclose,
                            place, "cannot be opened");
  std::vector<std::string> names;
  check(H5Literate(opened.get(), H5_INDEX_NAME, H5_ITER_INC, nullptr, append_name, &names), place,
        "cannot be listed");
  return names;
}

std::vector<std::size_t> Hdf5File::shape(const std::string& dataset) const {
  return extent_of(state_->dataset(dataset), state_->place(dataset));
}

void Hdf5File::create_group(const std::string& group) {
  if (exists(group)) return;
  const Handle links = link_creation();
  const Handle creation = hdf5::property_list(H5P_GROUP_CREATE);
  H5Pset_obj_track_times(creation.get(), false);
  own(H5Gcreate2(state_->file.get(), group.c_str(), links.get(), creation.get(), H5P_DEFAULT),
      H5Gclose, state_->place(group), "cannot be created");
}

void Hdf5File::write_number(const std::string& dataset, double value) {
  state_->write(dataset, H5T_NATIVE_DOUBLE, {}, &value);
}

void Hdf5File::write_integer(const std::string& dataset, std::int64_t value) {
  state_->write(dataset, H5T_NATIVE_INT64, {}, &value);
}

void Hdf5File::write_text(const std::string& dataset, const std::string& value) {
  const char* pointer = value.c_str();
  state_->write(dataset, hdf5::text_type().get(), {}, &pointer);
}

void Hdf5File::write_numbers(const std::string& dataset, std::span<const double> values) {
  state_->write(dataset, H5T_NATIVE_DOUBLE, {values.size()}, values.data());
}

void Hdf5File::write_integers(const std::string& dataset, std::span<const std::int64_t> values) {
  state_->write(dataset, H5T_NATIVE_INT64, {values.size()}, values.data());
}

void Hdf5File::write_texts(const std::string& dataset, std::span<const std::string> values) {
  std::vector<const char*> pointers;
  for (const std::string& value : values) pointers.push_back(value.c_str());
  state_->write(dataset, hdf5::text_type().get(), {values.size()}, pointers.data());
}

void Hdf5File::write_matrix(const std::string& dataset, std::span<const double> values,
                            std::size_t rows, std::size_t columns) {
  if (values.size() != rows * columns) {
    throw std::invalid_argument("write_matrix: values do not fill rows x columns");
  }
  state_->write(dataset, H5T_NATIVE_DOUBLE, {rows, columns}, values.data());
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
  const Handle in_memory = space_of({extent}, place);
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

void Hdf5File::write_attribute(const std::string& object, const std::string& name, double value) {
  state_->write_attribute(object, name, H5T_NATIVE_DOUBLE, &value);
}

void Hdf5File::write_attribute(const std::string& object, const std::string& name,
                               std::int64_t value) {
  state_->write_attribute(object, name, H5T_NATIVE_INT64, &value);
}

void Hdf5File::write_attribute(const std::string& object, const std::string& name,
                               const std::string& value) {
  const char* pointer = value.c_str();
  state_->write_attribute(object, name, hdf5::text_type().get(), &pointer);
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
