#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "fitpack/events/sorted_events.hpp"

/// How sorted events are cut for a device. Pieces depend on the events alone, neither on the device
/// nor on its memory: sums of pieces, added in their order, have the same bits everywhere.
namespace fitpack {

/// Events of one cell that a block of threads sums.
struct EventPiece {
  std::uint64_t first = 0;  ///< in the columns
  std::uint32_t cell = 0, count = 0;
};

/// Enough that adding up the threads' sums costs little, few enough to keep a device busy.
inline constexpr std::size_t events_per_piece = 8192;

/// Pieces of all runs, in their order.
struct EventPieces {
  std::vector<EventPiece> pieces;
  /// Where a run's pieces begin, then the end: n_runs + 1 numbers.
  std::vector<std::uint32_t> first_of_run;
  std::vector<std::size_t> cell_of_run;

  explicit EventPieces(std::span<const CellRun> runs);
  [[nodiscard]] std::size_t n_runs() const { return cell_of_run.size(); }
};

/// Consecutive pieces that are on the device together, and the events between their ends.
struct EventPart {
  std::size_t first_piece = 0, n_pieces = 0;
  std::size_t first_event = 0, n_events = 0;
};

/// All events at once where they are no more than `events_at_once`, else parts of at most that
/// many. Empty: not even a piece fits. `n_events`: with what lies between runs.
[[nodiscard]] std::vector<EventPart> cut_into_parts(std::span<const EventPiece> pieces,
                                                    std::size_t n_events,
                                                    std::size_t events_at_once);

}  // namespace fitpack
