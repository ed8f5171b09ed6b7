#pragma once

#include <filesystem>

#include "fitpack/events/event_sample.hpp"
#include "fitpack/parallel/communicator.hpp"

namespace fitpack {

/// What happens to events outside the declared phase space.
enum class OutsideEvents { refuse, cut };

/// Collective. Reads the sample that a sidecar describes: NAME.yaml beside NAME.h5 with the columns
/// `x`, `Q2` and optionally `weight` and `sample`, see docs/formats-data.md; every rank the rows of
/// its own blocks, of `rows_per_block` rows of the file. Throws DataError, alike on all ranks, with
/// every mistake: files that cannot be read, columns of unequal length, numbers that are not
/// finite, events outside the phase space (counted, the first one named) unless they are to be cut,
/// weights that are not positive or of mixed sign, no events left.
EventSample read_events(const Communicator& comm, const std::filesystem::path& sidecar,
                        OutsideEvents outside, std::size_t rows_per_block = events_per_block);

/// Writes a sample that read_events can read: FILE.h5 and its sidecar. Local: one rank.
void write_events(const std::filesystem::path& file, const EventColumns& events,
                  const EventDefinition& definition, const std::string& title);

}  // namespace fitpack
