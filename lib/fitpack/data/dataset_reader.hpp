#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "fitpack/core/error.hpp"
#include "fitpack/data/dataset.hpp"

namespace fitpack {

/// Reads the data set `name` from a folder (NAME.csv and NAME.yaml), or the one whose sidecar is
/// `location` itself, and checks it: columns, numbers, ranges (0 < x <= 1, Q2 > 0, 0 < y <= 1),
/// uncertainties, sidecar against table. Every mistake becomes a Problem with file, line and
/// column; nullopt if there was any.
/// Formats: docs/formats-data.md. Local: every rank that calls it reads the files.
std::optional<Dataset> read_dataset(const std::filesystem::path& location, const std::string& name,
                                    Problems& problems);

/// Names of the sets in a folder that have both files, sorted.
std::vector<std::string> available_datasets(const std::filesystem::path& folder);

}  // namespace fitpack
