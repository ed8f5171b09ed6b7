// On a machine without a GPU, or a build without CUDA, these tests are skipped; the same run on
// emulated devices.
#include "fitpack/cuda/cuda_chi_square.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "../../support/theory_batch.hpp"

namespace fitpack {
namespace {

using synthetic::Batch;
using synthetic::Problem;

constexpr std::size_t n_sets = 9;

/// The same sums in another order.
constexpr double rounding = 1e-12;

void expect_near(const BatchChiSquareResult& found, const BatchChiSquareResult& wanted,
                 double tolerance) {
  ASSERT_EQ(found.sets.size(), wanted.sets.size());
  ASSERT_EQ(found.points.size(), wanted.points.size());
  const std::size_t n_data_sets = wanted.points.size() / wanted.sets.size();
  for (std::size_t k = 0; k < wanted.sets.size(); ++k) {
    const double scale = tolerance * std::abs(wanted.sets[k].total);
    EXPECT_NEAR(found.sets[k].total, wanted.sets[k].total, scale);
    EXPECT_NEAR(found.sets[k].points, wanted.sets[k].points, scale);
    EXPECT_NEAR(found.sets[k].correlated, wanted.sets[k].correlated, scale);
    EXPECT_NEAR(found.sets[k].log_penalty, wanted.sets[k].log_penalty, scale);
    for (std::size_t d = k * n_data_sets; d < (k + 1) * n_data_sets; ++d) {
      EXPECT_NEAR(found.points[d], wanted.points[d], scale);
      EXPECT_NEAR(found.log_penalty[d], wanted.log_penalty[d], scale);
    }
  }
}

class CudaChiSquareOf : public ::testing::TestWithParam<Problem> {
 protected:
  void SetUp() override {
    const CudaDevices devices = find_cuda_devices();
    if (devices.found.empty()) GTEST_SKIP() << devices.why_none;
  }
  [[nodiscard]] std::unique_ptr<CudaChiSquare> on_device(
      const LinearKernel* kernel = nullptr, BatchPrecision precision = BatchPrecision::full) const {
    return make_cuda_chi_square(synthetic::batch_data(GetParam()), kernel,
                                find_cuda_devices().found.front(), precision);
  }
  [[nodiscard]] BatchChiSquareResult on_processor(const TheoryBatch& batch,
                                                  OfDataSets wanted) const {
    BatchChiSquareResult result;
    make_cpu_chi_square(synthetic::batch_data(GetParam()))->evaluate(batch, wanted, result);
    return result;
  }
};

TEST_P(CudaChiSquareOf, PredictionsIsThatOfTheProcessor) {
  const Batch batch = synthetic::batch_of(GetParam(), n_sets);
  const auto chi_square = on_device();
  BatchChiSquareResult found;
  for (const TheoryBatch& theory : {batch.with_data(), batch.with_pseudo_data(), batch.with_data()})
    for (const OfDataSets wanted : {OfDataSets::left_out, OfDataSets::wanted}) {
      chi_square->evaluate(theory, wanted, found);
      expect_near(found, on_processor(theory, wanted), rounding);
    }
}

TEST_P(CudaChiSquareOf, PdfsIsThatOfTheProcessor) {
  const Batch batch = synthetic::batch_of(GetParam(), n_sets);
  const LinearKernel kernel = synthetic::kernel(GetParam(), {});
  const auto chi_square = on_device(&kernel);
  BatchChiSquareResult found;
  chi_square->evaluate_pdfs({n_sets, batch.f, batch.outcome}, OfDataSets::wanted, found);
  expect_near(found, on_processor(batch.with_pseudo_data(), OfDataSets::wanted), rounding);
}

TEST_P(CudaChiSquareOf, ASetWithoutPredictionsDisturbsNoOther) {
  Batch batch = synthetic::batch_of(GetParam(), n_sets);
  BatchChiSquareResult whole, found;
  const auto chi_square = on_device();
  chi_square->evaluate(batch.with_data(), OfDataSets::left_out, whole);
  batch.theory[GetParam().n_rows + 3] = std::numeric_limits<double>::quiet_NaN();
  chi_square->evaluate(batch.with_data(), OfDataSets::left_out, found);
  EXPECT_TRUE(std::isnan(found.sets[1].total));
  found.sets[1] = whole.sets[1];
  for (std::size_t k = 0; k < n_sets; ++k) EXPECT_EQ(found.sets[k].total, whole.sets[k].total);
}

/// Every definition; and more sources than a panel of the Cholesky decomposition has rows.
std::vector<Problem> problems() {
  std::vector<Problem> all = synthetic::batch_problems();
  for (const char* name : {"hera", "t0"}) {
    Problem problem;
    problem.chi_square = name;
    problem.n_multiplicative = 37;
    problem.n_additive = 4;
    all.push_back(problem);
  }
  return all;
}

INSTANTIATE_TEST_SUITE_P(EveryDefinition, CudaChiSquareOf, ::testing::ValuesIn(problems()));

class CudaChiSquareIn : public CudaChiSquareOf {};

// δ is a few per cent: χ² of 70 points is good to about √70 times the precision of T over δ.
TEST_P(CudaChiSquareIn, OtherNumbers) {
  const Batch batch = synthetic::batch_of(GetParam(), n_sets);
  const LinearKernel kernel = synthetic::kernel(GetParam(), {});
  const BatchChiSquareResult wanted = on_processor(batch.with_data(), OfDataSets::left_out);
  struct Case {
    BatchPrecision precision;
    double tolerance;
  };
  for (const Case& c : {Case{BatchPrecision::single, 1e-4}, Case{BatchPrecision::tf32, 0.05},
                        Case{BatchPrecision::bf16, 0.5}}) {
    BatchChiSquareResult found;
    on_device(&kernel, c.precision)
        ->evaluate_pdfs({n_sets, batch.f, {}}, OfDataSets::left_out, found);
    expect_near(found, wanted, c.tolerance);
    EXPECT_NE(found.sets[0].total, wanted.sets[0].total);
  }
}

INSTANTIATE_TEST_SUITE_P(HeraAndFixed, CudaChiSquareIn,
                         ::testing::Values(Problem{}, synthetic::batch_problems().back()));

}  // namespace
}  // namespace fitpack
