#include "fitpack/fit/lockstep_minimiser.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <utility>

#include "fitpack/core/aligned_vector.hpp"
#include "fitpack/reduction/tsqr.hpp"

namespace fitpack {
namespace {

/// Rosenbrock's valley F = ½[(1 − x)² + s²(y − x²)²], steeper from one to the next; no F where
/// x > 3.
class Valley final : public FitObjective {
 public:
  Valley(const ParameterSet& parameters, double steepness)
      : parameters_(parameters), steepness_(steepness) {}

  [[nodiscard]] const ParameterSet& parameters() const override { return parameters_; }
  [[nodiscard]] std::size_t n_rows() const override { return 2; }
  [[nodiscard]] double n_events() const override { return 0.0; }
  void select(RowSelection /*all*/) override {}
  [[nodiscard]] bool stop_requested() const override { return false; }

  [[nodiscard]] LocalModel evaluate(std::span<const double> theta, Want want) override {
    ++evaluations_;
    const double x = theta[0], y = theta[1], s = steepness_;
    LocalModel model;
    model.n = 2;
    if (x > 3.0) return model;
    AlignedVector rows(3 * padded(3), 0.0);
    double* row = rows.data();
    row[0] = -1.0, row[2] = 1.0 - x;
    row += padded(3);
    row[0] = -2.0 * s * x, row[1] = s, row[2] = s * (y - x * x);
    model.chi2.total = rows[2] * rows[2] + row[2] * row[2];
    model.objective = 0.5 * model.chi2.total;
    model.valid = true;
    if (want == Want::value) return model;
    triangularise({rows.data(), 3, 3, padded(3)});
    model.r = {rows[0], rows[1], 0.0, rows[padded(3) + 1]};
    model.z = {rows[2], rows[padded(3) + 2]};
    return model;
  }
  [[nodiscard]] int evaluations() const { return evaluations_; }

 private:
  const ParameterSet& parameters_;
  double steepness_;
  int evaluations_ = 0;
};

constexpr std::size_t n_valleys = 7;

class LockstepMinimiserTest : public testing::Test {
 protected:
  LockstepMinimiserTest() {
    std::vector<Parameter> parameters(2);
    parameters[0].name = "x";
    parameters[1].name = "y";
    parameters[1].upper = 1.5;
    Problems problems;
    parameters_ = ParameterSet(parameters, "test", problems);
    for (std::size_t k = 0; k < n_valleys; ++k)
      valleys_.emplace_back(parameters_, 1.0 + 3.0 * static_cast<double>(k));
  }

  /// Some begin at the bound, some far away.
  static std::vector<double> start(std::size_t task) {
    return {-1.2 + 0.3 * static_cast<double>(task), task % 3 == 0 ? 1.5 : 0.5};
  }

  Minimum alone(std::size_t task) {
    Valley valley = valleys_[task];
    return minimise(valley, start(task), options_);
  }

  /// At most `places` at a time.
  std::map<std::size_t, EndedMinimisation> together(std::size_t places,
                                                    Asking asking = Asking::for_both) {
    LockstepMinimiser lockstep(parameters_, 2, options_, asking);
    std::map<std::size_t, EndedMinimisation> all;
    batches_ = 0;
    for (std::size_t next = 0; next < n_valleys || lockstep.size() > 0; ++batches_) {
      for (; next < n_valleys && lockstep.size() < places; ++next)
        lockstep.begin(next, starts_.contains(next) ? starts_[next] : start(next));
      std::vector<LocalModel> models;
      for (const ModelRequest& request : lockstep.requests())
        models.push_back(valleys_[request.task].evaluate(request.theta, request.want));
      for (EndedMinimisation& ended : lockstep.answer(std::move(models))) {
        const std::size_t task = ended.task;
        EXPECT_TRUE(all.emplace(task, std::move(ended)).second);
      }
    }
    EXPECT_EQ(all.size(), n_valleys);
    return all;
  }

  void expect_as_alone(const EndedMinimisation& ended) {
    SCOPED_TRACE(ended.task);
    const Minimum expected = alone(ended.task);
    ASSERT_EQ(ended.error, nullptr);
    const Minimum& found = ended.minimum;
    EXPECT_EQ(found.theta, expected.theta);
    EXPECT_EQ(found.status, expected.status);
    EXPECT_EQ(found.message, expected.message);
    EXPECT_EQ(found.iterations, expected.iterations);
    EXPECT_EQ(found.model.objective, expected.model.objective);
    EXPECT_EQ(found.model.r, expected.model.r);
    EXPECT_EQ(found.model.z, expected.model.z);
    ASSERT_EQ(found.history.size(), expected.history.size());
    for (std::size_t k = 0; k < found.history.size(); ++k) {
      EXPECT_EQ(found.history[k].chi2, expected.history[k].chi2);
      EXPECT_EQ(found.history[k].trust_region_radius, expected.history[k].trust_region_radius);
      EXPECT_EQ(found.history[k].accepted, expected.history[k].accepted);
    }
  }

  ParameterSet parameters_;
  std::vector<Valley> valleys_;
  std::map<std::size_t, std::vector<double>> starts_;
  MinimiserOptions options_;
  int batches_ = 0;
};

TEST_F(LockstepMinimiserTest, EachHasTheBitsOfMinimise) {
  for (const std::size_t places : {std::size_t{1}, std::size_t{3}, n_valleys})
    for (const auto& [task, ended] : together(places)) {
      expect_as_alone(ended);
      EXPECT_EQ(ended.minimum.status, FitStatus::converged);
    }
}

TEST_F(LockstepMinimiserTest, TheyEndAtDifferentTimes) {
  std::map<int, int> iterations;
  for (const auto& [task, ended] : together(n_valleys)) ++iterations[ended.minimum.iterations];
  EXPECT_GT(iterations.size(), 2U);
}

TEST_F(LockstepMinimiserTest, AsksAsOftenAsMinimise) {
  together(n_valleys);
  for (std::size_t k = 0; k < n_valleys; ++k) {
    Valley fresh(parameters_, 1.0 + 3.0 * static_cast<double>(k));
    minimise(fresh, start(k), options_);
    EXPECT_EQ(valleys_[k].evaluations(), fresh.evaluations()) << k;
  }
}

// Who is asked to stop leaves fits in their middle: nothing may be lost with them (leak sanitizer).
TEST_F(LockstepMinimiserTest, CanBeGivenUp) {
  LockstepMinimiser lockstep(parameters_, 2, options_);
  for (const std::size_t task : {1, 4, 5}) lockstep.begin(task, start(task));
  for (int batch = 0; batch < 4; ++batch) {
    std::vector<LocalModel> models;
    for (const ModelRequest& request : lockstep.requests())
      models.push_back(valleys_[request.task].evaluate(request.theta, request.want));
    EXPECT_TRUE(lockstep.answer(std::move(models)).empty());
  }
  EXPECT_EQ(lockstep.size(), 3U);
}

TEST_F(LockstepMinimiserTest, ModelsAloneTakeFewerBatches) {
  together(n_valleys);
  const int with_values = batches_;
  for (const auto& [task, ended] : together(n_valleys, Asking::for_models)) expect_as_alone(ended);
  EXPECT_LT(batches_, with_values);
}

TEST_F(LockstepMinimiserTest, AFailureIsThatOfOne) {
  starts_[2] = {5.0, 0.0};
  for (const auto& [task, ended] : together(4)) {
    if (task != 2) {
      expect_as_alone(ended);
      continue;
    }
    ASSERT_NE(ended.error, nullptr);
    try {
      std::rethrow_exception(ended.error);
    } catch (const Error& error) {
      EXPECT_EQ(error.exit_code(), ExitCode::usage);
      EXPECT_THAT(error.what(), testing::HasSubstr("change the start values"));
    }
  }
}

TEST_F(LockstepMinimiserTest, TooFewIterationsAreNoConvergence) {
  options_.max_iterations = 3;
  std::size_t n_converged = 0;
  for (const auto& [task, ended] : together(3)) {
    expect_as_alone(ended);
    n_converged += ended.minimum.status == FitStatus::converged ? 1U : 0U;
  }
  EXPECT_LT(n_converged, n_valleys);
}

}  // namespace
}  // namespace fitpack
