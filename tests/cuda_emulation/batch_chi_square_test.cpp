// What only an emulated device can show of χ²: little memory, no memory, several devices, every
// order of threads.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "fitpack/core/error.hpp"
#include "fitpack/cuda/cuda_chi_square.hpp"
#include "support/cuda_emulation/emulation.hpp"
#include "support/cuda_emulation/every_order.hpp"
#include "support/theory_batch.hpp"

namespace fitpack {
namespace {

using synthetic::Batch;
using synthetic::Problem;

constexpr std::size_t n_sets = 5;

/// More sources than a panel of the decomposition has rows; two terms in a row.
Problem example(const std::string& chi_square = "hera") {
  Problem problem;
  problem.n_rows = 30;
  problem.chi_square = chi_square;
  problem.n_multiplicative = 17;
  problem.n_additive = 3;
  return problem;
}

/// Every number of a result.
std::vector<double> numbers_of(const BatchChiSquareResult& result) {
  std::vector<double> numbers = result.points;
  numbers.insert(numbers.end(), result.log_penalty.begin(), result.log_penalty.end());
  for (const ChiSquareParts& parts : result.sets)
    for (const double number : {parts.total, parts.points, parts.correlated, parts.log_penalty})
      numbers.push_back(number);
  return numbers;
}

std::vector<double> on_device(const Problem& problem, BatchPrecision precision,
                              std::size_t device = 0) {
  const Batch batch = synthetic::batch_of(problem, n_sets);
  const LinearKernel kernel = synthetic::kernel(problem, {});
  BatchChiSquareResult result;
  make_cuda_chi_square(synthetic::batch_data(problem), &kernel,
                       find_cuda_devices().found.at(device), precision)
      ->evaluate_pdfs({n_sets, batch.f, batch.outcome}, OfDataSets::wanted, result);
  return numbers_of(result);
}

std::vector<double> on_processor(const Problem& problem) {
  const Batch batch = synthetic::batch_of(problem, n_sets);
  BatchChiSquareResult result;
  make_cpu_chi_square(synthetic::batch_data(problem))
      ->evaluate(batch.with_pseudo_data(), OfDataSets::wanted, result);
  return numbers_of(result);
}

TEST(EmulatedChiSquare, TheSameBitsInEveryOrder) {
  for (const char* definition : {"hera", "t0"})
    cuda_emulation::expect_same_in_every_order(
        [&] { return on_device(example(definition), BatchPrecision::full); });
  cuda_emulation::expect_same_in_every_order(
      [&] { return on_device(example(), BatchPrecision::bf16); });
}

std::vector<double> models_on_device(const Problem& problem) {
  const Batch batch = synthetic::batch_of(problem, n_sets);
  const std::vector<double> slopes = synthetic::slopes_of(problem, batch);
  const LinearKernel kernel = synthetic::kernel(problem, {});
  BatchModelResult result;
  make_cuda_chi_square(synthetic::batch_data(problem), &kernel, find_cuda_devices().found[0],
                       BatchPrecision::full)
      ->evaluate_models({n_sets, problem.n_parameters, slopes, {}}, result);
  for (const ChiSquareParts& parts : result.sets) result.triangles.push_back(parts.total);
  return result.triangles;
}

TEST(EmulatedChiSquare, ModelsAreTheSameInEveryOrderAndMemory) {
  for (const char* definition : {"hera", "t0"}) {
    cuda_emulation::expect_same_in_every_order(
        [&] { return models_on_device(example(definition)); });
    const std::vector<double> whole = models_on_device(example(definition));
    cuda_emulation::set_up({.memory = 120000});
    const std::vector<double> parts = models_on_device(example(definition));
    for (std::size_t i = 0; i < whole.size(); ++i)
      EXPECT_NEAR(parts[i], whole[i], 1e-11 * (1.0 + std::abs(whole[i])));
    cuda_emulation::set_up({.memory = 25000});
    EXPECT_THROW(models_on_device(example(definition)), Error);
  }
}

// Buffers of one kind of work make room for the other.
TEST(EmulatedChiSquare, ValuesAndModelsInTurns) {
  const Problem problem = example();
  const Batch batch = synthetic::batch_of(problem, n_sets);
  const std::vector<double> slopes = synthetic::slopes_of(problem, batch);
  const LinearKernel kernel = synthetic::kernel(problem, {});
  const auto chi_square = make_cuda_chi_square(synthetic::batch_data(problem), &kernel,
                                               find_cuda_devices().found[0], BatchPrecision::full);
  BatchChiSquareResult values;
  BatchModelResult models;
  for (int turn = 0; turn < 2; ++turn) {
    chi_square->evaluate_pdfs({n_sets, batch.f, {}}, OfDataSets::wanted, values);
    chi_square->evaluate_models({n_sets, problem.n_parameters, slopes, {}}, models);
    for (std::size_t k = 0; k < n_sets; ++k)
      EXPECT_NEAR(models.sets[k].total, values.sets[k].total, 1e-12 * values.sets[k].total);
  }
}

/// All resident; sets in parts; pairs of terms and kernel in parts, one set at a time.
TEST(EmulatedChiSquare, PassesThroughLittleMemory) {
  for (const char* definition : {"hera", "t0"}) {
    const std::vector<double> expected = on_processor(example(definition));
    std::uint64_t fewest = 0;
    for (const std::size_t memory : {2000000UL, 200000UL, 60000UL, 40000UL}) {
      cuda_emulation::set_up({.memory = memory});
      const std::uint64_t before = cuda_emulation::kernels_started();
      const std::vector<double> found = on_device(example(definition), BatchPrecision::full);
      const std::uint64_t kernels = cuda_emulation::kernels_started() - before;
      if (fewest == 0) fewest = kernels;
      if (memory == 40000) {
        EXPECT_GT(kernels, fewest) << "nothing went in parts";
      }
      for (std::size_t i = 0; i < found.size(); ++i)
        ASSERT_NEAR(found[i], expected[i], 1e-11 * (1.0 + std::abs(expected[i])))
            << definition << ", " << memory;
    }
  }
}

TEST(EmulatedChiSquare, TooLittleMemoryIsAMessage) {
  for (const std::size_t memory : {1000UL, 15000UL, 18000UL}) {
    cuda_emulation::set_up({.memory = memory});
    for (const char* definition : {"hera", "t0"}) {
      try {
        on_device(example(definition), BatchPrecision::full);
        FAIL() << "no error";
      } catch (const Error& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("GPU")) << memory;
        EXPECT_THAT(error.what(), testing::HasSubstr("memory")) << memory;
        EXPECT_THAT(error.what(), testing::HasSubstr("--backend cpu")) << memory;
      }
    }
  }
}

TEST(EmulatedChiSquare, EveryDeviceDoesTheSame) {
  cuda_emulation::set_up({.devices = 2});
  EXPECT_EQ(on_device(example(), BatchPrecision::full, 1),
            on_device(example(), BatchPrecision::full, 0));
}

TEST(EmulatedChiSquare, AKernelOfOtherRowsIsRefused) {
  const LinearKernel kernel = synthetic::kernel(Problem{}, {});
  EXPECT_THROW((void)make_cuda_chi_square(synthetic::batch_data(example()), &kernel,
                                          find_cuda_devices().found[0], BatchPrecision::full),
               Error);
}

}  // namespace
}  // namespace fitpack
