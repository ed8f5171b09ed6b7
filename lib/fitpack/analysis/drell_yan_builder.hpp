#pragma once

#include "fitpack/analysis/prediction_builder.hpp"

namespace fitpack {

[[nodiscard]] bool has_drell_yan(const Measurements& measurements);

/// Collective. Adds Drell-Yan rows to predictions that have the other rows of this rank's blocks.
/// Every rank takes the bilinear forms of its own rows from the cache or builds them; rank 0 keeps
/// for the next run what was missing.
BuiltPrediction with_drell_yan(const Communicator& comm, const RunCard& card,
                               const Measurements& measurements, const Logger& logger,
                               const StopRequest& stop, BuiltPrediction others);

}  // namespace fitpack
