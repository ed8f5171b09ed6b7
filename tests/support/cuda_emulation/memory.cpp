#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <new>

#include "support/cuda_emulation/state.hpp"

namespace cuda_emulation {

namespace {

constexpr std::size_t guard = 256;  // also the alignment that CUDA promises
constexpr int guard_byte = 0xA5;
constexpr int fresh_byte = 0xFF;  // a NaN in every format

void protect(const Allocation& a, int protection) {
  if (mprotect(a.pages, a.n_pages_bytes, protection) != 0) report("mprotect failed");
}

bool guards_are_whole(const Allocation& a) {
  const auto whole = [](std::byte b) { return b == static_cast<std::byte>(guard_byte); };
  return std::all_of(a.pages, a.data, whole) &&
         std::all_of(a.data + a.bytes, a.pages + a.n_pages_bytes, whole);
}

}  // namespace

OpenMemory::OpenMemory(int device) : device_(device) {
  for (const Allocation& a : state().allocations)
    if (a.device == device_) protect(a, PROT_READ | PROT_WRITE);
}

OpenMemory::~OpenMemory() {
  for (const Allocation& a : state().allocations)
    if (a.device == device_) protect(a, PROT_NONE);
}

bool on_device(const void* pointer, std::size_t bytes, int device) {
  const auto* first = static_cast<const std::byte*>(pointer);
  return std::ranges::any_of(state().allocations, [&](const Allocation& a) {
    return a.device == device && first >= a.data && first + bytes <= a.data + a.bytes;
  });
}

bool on_some_device(const void* pointer) {
  const auto* first = static_cast<const std::byte*>(pointer);
  return std::ranges::any_of(state().allocations, [&](const Allocation& a) {
    return first >= a.pages && first < a.pages + a.n_pages_bytes;
  });
}

std::size_t memory_in_use() {
  std::size_t sum = 0;
  for (const Allocation& a : state().allocations) sum += a.bytes;
  return sum;
}

}  // namespace cuda_emulation

using namespace cuda_emulation;

cudaError_t cudaMemGetInfo(std::size_t* free, std::size_t* total) {
  *total = *free = machine().memory;
  for (const Allocation& a : state().allocations)
    if (a.device == state().current_device) *free -= a.bytes;
  return cudaSuccess;
}

cudaError_t cudaMalloc(void** pointer, std::size_t bytes) {
  std::size_t free = 0, total = 0;
  cudaMemGetInfo(&free, &total);
  if (bytes > free) return cudaErrorMemoryAllocation;
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  const std::size_t size = (bytes + 2 * guard + page - 1) / page * page;
  void* pages = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) return cudaErrorMemoryAllocation;
  auto* first = static_cast<std::byte*>(pages);
  std::memset(first, guard_byte, size);
  std::memset(first + guard, fresh_byte, bytes);
  state().allocations.push_back({first, size, first + guard, bytes, state().current_device});
  protect(state().allocations.back(), PROT_NONE);
  *pointer = first + guard;
  return cudaSuccess;
}

cudaError_t cudaFree(void* pointer) {
  if (pointer == nullptr) return cudaSuccess;
  const auto found = std::ranges::find(state().allocations, pointer, &Allocation::data);
  if (found == state().allocations.end()) {
    report("memory is given back that was not handed out, or twice");
    return cudaErrorInvalidValue;
  }
  finish_device(found->device);
  protect(*found, PROT_READ | PROT_WRITE);
  if (!guards_are_whole(*found))
    report("something was written beyond an allocation of " + std::to_string(found->bytes) +
           " bytes");
  munmap(found->pages, found->n_pages_bytes);
  state().allocations.erase(found);
  return cudaSuccess;
}

cudaError_t cudaMallocHost(void** pointer, std::size_t bytes) {
  *pointer = ::operator new(bytes, std::nothrow);
  if (*pointer == nullptr) return cudaErrorMemoryAllocation;
  std::memset(*pointer, fresh_byte, bytes);
  state().pinned.push_back(*pointer);
  return cudaSuccess;
}

cudaError_t cudaFreeHost(void* pointer) {
  if (std::erase(state().pinned, pointer) == 0) return cudaErrorInvalidValue;
  finish_device(state().current_device);
  ::operator delete(pointer);
  return cudaSuccess;
}

cudaError_t cudaHostRegister(void* pointer, std::size_t bytes, unsigned /*flags*/) {
  if (pointer == nullptr || bytes == 0) return cudaErrorInvalidValue;
  if (std::ranges::count(state().registered, pointer) > 0)
    return cudaErrorHostMemoryAlreadyRegistered;
  state().registered.push_back(pointer);
  return cudaSuccess;
}

cudaError_t cudaHostUnregister(void* pointer) {
  return std::erase(state().registered, pointer) == 0 ? cudaErrorInvalidValue : cudaSuccess;
}
