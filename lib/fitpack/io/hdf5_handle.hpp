#pragma once

#include <hdf5.h>

#include <string>
#include <utility>

namespace fitpack::hdf5 {

/// Owns one HDF5 identifier and closes it with the function that belongs to its kind.
class Handle {
 public:
  using Close = herr_t (*)(hid_t);
  Handle() = default;
  Handle(hid_t id, Close closing) : id_(id), close_(closing) {}
  Handle(Handle&& other) noexcept
      : id_(std::exchange(other.id_, H5I_INVALID_HID)), close_(other.close_) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(close_, other.close_);
    return *this;
  }
  ~Handle() { close(); }

  [[nodiscard]] hid_t get() const { return id_; }
  [[nodiscard]] bool is_open() const { return id_ >= 0; }
  /// Negative where HDF5 reports an error.
  herr_t close() {
    const hid_t id = std::exchange(id_, H5I_INVALID_HID);
    return id >= 0 ? close_(id) : 0;
  }

 private:
  hid_t id_ = H5I_INVALID_HID;
  Close close_ = nullptr;
};

/// Where an HDF5 call happened, for messages: "result.h5, /fit/chi2".
struct Place {
  std::string file;
  std::string object;
};

/// Throws DataError: place, what failed, the innermost reason on HDF5's error stack.
[[noreturn]] void fail(const Place& place, const std::string& action);

/// Passes a valid identifier on as a handle; throws otherwise.
Handle own(hid_t id, Handle::Close close, const Place& place, const std::string& action);

/// Throws where an HDF5 call reports an error by a negative value.
template <class T>
T check(T status, const Place& place, const std::string& action) {
  if (status < 0) fail(place, action);
  return status;
}

/// HDF5 prints its errors unless told not to; ours carry them in the exception.
void silence();

Handle text_type();
Handle property_list(hid_t kind);

}  // namespace fitpack::hdf5
