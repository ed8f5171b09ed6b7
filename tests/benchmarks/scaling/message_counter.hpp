#pragma once

#include <cstdint>

/// What this rank has handed to MPI since the last reset, counted at the profiling interface: calls
/// and bytes, independent of the program's own book-keeping. A broadcast or a reduction is one call
/// of its payload on every rank.
namespace fitpack::scaling {

struct MessageCounts {
  std::int64_t sends = 0, sent_bytes = 0;  ///< point to point
  std::int64_t broadcasts = 0, broadcast_bytes = 0;
  std::int64_t reductions = 0, reduction_bytes = 0;  ///< to all ranks
};

[[nodiscard]] MessageCounts message_counts();
void reset_message_counts();

/// Waits for a message to this rank without using the processor.
void sleep_until_message();

}  // namespace fitpack::scaling
