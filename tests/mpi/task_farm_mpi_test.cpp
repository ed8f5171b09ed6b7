#include "fitpack/parallel/task_farm.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <set>
#include <thread>
#include <utility>

namespace fitpack {
namespace {

using testing::HasSubstr;

const Communicator& world() {
  static const Communicator comm = Communicator::world();
  return comm;
}

std::vector<std::size_t> numbers(std::size_t n) {
  std::vector<std::size_t> tasks(n);
  for (std::size_t i = 0; i < n; ++i) tasks[i] = 10 * i + 3;
  return tasks;
}

/// Every group size that fits: results, arrivals, and no rank left behind.
TEST(MpiTaskFarm, DoesEveryTaskOnceWhateverTheGroups) {
  const std::vector<std::size_t> tasks = numbers(17);
  for (int size = 1; size <= world().size(); ++size) {
    TaskFarm farm(world(), size);
    EXPECT_EQ(farm.n_groups(), (world().size() + size - 1) / size);
    EXPECT_LE(farm.group().size(), size);
    std::multiset<std::size_t> arrived;
    std::int64_t done_here = 0;
    const auto outcomes = farm.run(
        tasks,
        [&](std::size_t task) {
          if (farm.group().is_root()) ++done_here;
          farm.answer();
          // The ranks of a group work together.
          const std::int64_t ranks = farm.group().all_sum(1);
          EXPECT_EQ(ranks, farm.group().size());
          std::vector<double> outcome(task % 4, static_cast<double>(task));  // some are empty
          return outcome;
        },
        [&](std::size_t task, const std::vector<double>& outcome) {
          EXPECT_EQ(outcome.size(), task % 4);
          arrived.insert(task);
        });
    EXPECT_EQ(world().all_sum(done_here), 17);
    EXPECT_EQ(outcomes.size(), world().is_root() ? tasks.size() : 0);
    for (std::size_t i = 0; i < outcomes.size(); ++i)
      EXPECT_EQ(outcomes[i], std::vector<double>(tasks[i] % 4, static_cast<double>(tasks[i])));
    const std::multiset<std::size_t> all(tasks.begin(), tasks.end());
    EXPECT_EQ(arrived, world().is_root() ? all : std::multiset<std::size_t>{});
  }
}

TEST(MpiTaskFarm, RunsAgainAndWithNothingToDo) {
  TaskFarm farm(world(), 1);
  const auto work = [](std::size_t task) { return std::vector<double>{2.0 * double(task)}; };
  EXPECT_TRUE(farm.run({}, work).empty());
  for (int repeat = 0; repeat < 2; ++repeat) {
    const auto outcomes = farm.run({4}, work);
    if (world().is_root()) {
      ASSERT_EQ(outcomes.size(), 1U);
      EXPECT_EQ(outcomes[0], std::vector<double>{8.0});
    }
  }
}

/// Whoever fails, all ranks throw the same error and nobody waits for ever.
TEST(MpiTaskFarm, FailureOfOneGroupEndsAll) {
  const std::vector<std::size_t> tasks = numbers(40);
  for (int size = 1; size <= world().size(); ++size) {
    for (const std::size_t bad : {tasks.front(), tasks[5], tasks.back()}) {
      TaskFarm farm(world(), size);
      std::string message;
      try {
        farm.run(tasks, [&](std::size_t task) -> std::vector<double> {
          if (task == bad) throw DataError("task " + std::to_string(task) + " failed");
          return {1.0};
        });
      } catch (const Error& error) {
        message = error.what();
        EXPECT_EQ(error.exit_code(), ExitCode::data);
      }
      EXPECT_THAT(message, HasSubstr("task " + std::to_string(bad) + " failed"));
      // The farm can be used again.
      const auto outcomes = farm.run({1, 2, 3}, [](std::size_t) { return std::vector{0.0}; });
      EXPECT_EQ(outcomes.size(), world().is_root() ? 3U : 0U);
    }
  }
}

TEST(MpiTaskFarm, FailureOfAnArrivalEndsAll) {
  TaskFarm farm(world(), 1);
  EXPECT_THROW(farm.run(
                   numbers(9), [](std::size_t) { return std::vector{1.0}; },
                   [](std::size_t task, const std::vector<double>&) {
                     if (task == 43) throw DataError("disk full");
                   }),
               Error);
}

/// Rank 0 answers out of its own long task: the others do not wait for its end.
TEST(MpiTaskFarm, OthersGoOnWhileRankZeroWorks) {
  if (world().size() == 1) GTEST_SKIP() << "needs two groups";
  using Clock = std::chrono::steady_clock;
  constexpr auto limit = std::chrono::seconds(20);  // for a busy machine; milliseconds are usual
  TaskFarm farm(world(), 1);
  std::size_t others = 0;
  const auto outcomes = farm.run(
      numbers(12),
      [&](std::size_t) {
        if (!world().is_root()) return std::vector<double>{0.0};
        const auto begin = Clock::now();
        while (others < 11 && Clock::now() - begin < limit) {
          farm.answer();
          std::this_thread::yield();
        }
        return std::vector<double>{1.0};
      },
      [&](std::size_t, const std::vector<double>& outcome) {
        others += outcome[0] == 0.0 ? 1 : 0;
      });
  // One task of rank 0 lasts until the others have done all that remain.
  double done_by_root = 0.0;
  for (const auto& outcome : outcomes) done_by_root += outcome[0];
  EXPECT_LE(done_by_root, 1.0);
}

/// Does tasks of `run_together`, up to `places` at a time; those that have been under way for as
/// many rounds as their number says end. Returns how many it has done.
std::int64_t do_together(TaskFarm& farm, std::size_t places) {
  std::map<std::size_t, std::size_t> left;  // rounds of the tasks under way
  std::vector<TaskFarm::Outcome> done;
  std::int64_t n_done = 0;
  while (farm.group().is_root()) {
    for (const std::size_t task : farm.exchange(std::exchange(done, {}), places - left.size()))
      left[task] = task % 5;
    EXPECT_LE(left.size(), places);
    if (left.empty()) break;
    for (auto& [task, rounds] : left)
      if (rounds-- == 0) done.push_back({task, std::vector<double>(task % 4, double(task))});
    for (const TaskFarm::Outcome& outcome : done) left.erase(outcome.task);
    n_done += static_cast<std::int64_t>(done.size());
  }
  EXPECT_EQ(farm.group().all_sum(1), farm.group().size());
  return n_done;
}

TEST(MpiTaskFarm, GroupsThatHaveManyTasksUnderWay) {
  const std::vector<std::size_t> tasks = numbers(37);
  for (int size = 1; size <= world().size(); ++size)
    for (const std::size_t places : {std::size_t{1}, std::size_t{4}, std::size_t{100}}) {
      TaskFarm farm(world(), size);
      std::multiset<std::size_t> arrived;
      std::int64_t n_done = 0;
      const auto outcomes = farm.run_together(
          tasks, [&] { n_done = do_together(farm, places); },
          [&](std::size_t task, const std::vector<double>&) { arrived.insert(task); });
      EXPECT_EQ(world().all_sum(n_done), 37);
      EXPECT_EQ(outcomes.size(), world().is_root() ? tasks.size() : 0);
      for (std::size_t i = 0; i < outcomes.size(); ++i)
        EXPECT_EQ(outcomes[i], std::vector<double>(tasks[i] % 4, static_cast<double>(tasks[i])));
      const std::multiset<std::size_t> all(tasks.begin(), tasks.end());
      EXPECT_EQ(arrived, world().is_root() ? all : std::multiset<std::size_t>{});
      EXPECT_TRUE(farm.run_together({}, [&] { do_together(farm, places); }).empty());
    }
}

TEST(MpiTaskFarm, FailureOfAGroupWithManyTasksEndsAll) {
  for (int size = 1; size <= world().size(); ++size)
    for (int bad = 0; bad < world().size(); bad += size) {
      TaskFarm farm(world(), size);
      std::string message;
      try {
        farm.run_together(numbers(40), [&] {
          if (world().rank() / size == bad / size) throw DataError("disk full");
          do_together(farm, 3);
        });
      } catch (const Error& error) {
        message = error.what();
        EXPECT_EQ(error.exit_code(), ExitCode::data);
      }
      EXPECT_THAT(message, HasSubstr("disk full"));
      const auto outcomes = farm.run({1, 2, 3}, [](std::size_t) { return std::vector{0.0}; });
      EXPECT_EQ(outcomes.size(), world().is_root() ? 3U : 0U);
    }
}

TEST(MpiTaskFarm, GroupsLargerThanTheRunAreAnError) {
  EXPECT_THROW(TaskFarm(world(), world().size() + 1), Error);
  EXPECT_THROW(TaskFarm(world(), 0), Error);
}

}  // namespace
}  // namespace fitpack
