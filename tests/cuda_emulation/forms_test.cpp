// What only an emulated device can show of predictions that are no plain products: little memory,
// every order of threads.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "fitpack/core/error.hpp"
#include "fitpack/cuda/cuda_devices.hpp"
#include "support/cuda_emulation/emulation.hpp"
#include "support/cuda_emulation/every_order.hpp"
#include "support/form_batch.hpp"

namespace fitpack {
namespace {

using synthetic::FormBatch;
using synthetic::FormKind;
using synthetic::Problem;

constexpr std::size_t n_sets = 5;

Problem tiny_problem() {
  Problem problem;
  problem.n_rows = 12;
  problem.n_columns = 9;
  problem.n_multiplicative = 3;
  return problem;
}

/// Two theory parameters, ratios, higher twist and normalisations.
FormKind everything() { return synthetic::form_kinds().back(); }

BatchForm form() {
  return *synthetic::prediction_of(everything(), tiny_problem(), {})->batch_form();
}

CudaDevice device() { return find_cuda_devices().found.front(); }

std::vector<double> predictions(BatchPrecision precision = BatchPrecision::full) {
  const FormBatch batch = synthetic::form_batch(everything(), tiny_problem(), n_sets);
  std::vector<double> theory(batch.theory.size());
  make_cuda_products(form(), device(), precision)->predict({n_sets, batch.f, batch.flat}, theory);
  return theory;
}

std::vector<double> models() {
  const Problem problem = tiny_problem();
  const FormBatch batch = synthetic::form_batch(everything(), problem, n_sets);
  BatchModelResult result;
  make_cuda_chi_square(synthetic::data_near(problem, batch), form(), device(), BatchPrecision::full)
      ->evaluate_models({n_sets, problem.n_parameters, batch.slopes, {}, batch.flat}, result);
  for (const ChiSquareParts& parts : result.sets) result.triangles.push_back(parts.total);
  return result.triangles;
}

void expect_near(const std::vector<double>& found, const std::vector<double>& expected,
                 std::size_t memory) {
  constexpr double rounding = 1e-11;  // of triangles, whose rows cancel
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i)
    ASSERT_NEAR(found[i], expected[i], rounding * (1.0 + std::abs(expected[i]))) << memory;
}

TEST(EmulatedForms, TheSameBitsInEveryOrder) {
  for (const BatchPrecision precision : {BatchPrecision::full, BatchPrecision::tf32})
    cuda_emulation::expect_same_in_every_order([&] { return predictions(precision); });
  cuda_emulation::expect_same_in_every_order([] { return models(); });
}

/// The kernels need 74 kB: all fits, sets in parts, rows in parts, hardly anything.
TEST(EmulatedForms, PassThroughLittleMemory) {
  const std::vector<double> expected =
      synthetic::form_batch(everything(), tiny_problem(), n_sets).theory;
  for (const std::size_t memory : {1000000UL, 110000UL, 40000UL, 9000UL}) {
    cuda_emulation::set_up({.memory = memory});
    expect_near(predictions(), expected, memory);
  }
  cuda_emulation::set_up({});
  const std::vector<double> whole = models();
  for (const std::size_t memory : {300000UL, 60000UL}) {
    cuda_emulation::set_up({.memory = memory});
    expect_near(models(), whole, memory);
  }
}

TEST(EmulatedForms, TooLittleMemoryIsAMessage) {
  cuda_emulation::set_up({.memory = 3000});
  try {
    predictions();
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("memory"));
    EXPECT_THAT(error.what(), testing::HasSubstr("--backend cpu"));
  }
}

// The sets of a cell share a product, whatever lies between them.
TEST(EmulatedForms, OneProductForEveryCell) {
  const FormBatch batch = synthetic::form_batch(everything(), tiny_problem(), n_sets);
  const auto products = make_cuda_products(form(), device(), BatchPrecision::full);
  std::vector<double> theory(batch.theory.size());
  const std::uint64_t before = cuda_emulation::kernels_started();
  products->predict({n_sets, batch.f, batch.flat}, theory);
  const std::uint64_t of_all = cuda_emulation::kernels_started() - before;
  EXPECT_LE(of_all, 5U) << "four cells, and the normalisations";
  EXPECT_GT(of_all, 2U) << "the sets should lie in several cells";
}

}  // namespace
}  // namespace fitpack
