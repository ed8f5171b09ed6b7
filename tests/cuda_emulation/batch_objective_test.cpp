// χ² of many parameter sets of a card, on an emulated device and on the processor.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "fitpack/analysis/predictor.hpp"
#include "fitpack/core/error.hpp"
#include "support/cuda_emulation/emulation.hpp"

namespace fitpack {
namespace {

/// The same sums in another order.
constexpr double rounding = 1e-12;

/// A few points and a coarse grid, to be fast.
RunCard small_card(const std::vector<std::string>& more) {
  std::vector<std::string> overrides{
      "cache.enabled=false", "theory.grid.x_min=0.02", "data.sets=[HERA_NC_EP_460, HERA_CC_EM_920]",
      "data.cuts=[{variable: x, min: 0.05}, {variable: Q2, min: 100}]"};
  overrides.insert(overrides.end(), more.begin(), more.end());
  Problems problems;
  RunCard card =
      read_run_card(FITPACK_TEST_SOURCE_DIR "/configs/hera_nlo_zm.yaml", overrides, problems);
  EXPECT_TRUE(problems.empty()) << problems.text();
  return card;
}

std::vector<double> chi2(const std::vector<std::string>& settings) {
  Predictor predictor(small_card(settings), silent_logger());
  std::vector<double> thetas;
  for (const double factor : {1.0, 1.02, 0.97, std::nan("")})
    for (const double value : predictor.start_values()) thetas.push_back(value * factor);
  std::vector<double> result(4);
  predictor.chi2(thetas, 4, result);
  return result;
}

void expect_as_on_the_processor(std::vector<std::string> settings) {
  const std::vector<double> expected = chi2(settings);
  const std::uint64_t before = cuda_emulation::kernels_started();
  settings.push_back("kernels.backend=cuda");
  const std::vector<double> found = chi2(settings);
  EXPECT_GT(cuda_emulation::kernels_started(), before);
  for (std::size_t k = 0; k < 3; ++k)
    EXPECT_NEAR(found[k], expected[k], rounding * std::abs(expected[k]));
  EXPECT_EQ(found[3], INFINITY);
}

TEST(EmulatedBatchObjective, IsThatOfTheProcessor) {
  expect_as_on_the_processor({});
  expect_as_on_the_processor(
      {"objective.definition=t0", "parameters.Bg.prior={mean: 0, sigma: 1}"});
}

// Predictions that are no plain products are made on the processor, their χ² on the device.
TEST(EmulatedBatchObjective, OfOtherPredictions) {
  expect_as_on_the_processor(
      {"theory.alphas_mz=as", "parameters.as={start: 0.118, min: 0.1179, max: 0.1181}"});
}

TEST(EmulatedBatchObjective, TooLittleMemoryIsAMessage) {
  cuda_emulation::set_up({.memory = 100000});
  try {
    chi2({"kernels.backend=auto"});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("memory"));
    EXPECT_THAT(error.what(), testing::HasSubstr("--backend cpu"));
  }
}

}  // namespace
}  // namespace fitpack
