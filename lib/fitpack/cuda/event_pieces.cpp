#include "fitpack/cuda/event_pieces.hpp"

#include <algorithm>

namespace fitpack {

EventPieces::EventPieces(std::span<const CellRun> runs) {
  for (const CellRun& run : runs) {
    first_of_run.push_back(static_cast<std::uint32_t>(pieces.size()));
    cell_of_run.push_back(run.cell);
    for (std::size_t begin = 0; begin < run.count; begin += events_per_piece)
      pieces.push_back({run.first + begin, static_cast<std::uint32_t>(run.cell),
                        static_cast<std::uint32_t>(std::min(events_per_piece, run.count - begin))});
  }
  first_of_run.push_back(static_cast<std::uint32_t>(pieces.size()));
}

std::vector<EventPart> cut_into_parts(std::span<const EventPiece> pieces, std::size_t n_events,
                                      std::size_t events_at_once) {
  std::vector<EventPart> parts;
  for (std::size_t p = 0; p < pieces.size(); ++p) {
    const std::size_t end = p + 1 < pieces.size() ? pieces[p + 1].first : n_events;
    if (end - pieces[p].first > events_at_once) return {};
    if (parts.empty() || end - parts.back().first_event > events_at_once)
      parts.push_back({p, 0, pieces[p].first, 0});
    EventPart& part = parts.back();
    ++part.n_pieces;
    part.n_events = end - part.first_event;
  }
  return parts;
}

}  // namespace fitpack
