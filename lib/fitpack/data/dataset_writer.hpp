#pragma once

#include <filesystem>

#include "fitpack/data/dataset.hpp"

namespace fitpack {

/// The number with the eight digits that tables are written with.
[[nodiscard]] double as_written(double value);

/// Writes NAME.csv and NAME.yaml of a set into a folder, each whole or not at all, in the format of
/// docs/formats-data.md with eight digits; `read_dataset` reads them back. `note`: for people, goes
/// into the sidecar. Throws DataError. Local.
void write_dataset(const Dataset& dataset, const std::filesystem::path& folder,
                   const std::string& note);

}  // namespace fitpack
