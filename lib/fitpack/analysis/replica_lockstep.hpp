#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <vector>

#include "fitpack/analysis/batch_objective.hpp"
#include "fitpack/analysis/batch_predictor.hpp"
#include "fitpack/analysis/replica_common.hpp"
#include "fitpack/fit/lockstep_minimiser.hpp"
#include "fitpack/parallel/task_farm.hpp"

namespace fitpack {

/// Fits many replicas of a farm at a time on the ranks of one group: their local models come from
/// one batch (BatchObjective), which the ranks of the group share. A replica that is done is
/// written at once and makes room for the next of the farm.
class LockstepReplicas {
 public:
  /// Collective over the group. All must outlive the object, and nobody else evaluates the
  /// objective of the analysis meanwhile.
  LockstepReplicas(Analysis& analysis, TaskFarm& farm, const ReplicaCommon& common,
                   const Logger& logger);

  /// Replicas that the devices of the group have room for at a time, were they all its own; 0:
  /// their models are not made together.
  [[nodiscard]] std::size_t room() const { return room_; }
  void set_places(std::size_t places) { places_ = places; }  ///< how many at a time
  /// "512 at a time, GPU 0 (…)".
  [[nodiscard]] std::string description() const;

  /// The work of TaskFarm::run_together. Throws Stopped where a rank of the group is asked to stop.
  void run();

 private:
  struct Batch;
  void begin_replicas();
  [[nodiscard]] Batch shared_batch();
  [[nodiscard]] std::vector<LocalModel> evaluate(const Batch& batch);
  [[nodiscard]] std::vector<double> outcomes_of(const Batch& batch);
  [[nodiscard]] std::vector<EndedMinimisation> go_on(std::vector<LocalModel> models);
  void finish(std::vector<EndedMinimisation> ended);
  void stop_if_asked();

  Analysis& analysis_;
  TaskFarm& farm_;
  const ReplicaCommon& common_;
  BatchPredictor predictor_;
  BatchObjective objective_;
  std::size_t room_, places_ = 1;
  LockstepMinimiser minimiser_;                       ///< at work on rank 0 of the group
  bool no_more_ = false;                              ///< replicas to begin
  std::map<std::size_t, std::vector<double>> drawn_;  ///< pseudo-data of replicas under way
  std::vector<TaskFarm::Outcome> done_;               ///< not handed in yet
};

/// Whether the minimiser of a card can fit replicas together: Levenberg-Marquardt on all rows.
[[nodiscard]] bool can_be_fitted_together(const RunCard& card);

/// Where the card and the option want it, what fits the replicas of this rank's group together;
/// null on all ranks alike: one after another. Collective over the farm.
[[nodiscard]] std::unique_ptr<LockstepReplicas> lockstep_replicas(Analysis& analysis,
                                                                  TaskFarm& farm,
                                                                  const ReplicaCommon& common,
                                                                  std::size_t n_replicas,
                                                                  const Logger& logger);

}  // namespace fitpack
