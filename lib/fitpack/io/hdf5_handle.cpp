#include "fitpack/io/hdf5_handle.hpp"

#include "fitpack/core/error.hpp"

namespace fitpack::hdf5 {

namespace {

/// The stack is walked from the innermost call outwards; the first entry says why.
herr_t keep_first(unsigned position, const H5E_error2_t* entry, void* reason) {
  if (position == 0 && entry->desc != nullptr) *static_cast<std::string*>(reason) = entry->desc;
  return 0;
}

}  // namespace

void fail(const Place& place, const std::string& action) {
  std::string reason;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_first, &reason);
  H5Eclear2(H5E_DEFAULT);
  std::string message = place.file;
  if (!place.object.empty()) message += ", " + place.object;
  message += ": " + action;
  if (!reason.empty()) message += " (" + reason + ")";
  throw DataError(message);
}

Handle own(hid_t id, Handle::Close close, const Place& place, const std::string& action) {
  if (id < 0) fail(place, action);
  return {id, close};
}

void silence() { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }

Handle text_type() {
  const Place nowhere{"HDF5", ""};
  Handle type = own(H5Tcopy(H5T_C_S1), H5Tclose, nowhere, "no text type");
  check(H5Tset_size(type.get(), H5T_VARIABLE), nowhere, "no text type");
  check(H5Tset_cset(type.get(), H5T_CSET_UTF8), nowhere, "no text type");
  return type;
}

Handle property_list(hid_t kind) {
  return own(H5Pcreate(kind), H5Pclose, {"HDF5", ""}, "no property list");
}

}  // namespace fitpack::hdf5
