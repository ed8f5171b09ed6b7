// What only an emulated device can show of the products: little memory, no memory, several devices,
// every order of threads.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "fitpack/core/error.hpp"
#include "fitpack/cuda/cuda_devices.hpp"
#include "support/cuda_emulation/emulation.hpp"
#include "support/cuda_emulation/every_order.hpp"

namespace fitpack {
namespace {

constexpr std::size_t n_columns = 70, n_rows = 40, n_sets = 33;

LinearKernel example_kernel() {
  LinearKernel kernel(n_columns, {25, 15});
  for (std::size_t b = 0; b < kernel.n_blocks(); ++b)
    for (std::size_t i = 0; i < kernel.n_rows(b); ++i)
      for (std::size_t a = 0; a < n_columns; ++a)
        kernel.row(b, i)[a] = std::sin(static_cast<double>(100 * b + 7 * i + 3 * a));
  kernel.find_support();
  return kernel;
}

std::vector<double> example_sets() {
  std::vector<double> f(n_sets * n_columns);
  for (std::size_t i = 0; i < f.size(); ++i) f[i] = std::cos(static_cast<double>(i));
  return f;
}

std::vector<double> predict(BatchProducts& products) {
  std::vector<double> out(n_sets * n_rows);
  const std::vector<double> f = example_sets();
  products.predict({n_sets, f, {}}, out);
  return out;
}

std::vector<double> predict(BatchPrecision precision) {
  return predict(
      *make_cuda_products(example_kernel(), find_cuda_devices().found.front(), precision));
}

TEST(EmulatedProducts, TheSameBitsInEveryOrder) {
  for (const BatchPrecision precision :
       {BatchPrecision::full, BatchPrecision::single, BatchPrecision::tf32, BatchPrecision::bf16})
    cuda_emulation::expect_same_in_every_order([&] { return predict(precision); },
                                               {.memory = std::size_t{1} << 20U});
}

/// The kernel needs 22.4 kB, a set 0.9 kB: all fits, sets in parts, rows in parts, hardly anything.
TEST(EmulatedProducts, PassThroughLittleMemory) {
  const std::vector<double> expected = predict(*make_cpu_products(example_kernel()));
  for (const std::size_t memory : {1000000UL, 40000UL, 20000UL, 6000UL}) {
    cuda_emulation::set_up({.memory = memory});
    const std::vector<double> out = predict(BatchPrecision::full);
    for (std::size_t i = 0; i < out.size(); ++i) ASSERT_NEAR(out[i], expected[i], 1e-12) << memory;
  }
}

TEST(EmulatedProducts, TooLittleMemoryIsAMessage) {
  cuda_emulation::set_up({.memory = 1500});
  try {
    predict(BatchPrecision::full);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "GPU 0 (emulated): not even one row of the kernel and one set of PDFs fit into "
                 "the free memory; free some, or use --backend cpu");
  }
}

TEST(EmulatedProducts, EveryDeviceDoesTheSame) {
  cuda_emulation::set_up({.devices = 2});
  const CudaDevices devices = find_cuda_devices();
  ASSERT_EQ(devices.found.size(), 2U);
  const auto first = make_cuda_products(example_kernel(), devices.found[0], BatchPrecision::full);
  const auto second = make_cuda_products(example_kernel(), devices.found[1], BatchPrecision::full);
  EXPECT_EQ(second->description(), "GPU 1 (emulated)");
  EXPECT_EQ(predict(*second), predict(*first));
}

TEST(EmulatedProducts, NoDeviceIsSaidInWords) {
  cuda_emulation::set_up({.devices = 0});
  const CudaDevices devices = find_cuda_devices();
  EXPECT_TRUE(devices.found.empty());
  EXPECT_EQ(devices.why_none, "no CUDA-capable device is detected");
}

}  // namespace
}  // namespace fitpack
