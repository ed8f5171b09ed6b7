// Built with CUDA, skipped without a GPU; every test run has them on emulated devices.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "fitpack/cuda/cuda_devices.hpp"

namespace fitpack {
namespace {

constexpr std::size_t n_columns = 414, n_rows = 300, n_sets = 257;

LinearKernel example_kernel() {
  LinearKernel kernel(n_columns, {200, 0, 100});
  for (std::size_t b = 0; b < kernel.n_blocks(); ++b)
    for (std::size_t i = 0; i < kernel.n_rows(b); ++i)
      for (std::size_t a = i; a < n_columns; ++a)
        kernel.row(b, i)[a] = 1.0 + std::sin(static_cast<double>(100 * b + 7 * i + 3 * a));
  kernel.find_support();
  return kernel;
}

/// Largest deviation from the processor, relative to the largest prediction of the row.
double deviation(BatchPrecision precision) {
  const LinearKernel kernel = example_kernel();
  std::vector<double> f(n_sets * n_columns);
  for (std::size_t i = 0; i < f.size(); ++i) f[i] = 1.0 + std::cos(static_cast<double>(i));
  std::vector<double> expected(n_sets * n_rows), out(n_sets * n_rows);
  make_cpu_products(kernel)->predict({n_sets, f, {}}, expected);
  make_cuda_products(kernel, find_cuda_devices().found.front(), precision)
      ->predict({n_sets, f, {}}, out);
  double worst = 0.0;
  for (std::size_t i = 0; i < n_rows; ++i) {
    double largest = 0.0;
    for (std::size_t k = 0; k < n_sets; ++k)
      largest = std::max(largest, std::abs(expected[k * n_rows + i]));
    for (std::size_t k = 0; k < n_sets; ++k)
      worst = std::max(worst, std::abs(out[k * n_rows + i] - expected[k * n_rows + i]) / largest);
  }
  return worst;
}

class CudaProducts : public ::testing::Test {
 protected:
  void SetUp() override {
    const CudaDevices devices = find_cuda_devices();
    if (devices.found.empty()) GTEST_SKIP() << devices.why_none;
  }
};

TEST_F(CudaProducts, AgreeWithTheProcessor) { EXPECT_LT(deviation(BatchPrecision::full), 1e-12); }

// Bounds: rounding of one factor (2⁻²⁴, 2⁻¹¹, 2⁻⁸), twice, and of sums in single precision.
TEST_F(CudaProducts, InSinglePrecision) { EXPECT_LT(deviation(BatchPrecision::single), 2e-6); }
TEST_F(CudaProducts, InTf32) { EXPECT_LT(deviation(BatchPrecision::tf32), 1e-3); }
TEST_F(CudaProducts, InBf16) { EXPECT_LT(deviation(BatchPrecision::bf16), 8e-3); }

}  // namespace
}  // namespace fitpack
