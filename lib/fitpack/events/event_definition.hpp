#pragma once

#include "fitpack/data/scattering_beam.hpp"
#include "fitpack/events/efficiency.hpp"
#include "fitpack/events/phase_space.hpp"

namespace fitpack {

/// What the events of a sample are: what scattered, where they were looked for, what share was
/// recorded and, if known, how much was delivered.
struct EventDefinition {
  ScatteringBeam beam;
  PhaseSpace phase_space;
  Efficiency efficiency;
  double luminosity = 0.0;  ///< pb⁻¹; 0: unknown
};

}  // namespace fitpack
