#pragma once

#include <span>
#include <string>
#include <vector>

#include "fitpack/core/error.hpp"
#include "fitpack/data/dataset.hpp"

namespace fitpack {

/// One nuisance parameter: a source of correlated uncertainty over all sets that share it.
struct Nuisance {
  std::string name;
  std::string group;    ///< of shared sources
  std::string dataset;  ///< of private sources

  /// "GROUP:NAME" or "DATASET:NAME": unique among all.
  [[nodiscard]] std::string label() const;
};

/// Numbers the correlated sources of several sets: shared ones of the same group and name are one
/// nuisance, private ones belong to their set. The order is that of first appearance. Sources that
/// are no shifts have no number.
class NuisanceIndex {
 public:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  explicit NuisanceIndex(std::span<const Dataset> datasets);

  [[nodiscard]] std::size_t size() const { return nuisances_.size(); }
  [[nodiscard]] const Nuisance& operator[](std::size_t i) const { return nuisances_[i]; }
  [[nodiscard]] const std::vector<Nuisance>& all() const { return nuisances_; }
  /// Global number of each source of a set, in the order of its sources, or `none`.
  [[nodiscard]] const std::vector<std::size_t>& columns(std::size_t dataset) const {
    return columns_[dataset];
  }

 private:
  std::vector<Nuisance> nuisances_;
  std::vector<std::vector<std::size_t>> columns_;
};

/// Problem for every name that is listed more than once.
void check_distinct(const std::vector<std::string>& names, const std::string& place,
                    Problems& problems);

/// Problem for every pair of sets that hold the same measurement.
void check_exclusive(std::span<const Dataset> datasets, const std::string& place,
                     Problems& problems);

}  // namespace fitpack
