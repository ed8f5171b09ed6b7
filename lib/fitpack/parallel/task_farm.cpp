#include "fitpack/parallel/task_farm.hpp"

#include <cstring>
#include <utility>

#include "fitpack/core/error.hpp"

namespace fitpack {

namespace {

// A group asks for its next task with the outcome of the last one; rank 0 answers with the position
// of a task in the list.
constexpr double no_task = -1.0;
constexpr double task_failed = -2.0;

Communicator group_of(const Communicator& world, int ranks_per_group) {
  if (ranks_per_group < 1 || ranks_per_group > world.size())
    throw InputError("groups of " + std::to_string(ranks_per_group) +
                     " ranks are asked for in a run on " + std::to_string(world.size()) +
                     "; start more ranks (mpirun -n), or use smaller groups");
  return world.split(world.rank() / ranks_per_group);
}

/// What a group reports: a position or one of the marks, then the outcome.
struct Report {
  double position = no_task;
  std::vector<double> outcome;
};

/// As bytes: a text carries its own length.
void send_report(const Communicator& world, double position, const std::vector<double>& outcome) {
  std::string bytes((1 + outcome.size()) * sizeof(double), '\0');
  std::memcpy(bytes.data(), &position, sizeof(double));
  if (!outcome.empty())
    std::memcpy(bytes.data() + sizeof(double), outcome.data(), outcome.size() * sizeof(double));
  world.send(bytes, 0);
}

Report receive_report(const Communicator& world, int rank) {
  const std::string bytes = world.receive_text(rank);
  Report report;
  std::memcpy(&report.position, bytes.data(), sizeof(double));
  report.outcome.resize(bytes.size() / sizeof(double) - 1);
  if (!report.outcome.empty())
    std::memcpy(report.outcome.data(), bytes.data() + sizeof(double),
                report.outcome.size() * sizeof(double));
  return report;
}

}  // namespace

TaskFarm::TaskFarm(Communicator world, int ranks_per_group)
    : world_(std::move(world)),
      group_(group_of(world_, ranks_per_group)),
      n_groups_((world_.size() + ranks_per_group - 1) / ranks_per_group) {}

std::optional<std::size_t> TaskFarm::next_task() {
  if (failed_ || next_ == tasks_->size()) return std::nullopt;
  return next_++;
}

void TaskFarm::keep(std::size_t position, std::vector<double> outcome) {
  if (*arrived_ && !failure_.run([&] { (*arrived_)((*tasks_)[position], outcome); }))
    failed_ = true;
  outcomes_[position] = std::move(outcome);
}

/// Takes in what the leader of a group reports and gives it its next task.
void TaskFarm::serve_one(int rank) {
  Report report = receive_report(world_, rank);
  if (report.position == task_failed) failed_ = true;
  if (report.position >= 0.0)
    keep(static_cast<std::size_t>(report.position), std::move(report.outcome));
  const std::optional<std::size_t> task = next_task();
  if (!task) --groups_at_work_;
  world_.send(std::vector<double>{task ? static_cast<double>(*task) : no_task}, rank);
}

void TaskFarm::answer() {
  if (!running_ || !is_master() || groups_at_work_ == 0) return;
  while (const std::optional<int> rank = world_.poll_any_sender()) serve_one(*rank);
}

/// All ranks of the group learn what to do, and do it. Returns false where there is nothing to do
/// or a rank of the group failed.
bool TaskFarm::work_on(std::optional<std::size_t> position, std::vector<double>& outcome) {
  std::vector<double> message{position ? static_cast<double>(*position) : no_task};
  group_.broadcast(std::span<double>(message));
  if (message[0] == no_task) return false;
  const bool done =
      failure_.run([&] { outcome = (*work_)((*tasks_)[static_cast<std::size_t>(message[0])]); });
  return group_.all_max(done ? 0 : 1) == 0;
}

void TaskFarm::lead() {
  bool group_works = true;
  while (group_works) {
    answer();
    const std::optional<std::size_t> position = next_task();
    std::vector<double> outcome;
    group_works = work_on(position, outcome);
    if (position && !group_works) failed_ = true;
    if (group_works) keep(*position, std::move(outcome));
  }
  while (groups_at_work_ > 0) serve_one(world_.wait_for_any_sender());
}

void TaskFarm::follow() {
  double report = no_task;
  std::vector<double> outcome;
  while (true) {
    send_report(world_, report, outcome);
    std::vector<double> answer(1);
    world_.receive(answer, 0);
    if (report == task_failed) return;  // the answer is "nothing"; the rest of the group has left
    std::optional<std::size_t> position;
    if (answer[0] != no_task) position = static_cast<std::size_t>(answer[0]);
    const bool done = work_on(position, outcome);
    if (!position) return;
    report = done ? answer[0] : task_failed;
    if (!done) outcome.clear();
  }
}

std::vector<std::vector<double>> TaskFarm::run(const std::vector<std::size_t>& tasks,
                                               const Work& work, const Arrival& arrived) {
  tasks_ = &tasks;
  work_ = &work;
  arrived_ = &arrived;
  failed_ = false;
  next_ = 0;
  groups_at_work_ = n_groups_ - 1;
  outcomes_.assign(is_master() ? tasks.size() : 0, {});
  running_ = true;
  if (is_master())
    lead();
  else if (group_.is_root())
    follow();
  else
    for (std::vector<double> unused; work_on(std::nullopt, unused);) continue;
  running_ = false;
  failure_.settle(world_);
  return std::exchange(outcomes_, {});
}

}  // namespace fitpack
