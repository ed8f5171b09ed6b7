// What only an emulated device can show of sampling: little memory, every order of threads.
#include <gtest/gtest.h>

#include <vector>

#include "fitpack/core/error.hpp"
#include "fitpack/cuda/cuda_sampling.hpp"
#include "support/cuda_emulation/emulation.hpp"
#include "support/cuda_emulation/every_order.hpp"
#include "support/synthetic_density.hpp"

namespace fitpack {
namespace {

constexpr std::size_t n_events = 20'000;

const EventSampler& sampler() {
  static const EventSampler only(synthetic_density::kernel(testing_events::hera_events()),
                                 synthetic_density::start());
  return only;
}

/// x, then Q².
std::vector<double> draw_there() {
  std::vector<double> events(2 * n_events);
  const auto x = std::span(events).first(n_events), q2 = std::span(events).last(n_events);
  make_cuda_sampler(sampler(), find_cuda_devices().found.front())->draw(5, 0, x, q2);
  return events;
}

std::vector<double> draw_here() {
  std::vector<double> events(2 * n_events);
  sampler().draw(5, 0, std::span(events).first(n_events), std::span(events).last(n_events));
  return events;
}

/// Bytes of the tables on the device.
std::size_t table_bytes() {
  const DrawTables tables = sampler().tables();
  return tables.bins.size_bytes() + tables.aliases.size_bytes() + tables.coefficients.size_bytes() +
         tables.frames.size_bytes();
}

TEST(EmulatedSampling, TheSameBitsInEveryOrder) {
  cuda_emulation::expect_same_in_every_order(draw_there);
}

/// Room for all events, for a tenth of them, and for a hundred.
TEST(EmulatedSampling, ASampleLargerThanTheDevicePassesInParts) {
  const std::vector<double> expected = draw_here();
  for (const std::size_t events : {40'000U, 2000U, 100U}) {
    cuda_emulation::set_up({.memory = table_bytes() + 32 * events});
    const std::uint64_t before = cuda_emulation::kernels_started();
    EXPECT_TRUE(draw_there() == expected);
    const std::uint64_t kernels = cuda_emulation::kernels_started() - before;
    EXPECT_GE(kernels, n_events / events) << "it did not go in parts";
  }
}

TEST(EmulatedSampling, NoRoomForAnyEventIsAMessage) {
  cuda_emulation::set_up({.memory = table_bytes() + 20});
  try {
    draw_there();
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "GPU 0 (emulated): not even one event fits into the free memory; free some, or "
                 "use --backend cpu");
  }
}

TEST(EmulatedSampling, NoRoomForTheTablesIsAMessage) {
  cuda_emulation::set_up({.memory = 1000});
  try {
    draw_there();
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("out of memory"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace fitpack
