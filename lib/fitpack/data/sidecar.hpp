#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "fitpack/core/error.hpp"
#include "fitpack/data/dataset.hpp"

namespace fitpack {

/// What the sidecar says about the sources of correlated uncertainty.
struct SystematicsRule {
  /// Holds for every column not named otherwise; absent: every source must be listed.
  std::optional<Source> defaults;
  std::vector<Source> listed;
  std::vector<std::string> listed_places;  ///< where each listed source stands
  std::optional<std::size_t> count;        ///< number of sources the table must have
  std::string place;
};

/// What theory is multiplied with to become what was measured:
/// factor · Π multiply / Π divide, the latter auxiliary columns.
struct TheoryFactorRule {
  double factor = 1.0;
  std::vector<std::string> multiply, divide;
};

/// The meaning of a table: its sidecar NAME.yaml, see docs/formats-data.md.
struct Sidecar {
  Dataset meaning;  ///< everything but the numbers and the sources
  std::vector<std::string> kinematics;
  std::string value_column;
  std::string stat_column;
  std::string uncor_column;  ///< "" where the table has none
  std::vector<std::string> auxiliary;
  TheoryFactorRule theory_factor;
  SystematicsRule systematics;
  std::optional<std::size_t> n_points;
  std::string place;          ///< of the whole file
  std::string columns_place;  ///< of the key columns
};

/// Reads and checks a sidecar; every mistake becomes a Problem with its line.
Sidecar read_sidecar(const std::filesystem::path& path, Problems& problems);

}  // namespace fitpack
