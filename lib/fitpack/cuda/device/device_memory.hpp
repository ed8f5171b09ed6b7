#pragma once

#include <cuda_runtime.h>

#include <cstddef>
#include <string>
#include <utility>

#include "fitpack/core/error.hpp"

/// Resources of a device that are given back where their owner ends. For sources of this folder.
namespace fitpack::cuda {

/// Throws Error with CUDA's reason.
inline void check(cudaError_t status, const std::string& what) {
  if (status == cudaSuccess) return;
  const std::string advice =
      status == cudaErrorMemoryAllocation ? "; free memory on the GPU, or use --backend cpu" : "";
  throw Error(ExitCode::internal,
              "GPU: " + what + " failed (" + cudaGetErrorString(status) + ")" + advice);
}

/// The memory of the current device.
struct DeviceMemory {
  static cudaError_t take(void** data, std::size_t bytes) { return cudaMalloc(data, bytes); }
  static void give_back(void* data) { cudaFree(data); }
  static constexpr const char* name = "bytes";
};

/// An array that gives its memory back where it ends.
template <class T, class Memory>
class OwnedArray {
 public:
  OwnedArray() = default;
  explicit OwnedArray(std::size_t size) : size_(size) {
    if (size > 0)
      check(Memory::take(reinterpret_cast<void**>(&data_), size * sizeof(T)),
            "a request for " + std::to_string(size * sizeof(T)) + " " + Memory::name);
  }
  OwnedArray(OwnedArray&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  OwnedArray& operator=(OwnedArray&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~OwnedArray() {
    if (data_ != nullptr) Memory::give_back(data_);
  }

  [[nodiscard]] T* data() { return data_; }
  [[nodiscard]] const T* data() const { return data_; }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  T* data_ = nullptr;
  std::size_t size_ = 0;
};

template <class T>
using DeviceArray = OwnedArray<T, DeviceMemory>;

/// A queue of work.
class Stream {
 public:
  Stream() { check(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), "a stream"); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream() { cudaStreamDestroy(stream_); }
  [[nodiscard]] cudaStream_t get() const { return stream_; }
  void wait() const { check(cudaStreamSynchronize(stream_), "the work on the device"); }

 private:
  cudaStream_t stream_ = nullptr;
};

/// Makes a device the current one for as long as it lives.
class CurrentDevice {
 public:
  explicit CurrentDevice(int number) {
    check(cudaGetDevice(&before_), "asking for the device");
    check(cudaSetDevice(number), "choosing device " + std::to_string(number));
  }
  CurrentDevice(const CurrentDevice&) = delete;
  CurrentDevice& operator=(const CurrentDevice&) = delete;
  ~CurrentDevice() { cudaSetDevice(before_); }

 private:
  int before_ = 0;
};

/// Memory that may be filled: nine tenths of what is free.
inline std::size_t usable_memory() {
  std::size_t free = 0, total = 0;
  check(cudaMemGetInfo(&free, &total), "asking for free memory");
  return free / 10 * 9;
}

}  // namespace fitpack::cuda
