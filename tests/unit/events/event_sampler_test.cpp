#include "fitpack/events/event_sampler.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "fitpack/core/error.hpp"
#include "fitpack/core/philox.hpp"
#include "fitpack/events/event_transport.hpp"
#include "support/synthetic_density.hpp"

namespace fitpack {
namespace {

namespace synthetic = synthetic_density;

EventDefinition with_efficiency() {
  EventDefinition definition = testing_events::hera_events();
  definition.efficiency = Efficiency({1e-4, 1e-3, 0.03, 0.8}, {4.0, 30.0, 2e4},
                                     {0.5, 0.7, 0.8, 0.6, 0.9, 1.0, 0.9, 0.8, 0.7, 0.4, 0.5, 0.6});
  return definition;
}

EventColumns draw(const EventSampler& sampler, std::size_t n, std::uint64_t first = 0) {
  EventColumns events;
  events.x.resize(n);
  events.q2.resize(n);
  sampler.draw(11, first, events.x, events.q2);
  return events;
}

/// Distribution functions turn events into pairs that are uniform on the unit square.
void expect_exact(const EventDefinition& definition) {
  constexpr std::size_t n = 60'000, bins = 20;
  const auto kernel = synthetic::kernel(definition);
  const EventSampler sampler(kernel, synthetic::start());
  const EventTransport transport(kernel, synthetic::start());
  const EventColumns events = draw(sampler, n);
  std::vector<double> counts(bins * bins, 0.0);
  double mean1 = 0.0, mean2 = 0.0;
  for (std::size_t e = 0; e < n; ++e) {
    ASSERT_TRUE(definition.phase_space.contains(events.x[e], events.q2[e]));
    const auto [r1, r2] = transport.random_numbers(events.x[e], events.q2[e]);
    mean1 += r1 / n;
    mean2 += r2 / n;
    const auto bin = [](double r) {
      return std::min(static_cast<std::size_t>(r * bins), bins - 1);
    };
    counts[bin(r1) * bins + bin(r2)] += 1.0;
  }
  const double sigma = std::sqrt(1.0 / 12.0 / n);
  EXPECT_NEAR(mean1, 0.5, 4.0 * sigma);
  EXPECT_NEAR(mean2, 0.5, 4.0 * sigma);
  constexpr double expected = static_cast<double>(n) / (bins * bins);
  double chi2 = 0.0;
  for (const double count : counts) chi2 += (count - expected) * (count - expected) / expected;
  EXPECT_NEAR(chi2 / (bins * bins - 1), 1.0, 4.0 * std::sqrt(2.0 / (bins * bins - 1)));
  EXPECT_GT(sampler.acceptance(), 0.7);
}

TEST(EventSampler, DrawsFromTheDensity) { expect_exact(testing_events::hera_events()); }
TEST(EventSampler, DrawsFromTheDensityTimesAnEfficiency) { expect_exact(with_efficiency()); }

TEST(EventSampler, AnEventDependsOnItsNumberAlone) {
  const EventSampler sampler(synthetic::kernel(testing_events::hera_events()), synthetic::start());
  const EventColumns all = draw(sampler, 3000);
  for (const std::size_t first : {1UL, 255UL, 1700UL}) {
    const EventColumns part = draw(sampler, 700, first);
    for (std::size_t e = 0; e < 700; ++e) {
      EXPECT_EQ(part.x[e], all.x[first + e]);
      EXPECT_EQ(part.q2[e], all.q2[first + e]);
    }
  }
}

TEST(EventSampler, RefusesANegativeDensity) {
  std::vector<double> f = synthetic::start();
  f[0] = -0.45;
  try {
    const EventSampler sampler(synthetic::kernel(testing_events::hera_events()), f);
    FAIL() << "no error";
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("negative at x = "), std::string::npos)
        << error.what();
  }
}

TEST(EventTransport, EventsAndRandomNumbersAreInverse) {
  const EventTransport transport(synthetic::kernel(with_efficiency()), synthetic::start());
  for (const auto& [r1, r2] : {std::pair{0.01, 0.5}, {0.5, 0.001}, {0.77, 0.9999}, {0.9999, 0.3}}) {
    const auto [x, q2] = transport.event(r1, r2);
    const auto [back1, back2] = transport.random_numbers(x, q2);
    EXPECT_NEAR(back1, r1, 1e-11);
    EXPECT_NEAR(back2, r2, 1e-11);
  }
}

TEST(EventTransport, PathwiseDerivativeAgreesWithDifferences) {
  const auto kernel = synthetic::kernel(with_efficiency());
  const std::vector<double> f = synthetic::start();
  const EventTransport transport(kernel, f);
  constexpr std::uint32_t n = 12;
  std::vector<double> r1, r2, x, q2, wx, wq;
  const Philox random(2);
  for (std::uint32_t e = 0; e < n; ++e) {
    r1.push_back(random.uniform({e, 0, 0, 0}));
    r2.push_back(random.uniform({e, 1, 0, 0}));
    const auto [at_x, at_q2] = transport.event(r1[e], r2[e]);
    x.push_back(at_x);
    q2.push_back(at_q2);
    wx.push_back(random.normal({e, 2, 0, 0}) / at_x);
    wq.push_back(random.normal({e, 3, 0, 0}) / at_q2);
  }
  const std::vector<double> gradient = transport.pdf_gradient(x, q2, wx, wq);
  double scale = 0.0;
  for (const double g : gradient) scale = std::max(scale, std::abs(g));
  const auto moved = [&](const std::vector<double>& at) {
    const EventTransport other(kernel, at);
    double sum = 0.0;
    for (std::uint32_t e = 0; e < n; ++e) {
      const auto [at_x, at_q2] = other.event(r1[e], r2[e]);
      sum += wx[e] * at_x + wq[e] * at_q2;
    }
    return sum;
  };
  for (const std::size_t a : {0UL, 1UL, 4UL, 5UL, 10UL}) {
    constexpr double step = 1e-5;
    std::vector<double> up = f, down = f;
    up[a] += step;
    down[a] -= step;
    EXPECT_NEAR(gradient[a], (moved(up) - moved(down)) / (2.0 * step), 1e-6 * scale) << a;
  }
}

}  // namespace
}  // namespace fitpack
