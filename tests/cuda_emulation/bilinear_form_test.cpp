// Rows of DIS and of Drell-Yan in one form, on an emulated device and on the processor.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "fitpack/core/error.hpp"
#include "fitpack/cuda/cuda_devices.hpp"
#include "fitpack/prediction/composite_prediction.hpp"
#include "fitpack/prediction/linear_prediction.hpp"
#include "support/bilinear_rows.hpp"
#include "support/cuda_emulation/emulation.hpp"
#include "support/cuda_emulation/every_order.hpp"

namespace fitpack {
namespace {

/// The same sums in another order.
constexpr double rounding = 1e-12;
constexpr std::size_t n_sets = 5;

/// Rows that are not bilinear are linear.
CompositePrediction both_kinds() {
  auto bilinear = std::make_unique<BilinearPrediction>(testing::bilinear_rows());
  std::vector<std::vector<std::size_t>> owners;
  std::vector<std::size_t> rows_of_blocks;
  for (std::size_t b = 0; b < bilinear->n_blocks(); ++b) {
    rows_of_blocks.push_back(bilinear->n_rows(b));
    owners.emplace_back(bilinear->n_rows(b), 0);
  }
  std::size_t first = 0;
  for (std::size_t b = 0; b < owners.size(); first += rows_of_blocks[b++])
    for (const BilinearBatchRow& row : bilinear->batch().rows)
      if (row.row >= first && row.row < first + rows_of_blocks[b]) owners[b][row.row - first] = 1;
  LinearKernel kernel(bilinear->n_columns(), rows_of_blocks);
  for (std::size_t b = 0; b < kernel.n_blocks(); ++b)
    for (std::size_t i = 0; i < kernel.n_rows(b); ++i)
      for (std::size_t a = 0; a < kernel.n_columns(); ++a)
        kernel.row(b, i)[a] = 1.0 + std::sin(static_cast<double>(7 * b + 3 * i + a));
  kernel.find_support();
  std::vector<std::unique_ptr<Prediction>> parts;
  parts.push_back(std::make_unique<LinearPrediction>(std::move(kernel)));
  parts.push_back(std::move(bilinear));
  return {std::move(parts), std::move(owners)};
}

const CompositePrediction& example() {
  static const CompositePrediction prediction = both_kinds();
  return prediction;
}

std::vector<double> on_device(BatchPrecision precision) {
  const auto products =
      make_cuda_products(*example().batch_form(), find_cuda_devices().found.front(), precision);
  std::vector<double> out(n_sets * products->n_rows());
  products->predict({n_sets, testing::bilinear_pdfs(n_sets, 1), {}}, out);
  return out;
}

std::vector<double> on_processor() {
  const std::vector<double> f = testing::bilinear_pdfs(n_sets, 1);
  const std::size_t n = example().n_columns();
  std::vector<double> all;
  for (std::size_t set = 0; set < n_sets; ++set)
    for (std::size_t b = 0; b < example().n_blocks(); ++b) {
      std::vector<double> block(example().n_rows(b));
      example().values(b, std::span(f).subspan(set * n, n), block);
      all.insert(all.end(), block.begin(), block.end());
    }
  return all;
}

TEST(EmulatedBilinearForm, IsThatOfTheProcessor) {
  const std::vector<double> found = on_device(BatchPrecision::full), wanted = on_processor();
  ASSERT_EQ(found.size(), wanted.size());
  for (std::size_t k = 0; k < wanted.size(); ++k)
    EXPECT_NEAR(found[k] / wanted[k], 1.0, rounding) << k;
}

// Sums over forms and operators are always in double precision.
TEST(EmulatedBilinearForm, IsInDoublePrecisionWhateverTheOthersAre) {
  const std::vector<double> found = on_device(BatchPrecision::bf16),
                            wanted = on_device(BatchPrecision::full);
  const BatchForm form = *example().batch_form();
  ASSERT_EQ(form.bilinear.rows.size() + form.leading.rows.size(), form.n_rows);
  for (std::size_t set = 0; set < n_sets; ++set) {
    for (const BilinearBatchRow& row : form.bilinear.rows)
      EXPECT_EQ(found[set * form.n_rows + row.row], wanted[set * form.n_rows + row.row]);
    for (const std::size_t row : form.leading.rows)
      EXPECT_NE(found[set * form.n_rows + row], wanted[set * form.n_rows + row]);
  }
}

std::size_t bytes_of_tables() {
  const auto products = make_cuda_products(*example().batch_form(),
                                           find_cuda_devices().found.front(), BatchPrecision::full);
  return cuda_emulation::memory_in_use();
}

// From memory for all sets at once to memory for none.
TEST(EmulatedBilinearForm, GoesThroughLittleMemory) {
  const std::vector<double> wanted = on_device(BatchPrecision::full);
  cuda_emulation::Machine machine;
  machine.memory = bytes_of_tables() + (std::size_t{4} << 20U);
  int times = 0;
  std::string message;
  for (; message.empty(); machine.memory -= std::size_t{700} << 10U) {
    cuda_emulation::set_up(machine);
    try {
      EXPECT_EQ(on_device(BatchPrecision::full), wanted) << machine.memory;
      ++times;
    } catch (const Error& error) {
      message = error.what();
    }
  }
  cuda_emulation::set_up({});
  EXPECT_GT(times, 3);
  EXPECT_THAT(message, ::testing::HasSubstr("--backend cpu"));
}

TEST(EmulatedBilinearForm, TheSameBitsInEveryOrder) {
  cuda_emulation::expect_same_in_every_order([] { return on_device(BatchPrecision::full); });
}

}  // namespace
}  // namespace fitpack
