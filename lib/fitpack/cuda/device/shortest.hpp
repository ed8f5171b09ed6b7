#pragma once

#include <algorithm>
#include <chrono>
#include <limits>

namespace fitpack::cuda {

/// Seconds of the shortest of some calls; `work` waits for the device.
template <class Work>
double shortest(int repetitions, const Work& work) {
  using Clock = std::chrono::steady_clock;
  double best = std::numeric_limits<double>::infinity();
  for (int k = 0; k < repetitions; ++k) {
    const auto start = Clock::now();
    work();
    best = std::min(best, std::chrono::duration<double>(Clock::now() - start).count());
  }
  return best;
}

}  // namespace fitpack::cuda
