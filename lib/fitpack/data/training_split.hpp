#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "fitpack/data/dataset.hpp"

namespace fitpack {

/// How the points of data sets are dealt to training and validation.
struct SplitOptions {
  double training_fraction = 1.0;  ///< of the points of every set, in (0, 1]
  std::uint64_t seed = 1;
  std::uint32_t draw = 0;  ///< 0: the fit, k: replica k
};

/// One number per point, set after set: 1 where it trains, 0 where it validates. Of a set of n
/// points, the ⌈fraction · n⌉ with the lowest of n uniform numbers train. These depend on seed,
/// draw, name of the set and row in its file alone: not on other sets or on ranks. Local.
[[nodiscard]] std::vector<std::uint8_t> training_split(std::span<const Dataset> datasets,
                                                       const SplitOptions& options);

}  // namespace fitpack
