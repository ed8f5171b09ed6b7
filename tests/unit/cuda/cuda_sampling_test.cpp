// Built with CUDA, skipped without a GPU; every test run has them on emulated devices.
#include "fitpack/cuda/cuda_sampling.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "fitpack/core/error.hpp"
#include "support/synthetic_density.hpp"

namespace fitpack {
namespace {

constexpr std::size_t n_events = 200'000;

EventDefinition with_efficiency() {
  EventDefinition definition = testing_events::hera_events();
  definition.efficiency = Efficiency({1e-4, 1e-3, 0.03, 0.8}, {4.0, 30.0, 2e4},
                                     {0.5, 0.7, 0.8, 0.6, 0.9, 1.0, 0.9, 0.8, 0.7, 0.4, 0.5, 0.6});
  return definition;
}

class CudaSampling : public ::testing::Test {
 protected:
  void SetUp() override {
    devices_ = find_cuda_devices();
    if (devices_.found.empty()) GTEST_SKIP() << devices_.why_none;
  }
  void expect_the_same_events(const EventDefinition& definition, std::uint64_t first) {
    const EventSampler sampler(synthetic_density::kernel(definition), synthetic_density::start());
    std::vector<double> x(n_events), q2(n_events), there_x(n_events), there_q2(n_events);
    sampler.draw(7, first, x, q2);
    make_cuda_sampler(sampler, devices_.found.front())->draw(7, first, there_x, there_q2);
    std::size_t different = 0;
    for (std::size_t e = 0; e < n_events; ++e)
      if (x[e] != there_x[e] || q2[e] != there_q2[e]) ++different;
    EXPECT_EQ(different, 0U);
  }
  CudaDevices devices_;
};

TEST_F(CudaSampling, DrawsTheEventsOfTheProcessor) {
  expect_the_same_events(testing_events::hera_events(), 0);
}

TEST_F(CudaSampling, DrawsTheEventsOfTheProcessorWithAnEfficiency) {
  expect_the_same_events(with_efficiency(), (std::uint64_t{1} << 32U) - 5);
}

TEST_F(CudaSampling, ANegativeDensityIsTheSameError) {
  const auto kernel = synthetic_density::kernel(testing_events::hera_events());
  const auto message = [](const auto& draw) -> std::string {
    try {
      std::vector<double> x(n_events), q2(n_events);
      draw(x, q2);
    } catch (const InputError& error) {
      return error.what();
    }
    return "no error";
  };
  // As negative as a sampler can be made for: half of some bins at small x.
  std::unique_ptr<EventSampler> sampler;
  double possible = 75.0, impossible = 76.0;
  for (int step = 0; step < 14; ++step) {
    std::vector<double> f = synthetic_density::start();
    const double middle = 0.5 * (possible + impossible);
    f[14] = middle;
    try {
      sampler = std::make_unique<EventSampler>(kernel, f);
      possible = middle;
    } catch (const InputError&) {
      impossible = middle;
    }
  }
  const std::string expected = message([&](auto& x, auto& q2) { sampler->draw(3, 0, x, q2); });
  ASSERT_NE(expected, "no error");
  EXPECT_EQ(message([&](auto& x, auto& q2) {
              make_cuda_sampler(*sampler, devices_.found.front())->draw(3, 0, x, q2);
            }),
            expected);
}

}  // namespace
}  // namespace fitpack
