#pragma once

#include <memory>

#include "fitpack/analysis/kernel_builder.hpp"
#include "fitpack/prediction/prediction.hpp"

namespace fitpack {

/// Whether F2 has a higher-twist term, which needs kernels of its own.
[[nodiscard]] bool has_higher_twist(const RunCard& card);

struct BuiltPrediction {
  std::unique_ptr<Prediction> prediction;  ///< of the blocks of this rank
  KernelSummary summary;                   ///< of all kernels
};

/// Collective. The kernel of the card or, where theory values are free, the kernels at their nodes.
/// With a `share`: collective over its world, inside its `run`; kernels are stored once by the
/// ranks that share them.
BuiltPrediction build_prediction(const Communicator& comm, const RunCard& card,
                                 const Measurements& measurements, const Logger& logger,
                                 const Progress& progress = {}, const StopRequest& stop = {},
                                 const NodeShare& share = {});

/// The higher-twist term of the card on top of predictions of the two kernel parts, `all` and `f2`,
/// of this rank's blocks.
std::unique_ptr<Prediction> with_higher_twist(const Communicator& comm, const RunCard& card,
                                              const Measurements& measurements,
                                              std::unique_ptr<Prediction> all,
                                              std::unique_ptr<Prediction> f2);

/// The predictions divided by the card's free normalisations; as they are where it has none.
std::unique_ptr<Prediction> with_normalisations(const Communicator& comm, const RunCard& card,
                                                const Measurements& measurements,
                                                std::unique_ptr<Prediction> prediction);

}  // namespace fitpack
