#pragma once

#include <string>
#include <vector>

#include "fitpack/events/event_definition.hpp"
#include "fitpack/parallel/block_layout.hpp"

namespace fitpack {

/// Events of a block, in the order of the file.
struct EventColumns {
  std::vector<double> x, q2;
  std::vector<double> weight;  ///< empty where all are one
  [[nodiscard]] std::size_t size() const { return x.size(); }
};

/// Rows of a file of events per block, whatever the number of ranks.
inline constexpr std::size_t events_per_block = 32768;
/// The same where GPUs sum: enough that most cells of a block have events for some thread blocks.
inline constexpr std::size_t events_per_device_block = std::size_t{1} << 22U;

/// A sample of events, the blocks of one rank: blocks_of_rank(layout.n_blocks(), …).
struct EventSample {
  std::string name;
  EventDefinition definition;
  BlockLayout layout{0, events_per_block};  ///< rows of the file, of all ranks
  std::vector<EventColumns> blocks;         ///< of this rank, without events that were cut
  std::size_t n_events = 0;                 ///< of all ranks, after the cut
  std::size_t n_cut = 0;                    ///< events outside the phase space, of all ranks
  std::string file, checksum;               ///< of the events
};

/// A sample of the given events, serial.
[[nodiscard]] EventSample sample_of(const EventDefinition& definition, const EventColumns& events,
                                    std::size_t rows_per_block = events_per_block);

}  // namespace fitpack
