#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "commands.hpp"
#include "fitpack/analysis/replica_run.hpp"
#include "fitpack/config/run_card.hpp"
#include "fitpack/fit/checkpoint.hpp"

namespace CLI {
class App;
}

namespace fitpack::app {

enum class Resume { no, yes };
enum class Profile { in_file, shown };

struct FitArguments {
  CardArguments card;
  std::string output;  ///< folder; empty: the card's
  Overwrite overwrite = Overwrite::refuse;
  bool scale_variations = false;
  bool eigenvectors = false;
  std::optional<double> tolerance;  ///< Δχ² of the eigenvector set
  std::string start_from;           ///< a result file; empty: the card's start values
  int starts = 1;
  std::optional<double> scatter;  ///< in steps; unset: 1 with several starts, else 0
  std::uint64_t seed = 1;
  Resume resume = Resume::no;
  CheckpointSchedule schedule;
  Profile profile = Profile::in_file;
  std::size_t replicas = 0;
  std::string only;  ///< "17" or "5-20": numbers of replicas; empty: all
  int ranks_per_fit = 1;
  std::optional<std::size_t> together;  ///< replicas at a time; unset: as many as a GPU holds, or 1
  std::vector<double> chi2_window;      ///< low, high; empty: none
};

/// Whether a checkpoint is gone on from. Runs of replicas go on by themselves.
inline bool resumes(const FitArguments& arguments) {
  return arguments.resume == Resume::yes ||
         (arguments.replicas > 0 && arguments.overwrite == Overwrite::refuse);
}

/// Jobs that fit some of the replicas share the folder: they leave no checkpoints in it.
inline bool has_checkpoints(const FitArguments& arguments) { return arguments.only.empty(); }

void add_fit_options(CLI::App& command, FitArguments& arguments);

/// What --replicas and its companions ask for. Throws InputError for an empty window or range.
ReplicaOptions replica_options(const FitArguments& arguments, const RunCard& card);

}  // namespace fitpack::app
