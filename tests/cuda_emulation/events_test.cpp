// What only an emulated device can show of sums over events: every order of threads, several
// devices, memory that is really short.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fitpack/core/error.hpp"
#include "fitpack/cuda/cuda_events.hpp"
#include "fitpack/cuda/cuda_node_products.hpp"
#include "support/cuda_emulation/emulation.hpp"
#include "support/cuda_emulation/every_order.hpp"
#include "support/event_sums.hpp"
#include "support/synthetic_density.hpp"

namespace fitpack {
namespace {

using event_sums::layout, event_sums::Weights;

std::vector<double> sums_on(std::size_t device, EventPrecision precision) {
  const auto summation = make_cuda_summation(event_sums::sorted(precision, Weights::some), layout,
                                             find_cuda_devices().found.at(device));
  return event_sums::sums(*summation, EventWant::information);
}

TEST(EmulatedEvents, TheSameBitsInEveryOrder) {
  for (const EventPrecision precision : {EventPrecision::full, EventPrecision::mixed})
    cuda_emulation::expect_same_in_every_order([&] { return sums_on(0, precision); });
}

TEST(EmulatedEvents, TheSameBitsInEveryOrderInParts) {
  cuda_emulation::expect_same_in_every_order([] { return sums_on(0, EventPrecision::full); },
                                             {.memory = 600'000});
}

TEST(EmulatedEvents, NodeProductsHaveTheSameBitsInEveryOrder) {
  const auto kernel = synthetic_density::kernel(testing_events::hera_events());
  cuda_emulation::expect_same_in_every_order([&] {
    const auto products = make_cuda_node_products(*kernel, find_cuda_devices().found.front());
    const std::vector<double> g = products->node_values(synthetic_density::start());
    return std::pair(g, products->transposed(g));
  });
}

TEST(EmulatedEvents, TheSameBitsWithLittleMemory) {
  cuda_emulation::set_up({});
  const std::vector<double> expected = sums_on(0, EventPrecision::full);
  for (const std::size_t memory : {1'000'000UL, 700'000UL, 500'000UL}) {
    cuda_emulation::set_up({.memory = memory});
    EXPECT_EQ(sums_on(0, EventPrecision::full), expected) << memory;
  }
}

TEST(EmulatedEvents, TooLittleMemoryIsAMessage) {
  for (std::size_t memory = 1000; memory < 400'000; memory = memory * 3 / 2) {
    cuda_emulation::set_up({.memory = memory});
    try {
      (void)sums_on(0, EventPrecision::full);
      FAIL() << "no error with " << memory;
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), testing::HasSubstr("use --backend cpu"));
    }
  }
}

TEST(EmulatedEvents, EveryDeviceDoesTheSame) {
  cuda_emulation::set_up({.devices = 2});
  EXPECT_EQ(sums_on(1, EventPrecision::mixed), sums_on(0, EventPrecision::mixed));
}

}  // namespace
}  // namespace fitpack
