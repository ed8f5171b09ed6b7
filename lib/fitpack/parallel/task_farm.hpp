#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "fitpack/parallel/agreement.hpp"
#include "fitpack/parallel/communicator.hpp"

namespace fitpack {

/// Independent tasks on groups of ranks, handed out one by one as groups become free, so that tasks
/// of unequal length keep all groups busy; or several at a time to groups that do many at once.
/// What a task gives must not depend on who does it or when.
///
/// Rank 0 of the whole communicator hands out the tasks and works on tasks itself, with its group.
/// While it does, other groups would wait for their next task: long work calls `answer` now and
/// then (once per iteration of a fit).
class TaskFarm {
 public:
  /// Collective over `world`. Groups of `ranks_per_group` consecutive ranks, the last one smaller
  /// where the division leaves a rest. Throws InputError on all ranks where there are fewer ranks
  /// than one group wants.
  TaskFarm(Communicator world, int ranks_per_group);

  [[nodiscard]] const Communicator& world() const { return world_; }
  [[nodiscard]] const Communicator& group() const { return group_; }
  [[nodiscard]] int n_groups() const { return n_groups_; }

  /// Does one task; called on all ranks of a group. What it returns on rank 0 of the group is the
  /// task's outcome. It may use collectives of the group, and throws alike on all its ranks.
  using Work = std::function<std::vector<double>(std::size_t task)>;
  /// Called on rank 0 of the whole communicator as outcomes come in, in any order.
  using Arrival = std::function<void(std::size_t task, const std::vector<double>& outcome)>;

  /// Collective over `world`. Does the given tasks, first come first served in their order. Returns
  /// one outcome per task, in that order, on rank 0 of `world`; nothing elsewhere. Once a task
  /// throws, no further one is begun; when all groups are done every rank throws the same Error.
  std::vector<std::vector<double>> run(const std::vector<std::size_t>& tasks, const Work& work,
                                       const Arrival& arrived = {});

  /// What a task gave.
  struct Outcome {
    std::size_t task = 0;
    std::vector<double> numbers;
  };

  /// As `run`, for groups that have many tasks under way at once. `work` is called once on all
  /// ranks of each group: rank 0 of the group gets tasks by `exchange`, until there are none, and
  /// hands in what they give. The numbers of tasks are different.
  std::vector<std::vector<double>> run_together(const std::vector<std::size_t>& tasks,
                                                const std::function<void()>& work,
                                                const Arrival& arrived = {});
  /// Rank 0 of a group, in the work of `run_together`: hands in outcomes and takes up to `wanted`
  /// tasks. Fewer where no more are left or a group has failed. Waits for rank 0 of the world to
  /// `answer` where any are wanted.
  std::vector<std::size_t> exchange(std::vector<Outcome> done, std::size_t wanted);

  /// Gives waiting groups their next task. For work that takes long; does nothing but on rank 0 of
  /// `world`, and never waits.
  void answer();

 private:
  struct Done {
    std::size_t position = 0;  ///< in the list of tasks
    std::vector<double> outcome;
  };
  using Positions = std::vector<std::size_t>;

  [[nodiscard]] bool is_master() const { return world_.is_root(); }
  [[nodiscard]] Positions next_tasks(std::size_t wanted);
  void keep(Done done);
  void serve_one(int rank);
  Positions swap(std::vector<Done> done, std::size_t wanted);
  void send_report(double wanted, const std::vector<Done>& done) const;
  void begin(const std::vector<std::size_t>& tasks, const Arrival& arrived);
  void one_by_one(const Work& work);
  bool group_does(const std::function<void()>& body);
  std::vector<std::vector<double>> end();

  Communicator world_;
  Communicator group_;
  int n_groups_ = 1;

  // Of the current run.
  const std::vector<std::size_t>* tasks_ = nullptr;
  const Arrival* arrived_ = nullptr;
  std::map<std::size_t, std::size_t> positions_;  ///< of tasks that are done together
  FailureGuard failure_;
  bool running_ = false;
  bool group_failed_ = false;  ///< this group
  bool failed_ = false;        ///< on rank 0: somewhere
  std::size_t next_ = 0;       ///< position of the next task to hand out
  int groups_at_work_ = 0;     ///< others than that of rank 0
  std::vector<std::vector<double>> outcomes_;
};

}  // namespace fitpack
