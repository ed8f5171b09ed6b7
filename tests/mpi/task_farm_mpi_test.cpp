#include "fitpack/parallel/task_farm.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <set>
#include <thread>

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

TEST(MpiTaskFarm, GroupsLargerThanTheRunAreAnError) {
  EXPECT_THROW(TaskFarm(world(), world().size() + 1), Error);
  EXPECT_THROW(TaskFarm(world(), 0), Error);
}

}  // namespace
}  // namespace fitpack
