// Built with CUDA, skipped without a GPU; every test run has them on emulated devices.
#include "fitpack/cuda/cuda_bilinear.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "../../support/bilinear_rows.hpp"

namespace fitpack {
namespace {

/// The same sums in another order, relative to the largest number of a row and set.
constexpr double rounding = 1e-12;

const BilinearPrediction& example() {
  static const BilinearPrediction prediction = testing::bilinear_rows();
  return prediction;
}

class CudaBilinearRows : public ::testing::Test {
 protected:
  void SetUp() override {
    const CudaDevices devices = find_cuda_devices();
    if (devices.found.empty()) GTEST_SKIP() << devices.why_none;
  }
  [[nodiscard]] static std::unique_ptr<CudaBilinear> on_device() {
    return make_cuda_bilinear(example().batch(), find_cuda_devices().found.front());
  }
};

void expect_as_on_the_processor(CudaBilinear& device, std::size_t n_sets, std::size_t columns) {
  const std::vector<double> f = testing::bilinear_pdfs(n_sets, columns);
  const std::vector<double> wanted = testing::predict_bilinear(example(), f, n_sets, columns);
  std::vector<double> found(wanted.size());
  device.predict(f, n_sets, columns, found);
  const std::size_t n = device.n_rows();
  for (std::size_t set = 0; set < n_sets; ++set)
    for (std::size_t row = 0; row < n; ++row) {
      double largest = 0.0;
      for (std::size_t c = 0; c < columns; ++c)
        largest = std::max(largest, std::abs(wanted[(set * columns + c) * n + row]));
      for (std::size_t c = 0; c < columns; ++c) {
        const std::size_t at = (set * columns + c) * n + row;
        EXPECT_NEAR(found[at], wanted[at], rounding * largest) << set << " " << c << " " << row;
      }
      const std::size_t value = set * columns * n + row;
      EXPECT_NEAR(found[value] / wanted[value], 1.0, rounding);
    }
}

TEST_F(CudaBilinearRows, AreThoseOfTheProcessor) {
  const auto device = on_device();
  EXPECT_EQ(device->n_rows(), 11U);
  expect_as_on_the_processor(*device, 3, 1);
  expect_as_on_the_processor(*device, 2, 4);
  expect_as_on_the_processor(*device, 5, 1);
}

// The rows come out where their batch has them, whatever their order, and where one call does not
// take all rows of a piece.
TEST_F(CudaBilinearRows, KeepTheirOrder) {
  constexpr std::size_t copies = 12;
  const BilinearBatch once = example().batch();
  BilinearBatch batch = once;
  for (std::size_t k = 1; k < copies; ++k)
    batch.rows.insert(batch.rows.begin(), once.rows.rbegin(), once.rows.rend());
  const std::vector<double> f = testing::bilinear_pdfs(1, 2);
  const std::size_t n = once.rows.size();
  std::vector<double> many(2 * copies * n), straight(2 * n);
  make_cuda_bilinear(batch, find_cuda_devices().found.front())->predict(f, 1, 2, many);
  on_device()->predict(f, 1, 2, straight);
  for (std::size_t k = 0; k < copies * n; ++k) {
    const std::size_t row = k / n + 1 == copies ? k % n : n - 1 - k % n;
    const double largest = std::max(std::abs(straight[row]), std::abs(straight[n + row]));
    EXPECT_NEAR(many[k], straight[row], rounding * largest) << k;
    EXPECT_NEAR(many[copies * n + k], straight[n + row], rounding * largest) << k;
  }
}

TEST_F(CudaBilinearRows, ASetWithoutPdfsDisturbsNoOther) {
  const auto device = on_device();
  std::vector<double> f = testing::bilinear_pdfs(3, 2);
  const std::size_t n = 2 * device->n_rows();
  std::vector<double> whole(3 * n), found(3 * n);
  device->predict(f, 3, 2, whole);
  std::fill_n(f.begin() + static_cast<std::ptrdiff_t>(2 * device->n_columns()),
              2 * device->n_columns(), std::numeric_limits<double>::quiet_NaN());
  device->predict(f, 3, 2, found);
  for (std::size_t e = 0; e < 3 * n; ++e)
    if (e / n == 1)
      EXPECT_TRUE(std::isnan(found[e]));
    else
      EXPECT_EQ(found[e], whole[e]);
}

TEST_F(CudaBilinearRows, NoneAtAll) {
  const auto device = make_cuda_bilinear({}, find_cuda_devices().found.front());
  EXPECT_EQ(device->n_rows(), 0U);
  device->predict({}, 3, 1, {});
}

// The figures of benchmarks have something to measure.
TEST_F(CudaBilinearRows, TimesOfPredictions) {
  EXPECT_GT(seconds_of_bilinear(example().batch(), 3, 2, find_cuda_devices().found.front(), 1),
            0.0);
}

}  // namespace
}  // namespace fitpack
