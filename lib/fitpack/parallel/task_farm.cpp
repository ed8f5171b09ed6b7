#include "fitpack/parallel/task_farm.hpp"

#include <cstring>
#include <optional>
#include <utility>

#include "fitpack/core/error.hpp"

namespace fitpack {

namespace {

// A group reports how many tasks it wants next and what came of the last ones: position in the
// list, number of numbers, numbers. Rank 0 answers a wish with positions. In place of a number of
// tasks a group says that it leaves; that has no answer.
constexpr double leaves = -1.0;
constexpr double has_failed = -2.0;
constexpr double no_task = -1.0;  // to the ranks of a group

Communicator group_of(const Communicator& world, int ranks_per_group) {
  if (ranks_per_group < 1 || ranks_per_group > world.size())
    throw InputError("groups of " + std::to_string(ranks_per_group) +
                     " ranks are asked for in a run on " + std::to_string(world.size()) +
                     "; start more ranks (mpirun -n), or use smaller groups");
  return world.split(world.rank() / ranks_per_group);
}

/// As bytes: a text carries its own length.
void send_numbers(const Communicator& world, const std::vector<double>& numbers, int to) {
  std::string bytes(numbers.size() * sizeof(double), '\0');
  if (!numbers.empty()) std::memcpy(bytes.data(), numbers.data(), bytes.size());
  world.send(bytes, to);
}

std::vector<double> receive_numbers(const Communicator& world, int from) {
  const std::string bytes = world.receive_text(from);
  std::vector<double> numbers(bytes.size() / sizeof(double));
  if (!numbers.empty()) std::memcpy(numbers.data(), bytes.data(), bytes.size());
  return numbers;
}

}  // namespace

TaskFarm::TaskFarm(Communicator world, int ranks_per_group)
    : world_(std::move(world)),
      group_(group_of(world_, ranks_per_group)),
      n_groups_((world_.size() + ranks_per_group - 1) / ranks_per_group) {}

TaskFarm::Positions TaskFarm::next_tasks(std::size_t wanted) {
  Positions positions;
  while (!failed_ && positions.size() < wanted && next_ < tasks_->size())
    positions.push_back(next_++);
  return positions;
}

void TaskFarm::keep(Done done) {
  if (*arrived_ && !failure_.run([&] { (*arrived_)((*tasks_)[done.position], done.outcome); }))
    failed_ = true;
  outcomes_[done.position] = std::move(done.outcome);
}

/// Takes in what rank 0 of a group reports and gives it its next tasks.
void TaskFarm::serve_one(int rank) {
  const std::vector<double> report = receive_numbers(world_, rank);
  const double wanted = report.front();
  if (wanted == has_failed) failed_ = true;
  for (auto at = report.begin() + 1; at != report.end();) {
    const auto end = at + 2 + static_cast<std::ptrdiff_t>(at[1]);
    keep({static_cast<std::size_t>(at[0]), {at + 2, end}});
    at = end;
  }
  if (wanted < 0.0) --groups_at_work_;
  if (wanted <= 0.0) return;
  const Positions positions = next_tasks(static_cast<std::size_t>(wanted));
  send_numbers(world_, {positions.begin(), positions.end()}, rank);
}

void TaskFarm::answer() {
  if (!running_ || !is_master() || groups_at_work_ == 0) return;
  while (const std::optional<int> rank = world_.poll_any_sender()) serve_one(*rank);
}

void TaskFarm::send_report(double wanted, const std::vector<Done>& done) const {
  std::vector<double> report{wanted};
  for (const Done& one : done) {
    report.push_back(static_cast<double>(one.position));
    report.push_back(static_cast<double>(one.outcome.size()));
    report.insert(report.end(), one.outcome.begin(), one.outcome.end());
  }
  send_numbers(world_, report, 0);
}

/// Rank 0 of a group: outcomes for tasks.
TaskFarm::Positions TaskFarm::swap(std::vector<Done> done, std::size_t wanted) {
  if (is_master()) {
    answer();
    for (Done& one : done) keep(std::move(one));
    return next_tasks(wanted);
  }
  if (wanted == 0 && done.empty()) return {};
  send_report(static_cast<double>(wanted), done);
  if (wanted == 0) return {};
  const std::vector<double> positions = receive_numbers(world_, 0);
  return {positions.begin(), positions.end()};
}

std::vector<std::size_t> TaskFarm::exchange(std::vector<Outcome> done, std::size_t wanted) {
  std::vector<Done> with_position;
  for (Outcome& outcome : done)
    with_position.push_back({positions_.at(outcome.task), std::move(outcome.numbers)});
  std::vector<std::size_t> tasks;
  for (const std::size_t position : swap(std::move(with_position), wanted))
    tasks.push_back((*tasks_)[position]);
  return tasks;
}

/// Whether no rank of the group fails.
bool TaskFarm::group_does(const std::function<void()>& body) {
  const bool done = failure_.run(body);
  group_failed_ = group_.all_max(done ? 0 : 1) != 0;
  return !group_failed_;
}

void TaskFarm::one_by_one(const Work& work) {
  std::vector<Done> done;
  while (true) {
    std::vector<double> message{no_task};
    if (group_.is_root()) {
      const Positions next = swap(std::exchange(done, {}), 1);
      if (!next.empty()) message[0] = static_cast<double>(next.front());
    }
    group_.broadcast(std::span<double>(message));
    if (message[0] == no_task) return;
    Done next{static_cast<std::size_t>(message[0]), {}};
    if (!group_does([&] { next.outcome = work((*tasks_)[next.position]); })) return;
    if (group_.is_root()) done.push_back(std::move(next));
  }
}

void TaskFarm::begin(const std::vector<std::size_t>& tasks, const Arrival& arrived) {
  tasks_ = &tasks;
  arrived_ = &arrived;
  group_failed_ = failed_ = false;
  next_ = 0;
  groups_at_work_ = n_groups_ - 1;
  outcomes_.assign(is_master() ? tasks.size() : 0, {});
  running_ = true;
}

std::vector<std::vector<double>> TaskFarm::end() {
  if (is_master()) {
    failed_ = failed_ || group_failed_;
    while (groups_at_work_ > 0) serve_one(world_.wait_for_any_sender());
  } else if (group_.is_root()) {
    send_report(group_failed_ ? has_failed : leaves, {});
  }
  running_ = false;
  failure_.settle(world_);
  return std::exchange(outcomes_, {});
}

std::vector<std::vector<double>> TaskFarm::run(const std::vector<std::size_t>& tasks,
                                               const Work& work, const Arrival& arrived) {
  begin(tasks, arrived);
  one_by_one(work);
  return end();
}

std::vector<std::vector<double>> TaskFarm::run_together(const std::vector<std::size_t>& tasks,
                                                        const std::function<void()>& work,
                                                        const Arrival& arrived) {
  positions_.clear();
  for (std::size_t p = 0; p < tasks.size(); ++p) positions_[tasks[p]] = p;
  begin(tasks, arrived);
  group_does(work);
  return end();
}

}  // namespace fitpack
