// χ² of many parameter sets of a card, on an emulated device and on the processor.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/details/null_mutex.h>
#include <spdlog/sinks/base_sink.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "fitpack/analysis/batch_objective.hpp"
#include "fitpack/analysis/predictor.hpp"
#include "fitpack/core/error.hpp"
#include "fitpack/data/pseudo_data.hpp"
#include "support/cuda_emulation/emulation.hpp"
#include "support/shipped_card.hpp"

namespace fitpack {
namespace {

/// The same sums in another order.
constexpr double rounding = 1e-12;

/// A few points and a coarse grid, to be fast.
RunCard small_card(const std::vector<std::string>& more) {
  return small_hera_card("[{variable: x, min: 0.05}, {variable: Q2, min: 100}]", more);
}

struct Found {
  std::vector<double> chi2, chi2_again, gradient, theory;  ///< four sets, the last without PDFs
  std::size_t for_chi2 = 0, in_all = 0;                    ///< bytes on the device
};

/// Fails where somebody falls back to the processor.
class NothingToSay final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
  void sink_it_(const spdlog::details::log_msg& message) override {
    const std::string text(message.payload.data(), message.payload.size());
    EXPECT_THAT(text, testing::Not(testing::HasSubstr("the CPU does the work")));
  }
  void flush_() override {}
};

Found found_with(const std::vector<std::string>& settings) {
  const auto logger = std::make_shared<spdlog::logger>("test", std::make_shared<NothingToSay>());
  Predictor predictor(small_card(settings), logger);
  std::vector<double> thetas;
  for (const double factor : {1.0, 1.0006, 0.9995, std::nan("")})
    for (const double value : predictor.start_values()) thetas.push_back(value * factor);
  Found found{std::vector<double>(4), std::vector<double>(4), std::vector<double>(thetas.size()),
              std::vector<double>(4 * predictor.n_points())};
  predictor.chi2(thetas, 4, found.chi2);
  predictor.chi2_and_gradient(thetas, 4, found.chi2_again, found.gradient);
  found.for_chi2 = cuda_emulation::memory_in_use();
  predictor.predict(thetas, 4, found.theory);
  found.in_all = cuda_emulation::memory_in_use();
  return found;
}

void expect_as_on_the_processor(std::vector<std::string> settings) {
  const Found expected = found_with(settings);
  const std::uint64_t before = cuda_emulation::kernels_started();
  settings.emplace_back("kernels.backend=cuda");
  const Found found = found_with(settings);
  EXPECT_GT(cuda_emulation::kernels_started(), before);
  const std::size_t n = expected.gradient.size() / 4;
  for (std::size_t k = 0; k < 3; ++k) {
    const double tolerance = rounding * std::abs(expected.chi2[k]);
    EXPECT_NEAR(found.chi2[k], expected.chi2[k], tolerance);
    EXPECT_NEAR(found.chi2_again[k], expected.chi2[k], tolerance);
    const auto slopes = std::span(expected.gradient).subspan(k * n, n);
    const double steepest = std::abs(*std::ranges::max_element(
        slopes, [](double a, double b) { return std::abs(a) < std::abs(b); }));
    for (std::size_t p = 0; p < n; ++p)
      EXPECT_NEAR(found.gradient[k * n + p], slopes[p], rounding * steepest) << p;
  }
  EXPECT_GT(found.for_chi2, 0U);
  EXPECT_GT(found.in_all, found.for_chi2)
      << "kernels for predictions go there when these are asked for";
  const std::size_t n_points = expected.theory.size() / 4;
  for (std::size_t i = 0; i < 3 * n_points; ++i)
    EXPECT_NEAR(found.theory[i], expected.theory[i], rounding * std::abs(expected.theory[i])) << i;
  EXPECT_TRUE(std::isnan(found.theory[3 * n_points]));
  EXPECT_EQ(found.chi2[3], INFINITY);
  EXPECT_EQ(found.chi2_again[3], INFINITY);
  EXPECT_TRUE(std::isnan(found.gradient[3 * n]));
}

TEST(EmulatedBatchObjective, IsThatOfTheProcessor) {
  expect_as_on_the_processor({});
  expect_as_on_the_processor(
      {"objective.definition=t0", "parameters.Bg.prior={mean: 0, sigma: 1}"});
}

// Predictions that are no plain products.
TEST(EmulatedBatchObjective, OfOtherPredictions) {
  expect_as_on_the_processor(
      {"theory.alphas_mz=as", "parameters.as={start: 0.118, min: 0.1179, max: 0.1181}",
       "theory.higher_twist.h0=HT", "theory.higher_twist.h1=0.4", "parameters.HT={start: 0.2}",
       "objective.normalisations={HERA_CC_EM_920: {parameter: N}}",
       "parameters.N={start: 1.02, prior: {mean: 1, sigma: 0.01}}"});
  expect_as_on_the_processor({"kernels.precision=single",
                              "data.sets=[NMC_DP_F2RATIO, HERA_CC_EM_920]",
                              "data.cuts=[{variable: x, min: 0.05}, {variable: Q2, min: 40}]"});
}

/// F and its local model at four sets, compared with data of their own; the last one has no PDFs.
std::vector<LocalModel> models_with(std::vector<std::string> settings) {
  Analysis analysis({}, small_card(settings), silent_logger());
  BatchPredictor predictor(analysis, silent_logger());
  BatchObjective objective(analysis, predictor, silent_logger());
  std::vector<double> thetas, outcomes;
  const std::vector<double> start = analysis.card().parameters.start_values();
  const std::vector<double> data = measured_values(analysis.measurements().datasets());
  for (const double factor : {1.0, 1.0006, 0.9995, std::nan("")}) {
    for (const double value : start) thetas.push_back(value * factor);
    for (const double value : data)
      outcomes.push_back(value * (1.0 + 0.02 * std::sin(static_cast<double>(outcomes.size()))));
  }
  const std::vector<Want> wants(4, Want::model);
  std::vector<LocalModel> models = objective.models(thetas, 4, outcomes, wants);
  const std::vector<Want> values(4, Want::value);
  for (const LocalModel& value : objective.models(thetas, 4, outcomes, values))
    models.push_back(value);
  return models;
}

/// RᵀR.
std::vector<double> hessian_of(const LocalModel& model) {
  const std::size_t n = model.n;
  std::vector<double> hessian(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t p = i; p < n; ++p)
      for (std::size_t q = i; q < n; ++q)
        hessian[p * n + q] += model.triangle(i, p) * model.triangle(i, q);
  return hessian;
}

void expect_close(const std::vector<double>& found, const std::vector<double>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  double largest = 0.0;
  for (const double x : expected) largest = std::max(largest, std::abs(x));
  for (std::size_t k = 0; k < found.size(); ++k)
    EXPECT_NEAR(found[k], expected[k], rounding * largest) << k;
}

// As a fit has them: with priors, and with penalties of which some are active.
TEST(EmulatedBatchObjective, LocalModelsAreThoseOfAFit) {
  for (const std::vector<std::string>& settings :
       {std::vector<std::string>{},
        {"parameters.Bg.prior={mean: 0, sigma: 0.1}",
         "penalties={integrability: {of: [T3], x: [0.03], weight: 10}, positivity: {of: [g, "
         "V8]}}"}}) {
    std::vector<std::string> on_gpu = settings;
    on_gpu.emplace_back("kernels.backend=cuda");
    const std::vector<LocalModel> expected = models_with(settings), found = models_with(on_gpu);
    ASSERT_EQ(found.size(), 8U);
    for (std::size_t k = 0; k < 8; ++k) {
      SCOPED_TRACE(k);
      EXPECT_EQ(found[k].valid, expected[k].valid);
      EXPECT_EQ(found[k].valid, k % 4 != 3);
      if (!expected[k].valid) continue;
      const double scale = rounding * std::abs(expected[k].objective);
      EXPECT_NEAR(found[k].objective, expected[k].objective, scale);
      EXPECT_NEAR(found[k].chi2.prior, expected[k].chi2.prior, scale);
      EXPECT_NEAR(found[k].chi2.penalty, expected[k].chi2.penalty, scale);
      EXPECT_NEAR(found[k].chi2.correlated, expected[k].chi2.correlated, scale);
      if (k >= 4) continue;
      EXPECT_EQ(expected[k].chi2.penalty > 0.0, !settings.empty());
      expect_close(found[k].gradient(), expected[k].gradient());
      expect_close(hessian_of(found[k]), hessian_of(expected[k]));
    }
  }
}

// Cross sections and a ratio, without rows of DIS and between them, with a free normalisation.
TEST(EmulatedBatchObjective, OfDrellYan) {
  const std::vector<std::string> grid = {"theory.grid.x_min=0.01", "theory.grid.q2_max=1000"};
  std::vector<std::string> alone = grid, between = grid;
  alone.insert(alone.end(), {"data.sets=[DYE866_PP, DYE866_RATIO]",
                             "data.cuts=[{variable: Q2, min: 42, max: 48.5}, "
                             "{variable: x1, min: 0.3, sets: [DYE866_PP]}]"});
  between.insert(
      between.end(),
      {"data.sets=[HERA_NC_EP_460, DYE866_PP, DYE866_RATIO]",
       "data.cuts=[{variable: Q2, min: 42}, {variable: Q2, max: 900}, "
       "{variable: x1, min: 0.3, sets: [DYE866_PP]}, "
       "{variable: x, min: 0.05, sets: [HERA_NC_EP_460]}]",
       "objective.definition=jam", "objective.normalisations={DYE866_PP: {parameter: N}}",
       "parameters.N={start: 1.02, step: 0.01, prior: {mean: 1.0, sigma: 0.05}}"});
  expect_as_on_the_processor(alone);
  expect_as_on_the_processor(between);
}

TEST(EmulatedBatchObjective, TooLittleMemoryIsAMessage) {
  cuda_emulation::set_up({.memory = 100000});
  try {
    found_with({"kernels.backend=auto"});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("memory"));
    EXPECT_THAT(error.what(), testing::HasSubstr("--backend cpu"));
  }
}

}  // namespace
}  // namespace fitpack
