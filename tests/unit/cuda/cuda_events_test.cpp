// Built with CUDA, skipped without a GPU; every test run has them on emulated devices.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fitpack/core/error.hpp"
#include "fitpack/cuda/cuda_events.hpp"
#include "fitpack/cuda/cuda_node_products.hpp"
#include "fitpack/events/unbinned_likelihood.hpp"
#include "support/event_sums.hpp"
#include "support/synthetic_density.hpp"

namespace fitpack {
namespace {

using event_sums::layout, event_sums::Weights, event_sums::Numbers;
using testing::HasSubstr;

constexpr EventWant wants[] = {EventWant::value, EventWant::gradient, EventWant::information};
const std::pair<EventPrecision, Weights> both_kinds[] = {{EventPrecision::full, Weights::some},
                                                         {EventPrecision::mixed, Weights::none}};
/// Sums of 10⁴ terms in another order.
constexpr double rounding = 1e-12;
/// Single precision, 6e-8, of positions, densities and their inverse, in terms of powers up to 22.
constexpr double single_rounding = 2e-6;

class CudaEvents : public testing::Test {
 protected:
  void SetUp() override {
    const CudaDevices devices = find_cuda_devices();
    if (devices.found.empty()) GTEST_SKIP() << devices.why_none;
    device_ = devices.found.front();
  }
  [[nodiscard]] std::unique_ptr<EventSummation> summation(EventPrecision precision,
                                                          Weights weights = Weights::none,
                                                          const Numbers& numbers = {}) const {
    return make_cuda_summation(event_sums::sorted(precision, weights, numbers), layout, device_);
  }
  void expect_agreement(const Numbers& numbers) const {
    for (const Weights weights : {Weights::none, Weights::some})
      for (const EventWant want : wants) {
        const auto expected = event_sums::reference(EventPrecision::full, weights, want, numbers);
        const auto found = event_sums::sums(*summation(EventPrecision::full, weights, numbers),
                                            want, numbers.of_blocks.size());
        EXPECT_LT(event_sums::deviation(found, expected), rounding);
      }
  }
  CudaDevice device_;
  std::vector<double> coefficients_ = event_sums::coefficients();
};

TEST_F(CudaEvents, SumAsTheProcessorDoes) { expect_agreement({}); }

TEST_F(CudaEvents, OfOneCellAlone) { expect_agreement({{{0, 0, 0, 0, 20000}}}); }

TEST_F(CudaEvents, OneAlone) { expect_agreement({{{0, 0, 1}}}); }

TEST_F(CudaEvents, NoneAreZero) {
  const auto none = summation(EventPrecision::full, Weights::none, {{{}, {}}});
  for (const double sum : event_sums::sums(*none, EventWant::information, 2)) EXPECT_EQ(sum, 0.0);
  EXPECT_FALSE(none->find_bad(event_sums::coefficients()));
}

TEST_F(CudaEvents, InSinglePrecision) {
  for (const auto& [precision, weights] : {std::pair(EventPrecision::mixed, Weights::none),
                                           std::pair(EventPrecision::mixed, Weights::some),
                                           std::pair(EventPrecision::single, Weights::none)})
    for (const EventWant want : {EventWant::value, EventWant::information}) {
      const auto expected = event_sums::reference(EventPrecision::full, weights, want);
      const auto found = event_sums::sums(*summation(precision, weights), want);
      EXPECT_LT(event_sums::deviation(found, expected), single_rounding);
    }
}

TEST_F(CudaEvents, TheSameBitsAgainAndInParts) {
  for (const auto& [precision, weights] : both_kinds) {
    const auto resident = summation(precision, weights);
    const auto expected = event_sums::sums(*resident, EventWant::information);
    EXPECT_EQ(event_sums::sums(*resident, EventWant::information), expected);
    EXPECT_EQ(resident->description(), "GPU 0 (" + device_.name + ")");
    CudaDevice small = device_;
    small.memory = event_sums::memory_for_parts(precision, weights);
    const auto parts = make_cuda_summation(event_sums::sorted(precision, weights), layout, small);
    EXPECT_THAT(parts->description(), HasSubstr("parts"));
    EXPECT_EQ(event_sums::sums(*parts, EventWant::information), expected);
    EXPECT_EQ(event_sums::sums(*parts, EventWant::information), expected);
  }
}

/// What makes results independent of the number of ranks.
TEST_F(CudaEvents, ABlockHasItsBitsWhateverIsBesideIt) {
  for (const auto& [precision, weights] : both_kinds) {
    const auto together = summation(precision, weights);
    std::visit(
        [&](const auto& blocks) {
          for (const EventWant want : wants) {
            together->evaluate(coefficients_, want);
            for (std::size_t b = 0; b < blocks.size(); ++b) {
              std::vector<double> expected(layout.size(want), 0.0), found = expected;
              const auto alone = make_cuda_summation(std::vector{blocks[b]}, layout, device_);
              alone->evaluate(coefficients_, want);
              alone->add(0, expected);
              together->add(b, found);
              EXPECT_EQ(found, expected);
            }
          }
        },
        event_sums::sorted(precision, weights));
  }
}

TEST_F(CudaEvents, SayWhereMemoryIsShort) {
  CudaDevice tiny = device_;
  tiny.memory = 150'000;
  try {
    (void)make_cuda_summation(event_sums::sorted(EventPrecision::full, Weights::none), layout,
                              tiny);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(),
                testing::AllOf(HasSubstr("not even 16384 events fit"), HasSubstr("--backend cpu")));
  }
}

/// A density that is zero or below at large u of one cell.
TEST_F(CudaEvents, ANegativeDensityIsNoNumberAndFound) {
  std::vector<double> c = event_sums::coefficients();
  constexpr std::size_t cell = 3;
  std::fill_n(c.begin() + cell * n_coefficients, n_coefficients, 0.0);
  c[cell * n_coefficients] = 0.99;
  c[cell * n_coefficients + n_v] = -1.0;
  for (const auto& [precision, weights] : both_kinds) {
    CudaDevice small = device_;
    small.memory = event_sums::memory_for_parts(precision, weights);
    for (const CudaDevice& device : {device_, small}) {
      const auto sums = make_cuda_summation(event_sums::sorted(precision, weights), layout, device);
      for (const EventWant want : {EventWant::value, EventWant::gradient})
        EXPECT_TRUE(std::isnan(event_sums::sums(*sums, want, 3, c)[0]));
      const auto bad = sums->find_bad(c);
      ASSERT_TRUE(bad.has_value());
      EXPECT_EQ(bad->cell, cell);
      EXPECT_GE(bad->u, 0.99);
      EXPECT_FALSE(sums->find_bad(event_sums::coefficients()));
    }
  }
}

TEST_F(CudaEvents, NodeProductsAreThoseOfTheKernel) {
  const auto kernel = synthetic_density::kernel(testing_events::hera_events());
  const auto products = make_cuda_node_products(*kernel, device_);
  constexpr double of_few_terms = 1e-14;
  const std::vector<double> f = synthetic_density::start();
  const std::vector<double> expected = kernel->node_values(f), found = products->node_values(f);
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t n = 0; n < found.size(); ++n)
    EXPECT_NEAR(found[n], expected[n], of_few_terms) << n;
  std::vector<double> weights(kernel->n_nodes());
  for (std::size_t n = 0; n < weights.size(); ++n)
    weights[n] = 1.0 + std::sin(static_cast<double>(n));
  const std::vector<double> sums = kernel->transposed(weights), out = products->transposed(weights);
  ASSERT_EQ(out.size(), sums.size());
  for (std::size_t a = 0; a < out.size(); ++a) EXPECT_NEAR(out[a] / sums[a], 1.0, rounding) << a;
  EXPECT_EQ(products->transposed(weights), out);
}

// From the PDFs to the gradient.
TEST_F(CudaEvents, GiveTheLikelihoodOfTheProcessor) {
  EventDefinition definition = testing_events::hera_events();
  definition.luminosity = 0.2;
  const auto kernel = synthetic_density::kernel(definition);
  const EventSample sample = sample_of(
      definition, testing_events::scattered_events(definition.phase_space, 5000, 4), 2000);
  const auto maker = [&](SortedBlocks blocks, const EventSumsLayout& of, EventPrecision) {
    return make_cuda_summation(std::move(blocks), of, device_);
  };
  const auto products = [&](const DensityKernel& of) {
    return make_cuda_node_products(of, device_);
  };
  const std::vector<double> f = synthetic_density::start();
  FailureGuard guard;
  for (const LikelihoodKind kind : {LikelihoodKind::unbinned, LikelihoodKind::extended}) {
    UnbinnedLikelihood cpu({}, kernel, sample, kind);
    UnbinnedLikelihood gpu({}, kernel, sample, kind, EventPrecision::full, maker, products);
    EXPECT_EQ(cpu.backend(), "CPU");
    EXPECT_THAT(gpu.backend(), HasSubstr("GPU 0"));
    cpu.accumulate(f, EventWant::gradient, guard);
    gpu.accumulate(f, EventWant::gradient, guard);
    EXPECT_NEAR(gpu.objective() / cpu.objective(), 1.0, rounding);
    const std::vector<double> expected = cpu.pdf_gradient(), found = gpu.pdf_gradient();
    const double scale = std::abs(*std::ranges::max_element(
        expected, {}, [](double component) { return std::abs(component); }));
    for (std::size_t a = 0; a < found.size(); ++a)
      EXPECT_NEAR(found[a], expected[a], rounding * scale) << a;
  }
}

}  // namespace
}  // namespace fitpack
