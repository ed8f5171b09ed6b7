#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "fitpack/core/logging.hpp"

namespace fitpack {

/// Kernel rows on disk, one file per set of rows, named after the checksum of its key.
///
/// The key is the complete description of what the rows depend on; it is stored with them and
/// compared letter by letter. A file appears whole or not at all, so concurrent runs may share the
/// folder; a damaged or foreign file is reported and counts as absent. Local: no communication.
class KernelCache {
 public:
  /// An empty folder switches the cache off.
  KernelCache(std::filesystem::path folder, Logger logger)
      : folder_(std::move(folder)), logger_(std::move(logger)) {}

  /// The rows (n_rows × n_columns, row-major) stored under the key, bit for bit; nullopt if there
  /// are none or the file cannot be trusted (a warning).
  [[nodiscard]] std::optional<std::vector<double>> load(const std::string& key, std::size_t n_rows,
                                                        std::size_t n_columns) const;
  /// Stores rows; a folder that cannot be written is a warning, not an error, and said once.
  void store(const std::string& key, std::span<const double> rows, std::size_t n_rows,
             std::size_t n_columns);
  /// Whether there is a file for the key; it may prove unusable.
  [[nodiscard]] bool has(const std::string& key) const;
  /// File of a key.
  [[nodiscard]] std::filesystem::path file(const std::string& key) const;

 private:
  std::filesystem::path folder_;
  Logger logger_;
  bool can_write_ = true;  ///< false: it proved that nothing can be stored
};

}  // namespace fitpack
