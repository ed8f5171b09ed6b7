#pragma once

#include <functional>
#include <string>

#include "fitpack/analysis/measurements.hpp"
#include "fitpack/analysis/theory.hpp"
#include "fitpack/config/run_card.hpp"
#include "fitpack/core/logging.hpp"
#include "fitpack/kernel/linear_kernel.hpp"
#include "fitpack/parallel/agreement.hpp"
#include "fitpack/parallel/communicator.hpp"
#include "fitpack/reduction/stage_times.hpp"

namespace fitpack {

/// Told how many of a rank's rows are done.
using Progress = std::function<void(std::size_t done, std::size_t total)>;

/// What building the kernels took.
struct KernelSummary {
  std::size_t rows_built = 0, rows_cached = 0;  ///< over all ranks
  std::size_t bytes = 0;                        ///< of this rank's kernel
  double seconds = 0.0;                         ///< of this rank
  StageTime cache;                              ///< reading and writing kernels, part of `seconds`
};

struct BuiltKernel {
  LinearKernel kernel;  ///< of the blocks of this rank
  KernelSummary summary;
};

/// Collective. Every rank takes the rows of its own blocks from the cache, or builds them from the
/// theory of the card; rank 0 keeps for the next run what was missing. An error on any rank reaches
/// all. The bits of a row do not depend on the rank or on whether it came from the cache. Where a
/// rank is asked to stop, the data sets that are complete are kept and Stopped is thrown.
BuiltKernel build_kernel(const Communicator& comm, const RunCard& card,
                         const Measurements& measurements, const Logger& logger,
                         const Progress& progress = {}, KernelPart part = KernelPart::all,
                         const StopRequest& stop = {});

/// Description of everything the kernel rows of a data set depend on: the key of the cache.
std::string kernel_key(const RunCard& card, const Dataset& dataset, KernelPart part);

}  // namespace fitpack
