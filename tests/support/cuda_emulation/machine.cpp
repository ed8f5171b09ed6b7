#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "support/cuda_emulation/state.hpp"

namespace cuda_emulation {

State& state() {
  static State only;
  return only;
}

void report(const std::string& finding) {
  auto& all = state().findings;
  if (std::ranges::find(all, finding) == all.end()) all.push_back(finding);
}

void set_up(const Machine& machine) {
  if (!state().allocations.empty() || !state().streams.empty())
    throw std::logic_error("the emulated devices are in use");
  state().machine = machine;
  state().current_device = 0;
  state().last_error = cudaSuccess;
}

const Machine& machine() { return state().machine; }

std::vector<std::string> take_findings() {
  if (!state().allocations.empty())
    report(std::to_string(state().allocations.size()) + " allocations were never given back");
  if (const std::size_t n = state().pinned.size() + state().registered.size(); n > 0)
    report(std::to_string(n) + " pieces of pinned memory were never given back");
  if (!state().streams.empty())
    report(std::to_string(state().streams.size()) + " streams were never given back");
  return std::exchange(state().findings, {});
}

std::uint64_t kernels_started() { return state().kernels; }

}  // namespace cuda_emulation

using namespace cuda_emulation;

const char* cudaGetErrorString(cudaError_t error) {
  switch (error) {
    case cudaSuccess:
      return "no error";
    case cudaErrorInvalidValue:
      return "invalid argument";
    case cudaErrorMemoryAllocation:
      return "out of memory";
    case cudaErrorInvalidConfiguration:
      return "invalid configuration argument";
    case cudaErrorNoDevice:
      return "no CUDA-capable device is detected";
    case cudaErrorInvalidDevice:
      return "invalid device ordinal";
    case cudaErrorInvalidResourceHandle:
      return "invalid resource handle";
    case cudaErrorHostMemoryAlreadyRegistered:
      return "part or all of the requested memory range is already mapped";
    case cudaErrorLaunchFailure:
      return "unspecified launch failure";
  }
  return "unrecognized error code";
}

cudaError_t cudaGetLastError() { return std::exchange(state().last_error, cudaSuccess); }

cudaError_t cudaGetDeviceCount(int* count) {
  *count = machine().devices;
  return *count > 0 ? cudaSuccess : cudaErrorNoDevice;
}

cudaError_t cudaGetDevice(int* device) {
  *device = state().current_device;
  return cudaSuccess;
}

cudaError_t cudaSetDevice(int device) {
  if (device < 0 || device >= machine().devices) return cudaErrorInvalidDevice;
  state().current_device = device;
  return cudaSuccess;
}

cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int device) {
  if (device < 0 || device >= machine().devices) return cudaErrorInvalidDevice;
  *properties = {};
  std::strcpy(properties->name, "emulated");
  properties->totalGlobalMem = machine().memory;
  properties->multiProcessorCount = 4;
  properties->maxThreadsPerBlock = 1024;
  return cudaSuccess;
}

cudaError_t cudaDeviceSynchronize() {
  finish_device(state().current_device);
  return cudaSuccess;
}
