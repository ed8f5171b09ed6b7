#include "fitpack/fit/checkpoint.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "fitpack/core/error.hpp"
#include "fitpack/fit/checkpoint_file.hpp"
#include "support/synthetic_problem.hpp"
#include "support/temporary_folder.hpp"

namespace fitpack {
namespace {

void expect_same(const IterationRecord& a, const IterationRecord& b) {
  EXPECT_EQ(a.iteration, b.iteration);
  EXPECT_EQ(a.chi2, b.chi2);
  EXPECT_EQ(a.predicted_decrease, b.predicted_decrease);
  EXPECT_EQ(a.gradient_norm, b.gradient_norm);
  EXPECT_EQ(a.step_norm, b.step_norm);
  EXPECT_EQ(a.trust_region_radius, b.trust_region_radius);
  EXPECT_EQ(a.accepted, b.accepted);
}

void expect_same(const std::vector<IterationRecord>& a, const std::vector<IterationRecord>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) expect_same(a[i], b[i]);
}

void expect_same(const FitState& a, const FitState& b) {
  ASSERT_EQ(a.finished.size(), b.finished.size());
  for (std::size_t i = 0; i < a.finished.size(); ++i) {
    EXPECT_EQ(a.finished[i].start, b.finished[i].start);
    EXPECT_EQ(a.finished[i].end, b.finished[i].end);
    EXPECT_EQ(a.finished[i].chi2, b.finished[i].chi2);
    EXPECT_EQ(a.finished[i].iterations, b.finished[i].iterations);
    EXPECT_EQ(a.finished[i].status, b.finished[i].status);
    EXPECT_EQ(a.finished[i].message, b.finished[i].message);
  }
  EXPECT_EQ(a.best_index, b.best_index);
  expect_same(a.best_history, b.best_history);
  ASSERT_EQ(a.t0.has_value(), b.t0.has_value());
  if (a.t0) {
    EXPECT_EQ(a.t0->values, b.t0->values);
    EXPECT_EQ(a.t0->start, b.t0->start);
    EXPECT_EQ(a.t0->first_best, b.t0->first_best);
    ASSERT_EQ(a.t0->history.size(), b.t0->history.size());
    for (std::size_t i = 0; i < a.t0->history.size(); ++i) {
      EXPECT_EQ(a.t0->history[i].chi2, b.t0->history[i].chi2);
      EXPECT_EQ(a.t0->history[i].largest_change, b.t0->history[i].largest_change);
      EXPECT_EQ(a.t0->history[i].iterations, b.t0->history[i].iterations);
    }
    ASSERT_EQ(a.t0->first_starts.size(), b.t0->first_starts.size());
    for (std::size_t i = 0; i < a.t0->first_starts.size(); ++i)
      EXPECT_EQ(a.t0->first_starts[i].end, b.t0->first_starts[i].end);
  }
  ASSERT_EQ(a.current.has_value(), b.current.has_value());
  if (!a.current) return;
  EXPECT_EQ(a.current->theta, b.current->theta);
  EXPECT_EQ(a.current->radius, b.current->radius);
  EXPECT_EQ(a.current->offset, b.current->offset);
  EXPECT_EQ(a.current->stretch_begin, b.current->stretch_begin);
  EXPECT_EQ(a.current->fresh_trust_regions, b.current->fresh_trust_regions);
  expect_same(a.current->history, b.current->history);
}

FitState example_state() {
  FitState state;
  state.finished = {
      {{0.1, -1e300}, {1.0 / 3.0, 2.0}, 1234.5, 7, FitStatus::converged, "done"},
      {{0.2, 4.0}, {5e-324, 1e17}, 1233.25, 8, FitStatus::not_converged, "no further progress"}};
  state.best_history = {{0, 10.0, 1.0, 2.0, 0.0, 1e4, true}, {1, 9.5, 0.1, 0.2, 0.3, 3e4, false}};
  state.current = MinimiserState{{0.7, 0.1}, 1.0 / 7.0, 1145.5, 17.25, 3, state.best_history};
  return state;
}

Checkpoints checkpoints_in(const TemporaryFolder& folder, const std::string& identity = "a card\n",
                           CheckpointSchedule schedule = {}) {
  return {folder.path(), identity, schedule, silent_logger()};
}

void spoil(const std::filesystem::path& path) {
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  file.seekp(2000);
  file.put('\x7f');
  file.put('\x55');
}

TEST(CheckpointTest, ComesBackToTheBit) {
  const TemporaryFolder folder;
  for (const bool with_current : {true, false}) {
    FitState state = example_state();
    if (!with_current) state.current.reset();
    write_checkpoint({"identity\ntext", 41, state}, folder / "c.h5");
    const CheckpointFile found = read_checkpoint(folder / "c.h5");
    EXPECT_EQ(found.identity, "identity\ntext");
    EXPECT_EQ(found.sequence, 41);
    expect_same(found.state, state);
  }
  write_checkpoint({"", 0, {}}, folder / "c.h5");  // before the first iteration
  expect_same(read_checkpoint(folder / "c.h5").state, {});
}

TEST(CheckpointTest, AnIterationOfT0ComesBackToTheBit) {
  const TemporaryFolder folder;
  FitState state = example_state();
  state.t0 = T0State{{1.0 / 3.0, -2.5},
                     {0.3, 0.4},
                     {{1145.25, 1.0 / 7.0, 12}, {1145.5, 1e-9, 3}},
                     state.finished,
                     1};
  const std::filesystem::path path = folder.path() / "checkpoint-0.h5";
  write_checkpoint({"a fit", 3, state}, path);
  expect_same(read_checkpoint(path).state, state);
}

TEST(CheckpointTest, TheNewestOfTwoGenerationsIsRead) {
  const TemporaryFolder folder;
  EXPECT_FALSE(checkpoints_in(folder).read());
  EXPECT_FALSE(Checkpoints::exist_in(folder.path()));
  Checkpoints writer = checkpoints_in(folder);
  FitState state = example_state();
  for (int k = 0; k < 5; ++k) {
    state.current->radius = k;
    writer.write(state);
    EXPECT_EQ(folder.n_files(), k == 0 ? 1U : 2U);
    EXPECT_EQ(checkpoints_in(folder).read()->current->radius, k);
  }
}

TEST(CheckpointTest, DamagedNewestFallsBackToTheOneBefore) {
  const TemporaryFolder folder;
  Checkpoints writer = checkpoints_in(folder);
  FitState state = example_state();
  for (int k = 0; k < 4; ++k) {
    state.current->radius = k;
    writer.write(state);
  }
  spoil(folder / "checkpoint-1.h5");  // number 3
  Checkpoints reader = checkpoints_in(folder);
  EXPECT_EQ(reader.read()->current->radius, 2.0);
  // The next one takes the place of the damaged one.
  state.current->radius = 10.0;
  reader.write(state);
  EXPECT_EQ(checkpoints_in(folder).read()->current->radius, 10.0);
  spoil(folder / "checkpoint-1.h5");
  std::filesystem::resize_file(folder / "checkpoint-0.h5", 100);
  try {
    static_cast<void>(checkpoints_in(folder).read());
    FAIL() << "damaged files were read";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), ExitCode::data);
    EXPECT_NE(std::string(error.what()).find("--force"), std::string::npos) << error.what();
  }
}

TEST(CheckpointTest, OfAnotherFitIsRefusedWithTheDifference) {
  const TemporaryFolder folder;
  checkpoints_in(folder, "title: x\n  alphas_mz: 0.118\n").write(example_state());
  try {
    static_cast<void>(checkpoints_in(folder, "title: x\n  alphas_mz: 0.120\n").read());
    FAIL() << "the checkpoint of another fit was read";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), ExitCode::usage);
    const std::string message = error.what();
    EXPECT_NE(message.find("'alphas_mz: 0.118' where this one has 'alphas_mz: 0.120'"),
              std::string::npos)
        << message;
  }
}

TEST(CheckpointTest, FilesOfOthersAreRefused) {
  const TemporaryFolder folder;
  folder.write("checkpoint-0.h5", "not HDF5");
  EXPECT_THROW(static_cast<void>(checkpoints_in(folder).read()), DataError);
}

TEST(CheckpointTest, IsWrittenAfterSoManyIterationsOrNever) {
  const TemporaryFolder folder;
  Checkpoints never = checkpoints_in(folder, "", {0, 0.0});
  for (int k = 0; k < 10; ++k) never.offer(example_state());
  EXPECT_EQ(folder.n_files(), 0U);
  Checkpoints third = checkpoints_in(folder, "", {3, 0.0});
  for (int k = 1; k <= 6; ++k) {
    third.offer(example_state());
    EXPECT_EQ(folder.n_files(), static_cast<std::size_t>(k / 3));
  }
  Checkpoints always = checkpoints_in(folder, "", {0, 1e-12});
  Checkpoints::remove_from(folder.path());
  always.offer(example_state());
  EXPECT_EQ(folder.n_files(), 1U);
}

TEST(CheckpointTest, AFailedPeriodicOneDoesNotEndTheFit) {
  const TemporaryFolder folder;
  Checkpoints writer(folder / "missing", "", {1, 0.0}, silent_logger());
  EXPECT_NO_THROW(writer.offer(example_state()));
  EXPECT_THROW(writer.write(example_state()), DataError);
}

TEST(CheckpointTest, RemovalTakesLeftoversAlongAndNothingElse) {
  const TemporaryFolder folder;
  Checkpoints writer = checkpoints_in(folder);
  writer.write(example_state());
  writer.write(example_state());
  folder.write("checkpoint-0.h5.tmp.host.1.0", "half a file");
  folder.write("checkpoint-0.h5.kept", "the user's");
  folder.write("result.h5", "the user's");
  Checkpoints::remove_from(folder.path());
  EXPECT_FALSE(Checkpoints::exist_in(folder.path()));
  EXPECT_EQ(folder.n_files(), 2U);
}

/// An objective whose ranks wish to stop from evaluation number `limit` on.
class StoppableObjective {
 public:
  explicit StoppableObjective(int limit) : limit_(limit), objective_({}, input()) {}
  DistributedObjective& operator*() { return objective_; }

 private:
  ObjectiveInput input() {
    ObjectiveInput input = synthetic::input({}, {});
    input.stop = [this] { return ++asked_ >= limit_; };
    return input;
  }
  int asked_ = 0;
  int limit_;
  DistributedObjective objective_;
};

MultiStart fit_of(StoppableObjective& objective, const Interruption& interruption) {
  MultiStart fit;
  (*objective).drive([&] {
    fit = minimise_from_starts(*objective, std::vector<double>(5, 0.3), {}, {3, 0.5, 7}, {},
                               interruption);
  });
  return fit;
}

constexpr int never = 1 << 30;

TEST(CheckpointTest, AFitStoppedAnywhereGoesOnToTheSameBits) {
  StoppableObjective undisturbed(never);
  const MultiStart expected = fit_of(undisturbed, {});
  int stops = 0;
  for (int limit = 1; stops == limit - 1; ++limit) {
    std::optional<FitState> state;
    Interruption interruption;
    interruption.stopped = [&](const FitState& last) {
      state = last;
      ++stops;
    };
    StoppableObjective first(limit);
    try {
      fit_of(first, interruption);
      EXPECT_FALSE(state);
      continue;  // nothing left to stop: the loop ends
    } catch (const Error& error) {
      ASSERT_EQ(error.exit_code(), ExitCode::stopped) << error.what();
    }
    ASSERT_TRUE(state);
    StoppableObjective second(never);
    Interruption resumed;
    resumed.resume = state;
    const MultiStart fit = fit_of(second, resumed);
    ASSERT_EQ(fit.records.size(), expected.records.size());
    EXPECT_EQ(fit.best_index, expected.best_index);
    EXPECT_EQ(fit.best.model.chi2.total, expected.best.model.chi2.total);
    EXPECT_EQ(fit.best.theta, expected.best.theta);
    expect_same(fit.best.history, expected.best.history);
    expect_same(FitState{fit.records, 0, {}, {}}, FitState{expected.records, 0, {}, {}});
  }
  EXPECT_GT(stops, 10);
}

}  // namespace
}  // namespace fitpack
