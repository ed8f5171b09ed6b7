#include "fitpack/data/training_split.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "fitpack/core/philox.hpp"
#include "fitpack/io/checksum.hpp"

namespace fitpack {

namespace {

/// Marks draws for splits among all uses of the random numbers.
constexpr std::uint64_t stream_of_splits = 0x53504C4954ULL;

}  // namespace

std::vector<std::uint8_t> training_split(std::span<const Dataset> datasets,
                                         const SplitOptions& options) {
  const Philox random(options.seed ^ stream_of_splits);
  std::vector<std::uint8_t> training;
  for (const Dataset& dataset : datasets) {
    const std::uint64_t owner = Checksum().add_text(dataset.name).value();
    std::vector<double> draws;
    for (const std::size_t row : dataset.file_rows)
      draws.push_back(random.uniform({options.draw, static_cast<std::uint32_t>(owner),
                                      static_cast<std::uint32_t>(owner >> 32U),
                                      static_cast<std::uint32_t>(row)}));
    std::vector<std::size_t> order(draws.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t i, std::size_t k) { return draws[i] < draws[k]; });
    const double share = options.training_fraction * static_cast<double>(draws.size());
    const auto n_training = static_cast<std::size_t>(std::ceil(share));
    std::vector<std::uint8_t> mask(draws.size(), 0);
    for (std::size_t i = 0; i < std::min(n_training, order.size()); ++i) mask[order[i]] = 1;
    training.insert(training.end(), mask.begin(), mask.end());
  }
  return training;
}

}  // namespace fitpack
