#pragma once

#include <cmath>

#include "fitpack/core/philox.hpp"
#include "fitpack/events/event_definition.hpp"
#include "fitpack/events/event_sample.hpp"

/// Phase spaces and simple events for tests and benchmarks.
namespace fitpack::testing_events {

/// Neutral current e⁺p at HERA.
inline EventDefinition hera_events() {
  EventDefinition definition;
  definition.phase_space.s = 318.0 * 318.0;
  definition.phase_space.x_min = 1e-4;
  definition.phase_space.x_max = 0.8;
  definition.phase_space.q2_min = 4.0;
  definition.phase_space.q2_max = 2e4;
  definition.phase_space.y_min = 0.005;
  definition.phase_space.y_max = 0.9;
  definition.phase_space.w2_min = 15.0;
  return definition;
}

/// Points in the phase space, dense where cross sections are large: ln x and 1/Q² uniform.
inline EventColumns scattered_events(const PhaseSpace& space, std::size_t n, std::uint64_t seed) {
  const Philox random(seed);
  EventColumns events;
  for (std::uint32_t k = 0; events.size() < n; ++k) {
    const double x =
        space.x_min * std::pow(space.x_max / space.x_min, random.uniform({k, 0, 0, 0}));
    const double q2 = 1.0 / (1.0 / space.q2_max + random.uniform({k, 1, 0, 0}) *
                                                      (1.0 / space.q2_min - 1.0 / space.q2_max));
    if (!space.contains(x, q2)) continue;
    events.x.push_back(x);
    events.q2.push_back(q2);
  }
  return events;
}

}  // namespace fitpack::testing_events
