#pragma once

#include <string>
#include <vector>

#include "fitpack/io/hdf5.hpp"
#include "fitpack/io/hdf5_handle.hpp"

// What an Hdf5File is made of; for hdf5.cpp, hdf5_reading.cpp and hdf5_writing.cpp.
namespace fitpack {

struct Hdf5File::State {
  std::filesystem::path path;
  hdf5::Handle file;
  bool created = false;

  [[nodiscard]] hdf5::Place place(const std::string& object) const {
    return {path.string(), object};
  }
  [[nodiscard]] hdf5::Handle object(const std::string& name) const;
  [[nodiscard]] hdf5::Handle dataset(const std::string& name) const;
  void write(const std::string& name, hid_t type, const std::vector<hsize_t>& extent,
             const void* values);
  void write_attribute(const std::string& object, const std::string& name, hid_t type,
                       const void* value);
  void read_attribute(const std::string& object, const std::string& name, hid_t type,
                      H5T_class_t expected, void* value) const;
};

namespace hdf5 {

/// A scalar for no extent.
Handle space_of(const std::vector<hsize_t>& extent, const Place& place);

}  // namespace hdf5
}  // namespace fitpack
