#pragma once

#include <cuda_runtime.h>

#include <cstddef>
#include <utility>

#include "device_memory.hpp"

/// Memory of the host that a device reads and writes without a detour. For sources of this folder.
namespace fitpack::cuda {

/// An array of the host that copies pass at full speed.
template <class T>
class PinnedArray {
 public:
  PinnedArray() = default;
  explicit PinnedArray(std::size_t size) : size_(size) {
    if (size > 0)
      check(cudaMallocHost(reinterpret_cast<void**>(&data_), size * sizeof(T)),
            "a request for " + std::to_string(size * sizeof(T)) + " bytes of pinned memory");
  }
  PinnedArray(PinnedArray&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  PinnedArray& operator=(PinnedArray&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~PinnedArray() {
    if (data_ != nullptr) cudaFreeHost(data_);
  }

  [[nodiscard]] T* data() { return data_; }
  [[nodiscard]] const T* data() const { return data_; }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  T* data_ = nullptr;
  std::size_t size_ = 0;
};

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
