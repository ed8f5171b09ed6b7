#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <utility>

#include "fitpack/analysis/analysis.hpp"
#include "fitpack/parallel/task_farm.hpp"
#include "fitpack/result/fit_result.hpp"

namespace fitpack {

/// What becomes of replica files of another run.
enum class ForeignFiles { refuse, replace };

struct ReplicaOptions {
  std::size_t first = 1, last = 0;  ///< numbers of the replicas to fit, both included
  std::uint64_t seed = 1;
  std::optional<std::pair<double, double>> chi2_window;  ///< of χ²/ndf
  std::filesystem::path folder;                          ///< of their files
  ForeignFiles foreign = ForeignFiles::refuse;
  StopRequest stop;  ///< of this rank
  /// Replicas that a group fits at a time; unset: on a GPU as many as there is room for, up to
  /// `most_together`, on a processor one.
  std::optional<std::size_t> together;
  static constexpr std::size_t most_together = 512;  ///< more fill a GPU no better
};

/// Collective over farm.world(), where `central` lives. Fits pseudo-data around the measured
/// values, every replica on one group of the farm, from the minimum of `result` (the fit to the
/// data), and puts the outcome into `result` on rank 0.
///
/// Every finished replica is a file; files of the same run (same program, card, data, seed and
/// start) are taken instead of a fit, damaged ones are replaced with a warning. The bits of a
/// replica depend on neither ranks nor groups nor on which replicas were there; on a GPU its last
/// digits may depend on which were fitted together. Throws InputError
/// where there are files of another run that may not be replaced, DataError where a file cannot be
/// written, Stopped where a rank is asked to stop: finished replicas are kept.
void run_replicas(FitResult& result, Analysis& central, TaskFarm& farm,
                  const ReplicaOptions& options, const Logger& logger);

}  // namespace fitpack
