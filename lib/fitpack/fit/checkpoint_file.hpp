#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "fitpack/fit/starts.hpp"

namespace fitpack {

/// One file of an interrupted fit.
struct CheckpointFile {
  std::string identity;       ///< all that the fit depends on, as text
  std::int64_t sequence = 0;  ///< counts the files written for a fit
  FitState state;
};

/// Writes HDF5 (docs/formats.md), whole or not at all, synchronised with the disk. One rank only.
/// Throws DataError where it cannot be written.
void write_checkpoint(const CheckpointFile& checkpoint, const std::filesystem::path& path);

/// Throws DataError for a missing, truncated or damaged file, one of another program or version.
[[nodiscard]] CheckpointFile read_checkpoint(const std::filesystem::path& path);

}  // namespace fitpack
