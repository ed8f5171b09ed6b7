#include "fitpack/reduction/distributed_objective.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "../support/synthetic_problem.hpp"

namespace fitpack {
namespace {

using synthetic::Problem;

const Communicator& world() {
  static const Communicator comm = Communicator::world();
  return comm;
}

struct Outcome {
  LocalModel value, model, invalid;
  ObjectiveReport report;
};

using MakeInput = ObjectiveInput (*)(const Problem&, const Communicator&);

Outcome run(const Problem& problem, const Communicator& comm, MakeInput make_input) {
  DistributedObjective objective(comm, make_input(problem, comm));
  EXPECT_EQ(objective.n_rows(), problem.n_rows);
  Outcome outcome;
  objective.drive([&] {
    std::vector<double> theta(problem.n_parameters, 0.02);
    outcome.value = objective.evaluate(theta, Want::value);
    theta[0] = 20.0;
    outcome.invalid = objective.evaluate(theta, Want::model);
    theta[0] = -0.01;
    outcome.model = objective.evaluate(theta, Want::model);
    outcome.report = objective.report(theta);
  });
  return outcome;
}

void expect_same_bits(const Outcome& a, const Outcome& b) {
  EXPECT_TRUE(a.value.valid && a.model.valid && a.report.valid);
  EXPECT_FALSE(a.invalid.valid);
  EXPECT_EQ(a.value.objective, b.value.objective);
  EXPECT_EQ(a.model.objective, b.model.objective);
  EXPECT_EQ(a.model.r, b.model.r);
  EXPECT_EQ(a.model.z, b.model.z);
  EXPECT_EQ(a.model.b, b.model.b);
  EXPECT_EQ(a.report.chi2.total, b.report.chi2.total);
  EXPECT_EQ(a.report.theory, b.report.theory);
  EXPECT_EQ(a.report.shifted_theory, b.report.shifted_theory);
  EXPECT_EQ(a.report.residual, b.report.residual);
  EXPECT_EQ(a.report.data_set, b.report.data_set);
  EXPECT_EQ(a.report.shifts, b.report.shifts);
  EXPECT_EQ(a.report.shift_errors, b.report.shift_errors);
  ASSERT_EQ(a.report.data_sets.size(), b.report.data_sets.size());
  for (std::size_t s = 0; s < a.report.data_sets.size(); ++s) {
    EXPECT_EQ(a.report.data_sets[s].chi2, b.report.data_sets[s].chi2);
    EXPECT_EQ(a.report.data_sets[s].log_penalty, b.report.data_sets[s].log_penalty);
  }
}

void compare_with_serial(const Problem& problem, MakeInput make_input = synthetic::input) {
  const Outcome parallel = run(problem, world(), make_input);
  if (world().is_root()) expect_same_bits(parallel, run(problem, {}, make_input));
}

TEST(MpiObjective, SmallProblemHasTheBitsOfTheSerialRun) { compare_with_serial({}); }

/// Ranks with all, few or none of the blocks.
TEST(MpiObjective, UnequalDealsHaveTheBitsOfTheSerialRun) {
  for (const std::vector<double>& costs : {std::vector<double>{1.0, 1.0, 20.0, 1.0, 1.0},
                                           std::vector<double>{30.0, 1.0, 1.0, 1.0, 1.0},
                                           std::vector<double>{1.0, 2.0, 3.0, 4.0, 50.0}}) {
    Problem problem;
    problem.block_costs = costs;
    ASSERT_EQ(problem.layout().n_blocks(), costs.size());
    compare_with_serial(problem);
  }
}

TEST(MpiObjective, HeraSizeHasTheBitsOfTheSerialRun) {
  compare_with_serial(synthetic::hera_size());
}

TEST(MpiObjective, TheoryParametersHaveTheBitsOfTheSerialRun) {
  compare_with_serial({}, synthetic::interpolated_input);
  compare_with_serial(synthetic::hera_size(), synthetic::interpolated_input);
}

TEST(MpiObjective, PseudoDataHaveTheBitsOfTheSerialRun) {
  const Problem problem = synthetic::hera_size();
  const auto objective_of = [&problem](const Communicator& comm) {
    DistributedObjective objective(comm, synthetic::input(problem, comm));
    const IndexRange rows = rows_of_rank(problem.layout(), comm.rank(), comm.size());
    std::vector<double> outcome;
    for (std::size_t i = rows.begin; i < rows.end; ++i)
      outcome.push_back(1.0 + 0.1 * std::cos(static_cast<double>(i)));
    objective.set_outcome(outcome);
    LocalModel model;
    objective.drive([&] {
      model = objective.evaluate(std::vector<double>(problem.n_parameters, 0.02), Want::model);
    });
    return model;
  };
  const LocalModel parallel = objective_of(world());
  if (!world().is_root()) return;
  const LocalModel serial = objective_of({});
  EXPECT_EQ(parallel.objective, serial.objective);
  EXPECT_EQ(parallel.z, serial.z);
  EXPECT_EQ(parallel.r, serial.r);
}

/// More parameters than rows of a block, rows left out, penalties: what fits of networks have.
TEST(MpiObjective, TrainingOfManyParametersHasTheBitsOfTheSerialRun) {
  Problem problem;
  problem.n_parameters = 40;
  problem.n_columns = 50;
  const auto objective_of = [&problem](const Communicator& comm) {
    ObjectiveInput input = synthetic::input(problem, comm);
    input.penalties = {{"small", PenaltyShape::quadratic, 3.0, {{2, 0.5}, {4, 1.0}}}};
    DistributedObjective objective(comm, std::move(input));
    const IndexRange rows = rows_of_rank(problem.layout(), comm.rank(), comm.size());
    std::vector<std::uint8_t> training;
    for (std::size_t i = rows.begin; i < rows.end; ++i) training.push_back(i % 4 == 0 ? 0 : 1);
    objective.set_training(training);
    std::vector<LocalModel> models;
    objective.drive([&] {
      const std::vector<double> theta(problem.n_parameters, 0.02);
      for (const RowSelection selection :
           {RowSelection::training, RowSelection::validation, RowSelection::all}) {
        objective.select(selection);
        models.push_back(objective.evaluate(theta, Want::model));
      }
    });
    return models;
  };
  const std::vector<LocalModel> parallel = objective_of(world());
  if (!world().is_root()) return;
  const std::vector<LocalModel> serial = objective_of({});
  for (std::size_t k = 0; k < serial.size(); ++k) {
    EXPECT_EQ(parallel[k].objective, serial[k].objective);
    EXPECT_EQ(parallel[k].z, serial[k].z);
    EXPECT_EQ(parallel[k].r, serial[k].r);
  }
}

TEST(MpiObjective, AdditiveSourcesHaveTheBitsOfTheSerialRun) {
  Problem problem;
  problem.n_additive = 4;
  compare_with_serial(problem);
  problem.chi_square = "experimental";
  compare_with_serial(problem);
}

/// Rank 0 hands out a reference of all rows while the others serve.
TEST(MpiObjective, SharedReferencesHaveTheBitsOfTheSerialRun) {
  for (const std::size_t n_rows : {std::size_t{70}, std::size_t{20}}) {
    Problem problem;
    problem.n_rows = n_rows;
    problem.n_additive = 2;
    problem.chi_square = "nnpdf";
    const auto model_of = [&problem](const Communicator& comm) {
      DistributedObjective objective(comm, synthetic::input(problem, comm));
      LocalModel model;
      objective.drive([&] {
        const std::vector<double> theta(problem.n_parameters, 0.02);
        const double before = objective.evaluate(theta, Want::value).objective;
        objective.share_reference(objective.report(theta).theory);
        model = objective.evaluate(theta, Want::model);
        EXPECT_NE(model.objective, before);
      });
      return model;
    };
    const LocalModel parallel = model_of(world());
    if (!world().is_root()) continue;
    const LocalModel serial = model_of({});
    EXPECT_EQ(parallel.objective, serial.objective);
    EXPECT_EQ(parallel.r, serial.r);
  }
}

TEST(MpiObjective, MoreRanksThanBlocksWork) {
  Problem problem;
  problem.n_rows = 20;
  problem.rows_per_block = 16;
  compare_with_serial(problem);
  problem.n_rows = 7;
  compare_with_serial(problem);
}

/// The PDFs of one rank alone throw, in the middle of an evaluation.
TEST(MpiObjective, AFailureOfOneRankReachesAllAsOneError) {
  Problem problem;
  const int last = world().size() - 1;
  if (world().rank() == last) problem.throws_above = 1.0;
  for (const Want want : {Want::value, Want::model}) {
    DistributedObjective objective(world(), synthetic::input(problem, world()));
    try {
      objective.drive([&] {
        std::vector<double> theta(problem.n_parameters, 0.0);
        EXPECT_TRUE(objective.evaluate(theta, want).valid);
        theta[0] = 2.0;
        (void)objective.evaluate(theta, want);
        ADD_FAILURE() << "the evaluation returned";
      });
      ADD_FAILURE() << "nothing thrown on rank " << world().rank();
    } catch (const Error& error) {
      EXPECT_EQ(error.exit_code(), ExitCode::data);
      const std::string message = error.what();
      EXPECT_NE(message.find("the synthetic PDFs refuse this theta"), std::string::npos);
      if (last > 0) {
        EXPECT_EQ(message.find("rank " + std::to_string(last) + " of"), 0U) << message;
      }
    }
  }
}

/// A prediction that is not finite on one rank alone is no error: the step is refused, everywhere.
TEST(MpiObjective, NanOnOneRankMakesThePointInvalid) {
  const Problem problem;
  ObjectiveInput input = synthetic::input(problem, world());
  // With more ranks than blocks the last ones have none.
  if (world().rank() == world().size() - 1 && !input.measurements.empty())
    input.measurements.back().value.back() = std::numeric_limits<double>::quiet_NaN();
  const bool spoilt =
      world().all_max(world().rank() == world().size() - 1 && !input.measurements.empty()) != 0;
  DistributedObjective objective(world(), std::move(input));
  objective.drive([&] {
    const std::vector<double> theta(problem.n_parameters, 0.0);
    EXPECT_EQ(objective.evaluate(theta, Want::value).valid, !spoilt);
    EXPECT_EQ(objective.evaluate(theta, Want::model).valid, !spoilt);
    EXPECT_EQ(objective.report(theta).valid, !spoilt);
  });
}

/// An error of the minimiser on rank 0, between evaluations.
TEST(MpiObjective, AFailureOfTheDriverReleasesTheOthers) {
  const Problem problem;
  DistributedObjective objective(world(), synthetic::input(problem, world()));
  EXPECT_THROW(objective.drive([] { throw InputError("no"); }), Error);
  // Nothing is broken: it can be driven again.
  double value = 0.0;
  objective.drive([&] {
    value =
        objective.evaluate(std::vector<double>(problem.n_parameters, 0.0), Want::value).objective;
  });
  if (world().is_root()) {
    EXPECT_GT(value, 0.0);
  }
}

/// Blocks that do not fit on one rank: construction fails on all.
TEST(MpiObjective, AMisfitOnOneRankFailsConstructionOnAll) {
  const Problem problem;
  ObjectiveInput input = synthetic::input(problem, world());
  if (world().rank() == world().size() - 1) input.measurements.emplace_back();
  EXPECT_THROW(DistributedObjective(world(), std::move(input)), Error);
}

}  // namespace
}  // namespace fitpack
