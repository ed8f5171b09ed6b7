#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "fitpack/cuda/cuda_devices.hpp"
#include "fitpack/events/event_sampler.hpp"

namespace fitpack {

/// Draws on a device the events that an EventSampler draws, to the bit. Not for several threads at
/// once.
class DeviceSampler {
 public:
  DeviceSampler() = default;
  DeviceSampler(const DeviceSampler&) = delete;
  DeviceSampler& operator=(const DeviceSampler&) = delete;
  virtual ~DeviceSampler() = default;

  /// Events first … first + n − 1 of the sequence of a seed, in parts that fit into the memory of
  /// the device. Throws InputError as the sampler does, Error where the device has no memory.
  virtual void draw(std::uint64_t seed, std::uint64_t first, std::span<double> x,
                    std::span<double> q2) = 0;
  /// The same without bringing them to the host, for measuring.
  virtual void draw_there(std::uint64_t seed, std::uint64_t first, std::uint64_t n) = 0;
};

/// Copies the sampler's tables to the device; the sampler must outlive the object.
[[nodiscard]] std::unique_ptr<DeviceSampler> make_cuda_sampler(const EventSampler& sampler,
                                                               const CudaDevice& device);

}  // namespace fitpack
