#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "support/cuda_emulation/state.hpp"

namespace cuda_emulation {

namespace {

constexpr unsigned most_threads = 1024;

void perform(int device, const std::function<void()>& work) {
  const OpenMemory open(device);
  work();
}

void finish_one(Stream& stream) {
  const std::function<void()> work = std::move(stream.work.front());
  stream.work.pop_front();
  perform(stream.device, work);
}

std::unique_ptr<Stream>* find(cudaStream_t stream) {
  const auto found = std::ranges::find(state().streams, stream, &std::unique_ptr<Stream>::get);
  return found == state().streams.end() ? nullptr : &*found;
}

bool copy_is_sound(const void* to, const void* from, std::size_t to_bytes, std::size_t from_bytes,
                   cudaMemcpyKind kind, int device) {
  const bool to_device = kind != cudaMemcpyDeviceToHost;
  const bool from_device = kind != cudaMemcpyHostToDevice;
  return (to_device ? on_device(to, to_bytes, device) : !on_some_device(to)) &&
         (from_device ? on_device(from, from_bytes, device) : !on_some_device(from));
}

}  // namespace

void finish(Stream& stream) {
  while (!stream.work.empty()) finish_one(stream);
}

void finish_device(int device) {
  for (const auto& stream : state().streams)
    if (stream->device == device) finish(*stream);
}

cudaError_t enqueue(cudaStream_t stream, std::function<void()> work) {
  if (stream == nullptr) {
    perform(state().current_device, work);
    return cudaSuccess;
  }
  if (find(stream) == nullptr || stream->device != state().current_device)
    return cudaErrorInvalidResourceHandle;
  stream->work.push_back(std::move(work));
  if (machine().timing == Timing::at_once) finish(*stream);
  return cudaSuccess;
}

cudaError_t enqueue_kernel(dim3 blocks, dim3 threads, cudaStream_t stream,
                           std::function<void()> thread) {
  const std::uint64_t n_threads = std::uint64_t{threads.x} * threads.y * threads.z;
  const std::uint64_t n_blocks = std::uint64_t{blocks.x} * blocks.y * blocks.z;
  ++state().kernels;
  state().last_error =
      n_threads == 0 || n_threads > most_threads || n_blocks == 0 || blocks.y > 65535
          ? cudaErrorInvalidConfiguration
          : enqueue(stream, [=, kernel = std::move(thread)] { run_grid(blocks, threads, kernel); });
  return state().last_error;
}

}  // namespace cuda_emulation

using namespace cuda_emulation;

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned /*flags*/) {
  state().streams.push_back(std::make_unique<Stream>(Stream{state().current_device, {}}));
  *stream = state().streams.back().get();
  return cudaSuccess;
}

cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
  if (stream != nullptr) finish(*stream);
  return cudaSuccess;
}

cudaError_t cudaStreamDestroy(cudaStream_t stream) {
  auto* owner = find(stream);
  if (owner == nullptr) return cudaErrorInvalidResourceHandle;
  finish(*stream);
  for (const auto& event : state().events)
    if (event->stream == stream) event->stream = nullptr;
  state().streams.erase(state().streams.begin() + (owner - state().streams.data()));
  return cudaSuccess;
}

cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned /*flags*/) {
  state().events.push_back(std::make_unique<Event>());
  *event = state().events.back().get();
  return cudaSuccess;
}

cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) {
  event->stream = stream;
  event->done = std::make_shared<bool>(false);
  return enqueue(stream, [done = event->done] { *done = true; });
}

cudaError_t cudaEventSynchronize(cudaEvent_t event) {
  while (!*event->done && event->stream != nullptr) finish_one(*event->stream);
  return cudaSuccess;
}

cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event, unsigned /*flags*/) {
  return enqueue(stream, [done = event->done, other = event->stream] {
    while (!*done && other != nullptr) finish_one(*other);
  });
}

cudaError_t cudaEventDestroy(cudaEvent_t event) {
  std::erase_if(state().events, [event](const auto& e) { return e.get() == event; });
  return cudaSuccess;
}

cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind,
                            cudaStream_t stream) {
  return cudaMemcpy2DAsync(to, bytes, from, bytes, bytes, 1, kind, stream);
}

cudaError_t cudaMemcpy(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind) {
  return cudaMemcpyAsync(to, from, bytes, kind, nullptr);
}

cudaError_t cudaMemcpy2DAsync(void* to, std::size_t to_pitch, const void* from,
                              std::size_t from_pitch, std::size_t width, std::size_t height,
                              cudaMemcpyKind kind, cudaStream_t stream) {
  if (width == 0 || height == 0) return cudaSuccess;
  if (width > to_pitch || width > from_pitch) return cudaErrorInvalidValue;
  if (!copy_is_sound(to, from, (height - 1) * to_pitch + width, (height - 1) * from_pitch + width,
                     kind, state().current_device)) {
    report("a copy of " + std::to_string(height) + " times " + std::to_string(width) +
           " bytes from or to memory that is not where the copy says, or not as long");
    return cudaErrorInvalidValue;
  }
  return enqueue(stream, [=] {
    for (std::size_t i = 0; i < height; ++i)
      std::memcpy(static_cast<std::byte*>(to) + i * to_pitch,
                  static_cast<const std::byte*>(from) + i * from_pitch, width);
  });
}

cudaError_t cudaMemsetAsync(void* to, int value, std::size_t bytes, cudaStream_t stream) {
  if (bytes == 0) return cudaSuccess;
  if (!on_device(to, bytes, state().current_device)) {
    report("bytes are set that are not all in an allocation of the device");
    return cudaErrorInvalidValue;
  }
  return enqueue(stream, [=] { std::memset(to, value, bytes); });
}
