#include <stdexcept>

#include "fitpack/io/hdf5_state.hpp"

namespace fitpack {

using hdf5::check;
using hdf5::Handle;
using hdf5::own;
using hdf5::Place;

namespace {

Handle link_creation() {
  Handle list = hdf5::property_list(H5P_LINK_CREATE);
  H5Pset_create_intermediate_group(list.get(), 1);
  return list;
}

}  // namespace

void Hdf5File::State::write(const std::string& name, hid_t type, const std::vector<hsize_t>& extent,
                            const void* values) {
  const Handle space = hdf5::space_of(extent, place(name));
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
  const Handle space = hdf5::space_of({}, where);
  const Handle written =
      own(H5Acreate2(target.get(), attribute.c_str(), type, space.get(), H5P_DEFAULT, H5P_DEFAULT),
          H5Aclose, where, "cannot be created");
  check(H5Awrite(written.get(), type, value), where, "cannot be written");
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

}  // namespace fitpack
