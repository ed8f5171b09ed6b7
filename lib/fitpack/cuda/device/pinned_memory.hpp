#pragma once

#include <cuda_runtime.h>

#include <cstddef>
#include <utility>

#include "device_memory.hpp"

/// Memory of the host that a device reads and writes without a detour. For sources of this folder.
namespace fitpack::cuda {

struct PinnedMemory {
  static cudaError_t take(void** data, std::size_t bytes) { return cudaMallocHost(data, bytes); }
  static void give_back(void* data) { cudaFreeHost(data); }
  static constexpr const char* name = "bytes of pinned memory";
};

/// An array of the host that copies pass at full speed.
template <class T>
using PinnedArray = OwnedArray<T, PinnedMemory>;

/// Pins memory that somebody else owns, for as long as this lives. Where the system does not allow
/// it, copies still work: they are slower.
class Pin {
 public:
  Pin() = default;
  Pin(const void* data, std::size_t bytes) {
    if (bytes == 0) return;
    // The device only reads it.
    auto* writable = const_cast<void*>(data);
    if (cudaHostRegister(writable, bytes, cudaHostRegisterDefault) == cudaSuccess)
      data_ = writable;
    else
      static_cast<void>(cudaGetLastError());
  }
  Pin(Pin&& other) noexcept : data_(std::exchange(other.data_, nullptr)) {}
  Pin& operator=(Pin&& other) noexcept {
    std::swap(data_, other.data_);
    return *this;
  }
  ~Pin() {
    if (data_ != nullptr) cudaHostUnregister(data_);
  }

 private:
  void* data_ = nullptr;
};

}  // namespace fitpack::cuda
