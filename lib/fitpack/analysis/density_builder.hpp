#pragma once

#include <memory>

#include "fitpack/analysis/kernel_builder.hpp"
#include "fitpack/config/run_card.hpp"
#include "fitpack/events/density_kernel.hpp"
#include "fitpack/parallel/communicator.hpp"

namespace fitpack {

struct BuiltDensity {
  std::shared_ptr<const DensityKernel> kernel;
  KernelSummary summary;
};

/// Collective. The cross section of a sample of events in the theory of a card. With
///   neutral current: d²σ/dx dQ² = 2πα²/(x Q⁴) Y₊ σ_r, α = α(0), Eq. (1) of arXiv:1506.06042.
/// Throws InputError where the phase space leaves the tables of the theory, and for a card whose
/// theory values or higher twist are parameters of the fit: events know fixed theory only.
BuiltDensity build_density(const Communicator& comm, const RunCard& card,
                           const EventDefinition& definition, const Logger& logger,
                           const Progress& progress = {});

}  // namespace fitpack
