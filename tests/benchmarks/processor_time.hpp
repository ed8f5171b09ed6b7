#pragma once

#include <time.h>

namespace fitpack {

/// Seconds of the processor, not of the clock on the wall: other programs do not count.
template <class Body>
double processor_seconds(Body&& body) {
  const auto now = [] {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
  };
  const double start = now();
  body();
  return now() - start;
}

}  // namespace fitpack
