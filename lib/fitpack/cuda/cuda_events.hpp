#pragma once

#include <memory>

#include "fitpack/cuda/cuda_devices.hpp"
#include "fitpack/events/event_summation.hpp"

namespace fitpack {

/// Sums over a rank's events on a device. They stay there where they fit into its memory, else they
/// travel there in parts with every evaluation. Blocks should be large (events_per_device_block):
/// every cell of a block is at least one piece of work. Precision `full`: everything in double;
/// `mixed` and `single`: positions, densities and sums of at most 64 events in single, the rest in
/// double. The same bits of a block in every run, resident or not, whatever other blocks there are.
/// Throws Error where memory is short even for parts. A device whose `memory` is set lower than it
/// is uses no more than that.
[[nodiscard]] std::unique_ptr<EventSummation> make_cuda_summation(SortedBlocks blocks,
                                                                  const EventSumsLayout& layout,
                                                                  const CudaDevice& device);

}  // namespace fitpack
