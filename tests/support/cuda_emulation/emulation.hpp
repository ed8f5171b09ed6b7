#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// GPUs played by the processor, so that the sources of lib/fitpack/cuda/device can be tested
/// without one. The headers beside this one stand in for CUDA's; the sources are compiled as C++.
/// Slow, but stricter than a GPU: see Machine and take_findings(). One host thread at a time.
namespace cuda_emulation {

/// In which order the blocks of a kernel, and the threads of a block between two barriers, run.
/// Results that depend on it come from a race.
enum class Order { forward, backward, shuffled };

/// When work given to a stream is done: the device may begin at once, or not before the host
/// waits for it. Results that depend on it lack a wait.
enum class Timing { at_once, late };

struct Machine {
  int devices = 1;
  std::size_t memory = std::size_t{64} << 20U;  ///< bytes of each device
  Order order = Order::forward;
  std::uint64_t shuffle = 1;  ///< number of the order of Order::shuffled
  Timing timing = Timing::late;
};

/// Replaces the machine. Throws std::logic_error where memory or streams of the old one are alive.
void set_up(const Machine& machine);
[[nodiscard]] const Machine& machine();

/// Mistakes that a GPU would not, or not always, answer with an error, since the last call: writes
/// beyond an allocation (seen when it is given back), copies from or to memory that is not the
/// device's, barriers that not all threads reach, memory and streams never given back.
/// Device memory is filled with NaN when it is handed out, and cannot be read or written by the
/// host: that ends the program.
[[nodiscard]] std::vector<std::string> take_findings();

/// Bytes handed out and not given back, of all devices.
[[nodiscard]] std::size_t memory_in_use();
/// Kernels started since the program began.
[[nodiscard]] std::uint64_t kernels_started();

}  // namespace cuda_emulation
