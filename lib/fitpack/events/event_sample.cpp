#include "fitpack/events/event_sample.hpp"

namespace fitpack {

EventSample sample_of(const EventDefinition& definition, const EventColumns& events,
                      std::size_t rows_per_block) {
  EventSample sample;
  sample.name = "events";
  sample.definition = definition;
  sample.n_events = events.size();
  sample.layout = {sample.n_events, rows_per_block};
  for (std::size_t b = 0; b < sample.layout.n_blocks(); ++b) {
    const IndexRange rows = sample.layout.rows_of_block(b);
    const auto slice = [&](const std::vector<double>& column) {
      if (column.empty()) return column;
      return std::vector<double>(column.begin() + static_cast<std::ptrdiff_t>(rows.begin),
                                 column.begin() + static_cast<std::ptrdiff_t>(rows.end));
    };
    sample.blocks.push_back({slice(events.x), slice(events.q2), slice(events.weight)});
  }
  return sample;
}

}  // namespace fitpack
