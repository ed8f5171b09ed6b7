#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "fitpack/result/fit_result.hpp"

namespace fitpack {

/// What the fit of a replica depends on besides its number. Files of one run have equal keys.
struct ReplicaKey {
  std::string program;  ///< version and git hash
  std::string card;     ///< checksum of what the card says about the fit
  std::string data;     ///< checksum of the data files
  std::string seed;
  std::string start;  ///< checksum of θ at the minimum of the central fit

  bool operator==(const ReplicaKey&) const = default;
};

/// The fit of one replica as its file has it.
struct ReplicaFit {
  ReplicaRecord record;
  std::string message;  ///< why the minimiser stopped
  ChiSquareParts chi2;  ///< to its own pseudo-data
  std::vector<std::string> free_names;
};

/// FOLDER/replica_0017.h5.
[[nodiscard]] std::filesystem::path replica_path(const std::filesystem::path& folder,
                                                 std::size_t number);

/// Writes the file of a replica whole or not at all. Equal content gives equal bytes: no times, no
/// host. Throws DataError where it cannot be written. Local.
void write_replica(const ReplicaFit& fit, const ReplicaKey& key, const std::filesystem::path& path);

/// What lies where a replica's file belongs.
struct ReplicaOnDisk {
  enum class State {
    absent,
    usable,
    damaged,  ///< truncated, changed or no HDF5
    foreign,  ///< whole, but of another run, program or format version
  };
  State state = State::absent;
  std::string problem;  ///< of a damaged or foreign file
  ReplicaFit fit;       ///< of a usable one
};

/// Local. Does not throw: damage is an outcome.
[[nodiscard]] ReplicaOnDisk find_replica(const std::filesystem::path& path, std::size_t number,
                                         const ReplicaKey& key);

}  // namespace fitpack
