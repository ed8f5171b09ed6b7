#pragma once

#include <filesystem>

#include "fitpack/result/fit_result.hpp"

namespace fitpack {

/// Writes a result as HDF5 (docs/formats.md), whole or not at all; an existing file is replaced.
/// Equal results give equal bytes. One rank only. Throws DataError where it cannot be written.
void write_result(const FitResult& result, const std::filesystem::path& path);

/// Reads what `write_result` wrote, every field to the bit. Throws DataError for a missing,
/// truncated or damaged file, one of another program or of another version of the format.
FitResult read_result(const std::filesystem::path& path);

}  // namespace fitpack
