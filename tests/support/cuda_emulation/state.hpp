#pragma once

#include <cuda_runtime.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "support/cuda_emulation/emulation.hpp"

/// What the sources of the emulation share.
namespace cuda_emulation {

/// A piece of device memory, in pages of its own: guard, the bytes handed out, guard.
struct Allocation {
  std::byte* pages;
  std::size_t n_pages_bytes;
  std::byte* data;
  std::size_t bytes;
  int device;
};

struct Stream {
  int device;
  std::deque<std::function<void()>> work;
};

/// Done when `stream` has done its first `position` pieces of work of those it had at the time.
struct Event {
  Stream* stream = nullptr;
  std::shared_ptr<bool> done = std::make_shared<bool>(true);
};

/// CUDA has one state per process, too.
struct State {
  Machine machine;
  int current_device = 0;
  cudaError_t last_error = cudaSuccess;
  std::vector<Allocation> allocations;
  std::vector<void*> pinned, registered;  ///< memory of the host
  std::vector<std::unique_ptr<Stream>> streams;
  std::vector<std::unique_ptr<Event>> events;
  std::vector<std::string> findings;
  std::uint64_t kernels = 0;
};
State& state();

void report(const std::string& finding);

/// Lets the work that runs now reach the memory of a device.
class OpenMemory {
 public:
  explicit OpenMemory(int device);
  OpenMemory(const OpenMemory&) = delete;
  OpenMemory& operator=(const OpenMemory&) = delete;
  ~OpenMemory();

 private:
  int device_;
};

/// Does all that waits in a stream, or in those of a device.
void finish(Stream& stream);
void finish_device(int device);

/// Whether the bytes lie in one allocation of the device. Those outside are no device memory.
[[nodiscard]] bool on_device(const void* pointer, std::size_t bytes, int device);
[[nodiscard]] bool on_some_device(const void* pointer);

}  // namespace cuda_emulation
