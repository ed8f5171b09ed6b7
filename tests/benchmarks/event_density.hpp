#pragma once

#include <memory>

#include "../support/event_samples.hpp"
#include "../support/shipped_card.hpp"
#include "fitpack/analysis/density_builder.hpp"

/// What benchmarks of single events share.
namespace fitpack::event_benchmarks {

inline RunCard card() { return shipped_card("hera_nlo_zm.yaml", {"cache.enabled=false"}); }

/// Made once.
inline std::shared_ptr<const DensityKernel> density() {
  static const auto kernel =
      build_density({}, card(), testing_events::hera_events(), silent_logger()).kernel;
  return kernel;
}

}  // namespace fitpack::event_benchmarks
