#include "fitpack/io/hdf5.hpp"

#include "fitpack/core/error.hpp"
#include "fitpack/io/atomic_file.hpp"
#include "fitpack/io/file_seal.hpp"
#include "fitpack/io/hdf5_state.hpp"

namespace fitpack {

using hdf5::check;
using hdf5::Handle;
using hdf5::own;
using hdf5::Place;

namespace {

constexpr std::size_t memory_increment = std::size_t{4} << 20U;

herr_t append_name(hid_t, const char* name, const H5L_info_t*, void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

}  // namespace

Handle hdf5::space_of(const std::vector<hsize_t>& extent, const Place& place) {
  const hid_t id = extent.empty()
                       ? H5Screate(H5S_SCALAR)
                       : H5Screate_simple(static_cast<int>(extent.size()), extent.data(), nullptr);
  return own(id, H5Sclose, place, "no data space");
}

Handle Hdf5File::State::object(const std::string& name) const {
  return own(H5Oopen(file.get(), name.c_str(), H5P_DEFAULT), H5Oclose, place(name),
             "cannot be opened");
}

Handle Hdf5File::State::dataset(const std::string& name) const {
  return own(H5Dopen2(file.get(), name.c_str(), H5P_DEFAULT), H5Dclose, place(name),
             "cannot be opened");
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
  std::string image;
  if (state_->created && state_->file.is_open()) {
    check(H5Fflush(state_->file.get(), H5F_SCOPE_GLOBAL), place, "cannot be completed");
    const ssize_t size =
        check(H5Fget_file_image(state_->file.get(), nullptr, 0), place, "cannot be completed");
    image.reserve(static_cast<std::size_t>(size) + seal_length);
    image.resize(static_cast<std::size_t>(size));
    check(H5Fget_file_image(state_->file.get(), image.data(), image.size()), place,
          "cannot be completed");
  }
  // The file in memory goes first: results of millions of points are not there three times.
  check(state_->file.close(), place, "cannot be closed");
  if (!image.empty()) write_file_atomically(state_->path, sealed(std::move(image)));
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

}  // namespace fitpack
