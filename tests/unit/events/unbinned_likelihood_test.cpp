#include "fitpack/events/unbinned_likelihood.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "fitpack/core/error.hpp"
#include "support/synthetic_density.hpp"

namespace fitpack {
namespace {

namespace synthetic = synthetic_density;
using synthetic::n_columns;

constexpr std::size_t n_events = 40'000;  // more than one block
constexpr double against_differences = 1e-6;
constexpr double rounding = 1e-11;

struct Case {
  explicit Case(LikelihoodKind kind = LikelihoodKind::unbinned, bool weighted = false,
                EventPrecision precision = EventPrecision::full) {
    EventDefinition definition = testing_events::hera_events();
    definition.luminosity = 0.2;
    kernel = synthetic::kernel(definition);
    events = testing_events::scattered_events(definition.phase_space, n_events, 4);
    if (weighted)
      for (std::size_t e = 0; e < n_events; ++e)
        events.weight.push_back(0.5 + static_cast<double>(e % 7) / 6.0);
    likelihood = std::make_unique<UnbinnedLikelihood>(
        Communicator(), kernel, sample_of(definition, events), kind, precision);
  }
  double value(const std::vector<double>& f) {
    likelihood->accumulate(f, EventWant::value, guard);
    return likelihood->objective();
  }
  /// The definition, event by event.
  [[nodiscard]] double direct(const std::vector<double>& f) const {
    double sum = 0.0, weights = 0.0, squares = 0.0;
    for (std::size_t e = 0; e < events.size(); ++e) {
      const double x = events.x[e], q2 = events.q2[e];
      const double w = events.weight.empty() ? 1.0 : events.weight[e];
      sum += w * std::log(kernel->prefactor()(x, q2) * synthetic::polynomial(f, x, q2));
      weights += w;
      squares += w * w;
    }
    const double luminosity = kernel->definition().luminosity, integral = kernel->integral(f);
    if (likelihood->kind() == LikelihoodKind::extended)
      return luminosity * integral - sum - weights * std::log(luminosity);
    return (weights * std::log(integral) - sum) * weights / squares;
  }
  std::shared_ptr<const DensityKernel> kernel;
  EventColumns events;
  std::unique_ptr<UnbinnedLikelihood> likelihood;
  FailureGuard guard;
};

/// [f | 1]: every element of f is a parameter.
AlignedVector identity_table(const std::vector<double>& f, std::size_t stride) {
  AlignedVector table(f.size() * stride, 0.0);
  for (std::size_t a = 0; a < f.size(); ++a) {
    table[a * stride] = f[a];
    table[a * stride + 1 + a] = 1.0;
  }
  return table;
}

void expect_value_and_gradient(Case& setup) {
  const std::vector<double> f = synthetic::start();
  const double direct = setup.direct(f);
  EXPECT_NEAR(setup.value(f) / direct, 1.0, rounding);
  setup.likelihood->accumulate(f, EventWant::gradient, setup.guard);
  const std::size_t stride = padded(n_columns + 1);
  const std::vector<double> gradient =
      setup.likelihood->gradient(identity_table(f, stride), stride, n_columns);
  double scale = 0.0;
  for (const double g : gradient) scale = std::max(scale, std::abs(g));
  for (std::size_t a = 0; a < n_columns; ++a) {
    constexpr double step = 1e-4;
    std::vector<double> up = f, down = f;
    up[a] += step;
    down[a] -= step;
    const double difference = (setup.value(up) - setup.value(down)) / (2.0 * step);
    EXPECT_NEAR(gradient[a], difference, against_differences * scale) << "parameter " << a;
  }
}

TEST(UnbinnedLikelihood, ValueAndGradient) {
  Case setup;
  expect_value_and_gradient(setup);
}

TEST(UnbinnedLikelihood, ExtendedValueAndGradient) {
  Case setup(LikelihoodKind::extended);
  expect_value_and_gradient(setup);
}

TEST(UnbinnedLikelihood, WeightedValueAndGradient) {
  Case setup(LikelihoodKind::unbinned, true);
  expect_value_and_gradient(setup);
  EXPECT_LT(setup.likelihood->effective_events(), static_cast<double>(n_events));
}

/// Σ_e s sᵀ with s_a = ∂_a ln p, event by event.
std::vector<double> direct_information(const Case& setup, const std::vector<double>& f) {
  std::vector<double> result(n_columns * n_columns, 0.0), score(n_columns);
  for (std::size_t e = 0; e < setup.events.size(); ++e) {
    const double x = setup.events.x[e], q2 = setup.events.q2[e];
    for (std::size_t a = 0; a < n_columns; ++a) {
      score[a] = synthetic::basis(a, x, q2) / synthetic::polynomial(f, x, q2);
      if (setup.likelihood->kind() == LikelihoodKind::unbinned)
        score[a] -= setup.kernel->integral_row()[a] / setup.kernel->integral(f);
    }
    for (std::size_t a = 0; a < n_columns; ++a)
      for (std::size_t b = 0; b < n_columns; ++b) result[a * n_columns + b] += score[a] * score[b];
  }
  return result;
}

TEST(UnbinnedLikelihood, InformationIsTheSumOfScoreProducts) {
  for (const LikelihoodKind kind : {LikelihoodKind::unbinned, LikelihoodKind::extended}) {
    Case setup(kind);
    const std::vector<double> f = synthetic::start();
    setup.likelihood->accumulate(f, EventWant::information, setup.guard);
    const std::size_t stride = padded(n_columns + 1);
    const auto found = setup.likelihood->information(identity_table(f, stride), stride, n_columns);
    const auto expected = direct_information(setup, f);
    for (std::size_t k = 0; k < found.size(); ++k)
      EXPECT_NEAR(found[k], expected[k], 1e-9 * n_events) << k;
  }
}

TEST(UnbinnedLikelihood, SinglePrecisionIsNearTheFull) {
  Case full, mixed(LikelihoodKind::unbinned, false, EventPrecision::mixed);
  const std::vector<double> f = synthetic::start();
  // Rounded positions and densities: 1e-7 each, at random.
  EXPECT_NEAR((full.value(f) - mixed.value(f)) / n_events, 0.0, 1e-7);
}

TEST(UnbinnedLikelihood, NegativeDensityIsNoNumberAndFound) {
  Case setup;
  std::vector<double> f = synthetic::start();
  f[0] = -5.0;
  EXPECT_TRUE(std::isnan(setup.value(f)));
  const auto bad = setup.likelihood->find_bad_density(f);
  ASSERT_TRUE(bad.has_value());
  EXPECT_LT(bad->density, 0.0);
  EXPECT_TRUE(setup.kernel->definition().phase_space.contains(bad->x, bad->q2));
}

TEST(UnbinnedLikelihood, ExtendedNeedsALuminosity) {
  const EventDefinition definition = testing_events::hera_events();
  const auto kernel = synthetic::kernel(definition);
  const auto sample =
      sample_of(definition, testing_events::scattered_events(definition.phase_space, 10, 1));
  EXPECT_THROW(UnbinnedLikelihood({}, kernel, sample, LikelihoodKind::extended), Error);
}

}  // namespace
}  // namespace fitpack
