// Built with CUDA, skipped without a GPU; every test run has them on emulated devices.
#include "fitpack/cuda/cuda_chi_square.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "../../support/theory_batch.hpp"
#include "../../support/triangle_hessian.hpp"
#include "fitpack/cuda/cuda_dgemm.hpp"

namespace fitpack {
namespace {

using synthetic::Batch;
using synthetic::Problem;

constexpr std::size_t n_sets = 4;

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

class CudaChiSquareOf : public ::testing::Test {
 protected:
  void SetUp() override {
    const CudaDevices devices = find_cuda_devices();
    if (devices.found.empty()) GTEST_SKIP() << devices.why_none;
  }
  [[nodiscard]] static std::unique_ptr<CudaChiSquare> on_device(
      const Problem& problem, const LinearKernel* kernel = nullptr,
      BatchPrecision precision = BatchPrecision::full) {
    return make_cuda_chi_square(synthetic::batch_data(problem), kernel,
                                find_cuda_devices().found.front(), precision);
  }
  [[nodiscard]] static BatchChiSquareResult on_processor(const Problem& problem,
                                                         const TheoryBatch& batch,
                                                         OfDataSets wanted) {
    BatchChiSquareResult result;
    make_cpu_chi_square(synthetic::batch_data(problem))->evaluate(batch, wanted, result);
    return result;
  }
};

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

TEST_F(CudaChiSquareOf, PredictionsIsThatOfTheProcessor) {
  for (const Problem& problem : problems()) {
    SCOPED_TRACE(testing::PrintToString(problem));
    const Batch batch = synthetic::batch_of(problem, n_sets);
    const auto chi_square = on_device(problem);
    BatchChiSquareResult found;
    for (const TheoryBatch& theory :
         {batch.with_data(), batch.with_pseudo_data(), batch.with_data()})
      for (const OfDataSets wanted : {OfDataSets::left_out, OfDataSets::wanted}) {
        chi_square->evaluate(theory, wanted, found);
        expect_near(found, on_processor(problem, theory, wanted), rounding);
      }
  }
}

TEST_F(CudaChiSquareOf, PdfsIsThatOfTheProcessor) {
  for (const Problem& problem : problems()) {
    SCOPED_TRACE(testing::PrintToString(problem));
    const Batch batch = synthetic::batch_of(problem, n_sets);
    const LinearKernel kernel = synthetic::kernel(problem, {});
    const auto chi_square = on_device(problem, &kernel);
    BatchChiSquareResult found;
    chi_square->evaluate_pdfs({n_sets, batch.f, batch.outcome}, OfDataSets::wanted, found);
    expect_near(found, on_processor(problem, batch.with_pseudo_data(), OfDataSets::wanted),
                rounding);
  }
}

TEST_F(CudaChiSquareOf, ASetWithoutPredictionsDisturbsNoOther) {
  for (const Problem& problem : problems()) {
    SCOPED_TRACE(testing::PrintToString(problem));
    Batch batch = synthetic::batch_of(problem, n_sets);
    BatchChiSquareResult whole, found;
    const auto chi_square = on_device(problem);
    chi_square->evaluate(batch.with_data(), OfDataSets::left_out, whole);
    batch.theory[problem.n_rows + 3] = std::numeric_limits<double>::quiet_NaN();
    chi_square->evaluate(batch.with_data(), OfDataSets::left_out, found);
    EXPECT_TRUE(std::isnan(found.sets[1].total));
    found.sets[1] = whole.sets[1];
    for (std::size_t k = 0; k < n_sets; ++k) EXPECT_EQ(found.sets[k].total, whole.sets[k].total);
  }
}

// The oracle is the objective of a fit, set by set. Rounding: a gradient near the minimum is a sum
// of rows that cancel, so that what it can be compared with is |R| |z|.
TEST_F(CudaChiSquareOf, ModelsAreThoseOfTheFit) {
  for (Problem problem : problems()) {
    SCOPED_TRACE(testing::PrintToString(problem));
    problem.with_prior = false;
    const std::size_t n = problem.n_parameters;
    const Batch batch = synthetic::batch_of(problem, n_sets);
    const std::vector<double> slopes = synthetic::slopes_of(problem, batch);
    const LinearKernel kernel = synthetic::kernel(problem, {});
    BatchModelResult found;
    on_device(problem, &kernel)->evaluate_models({n_sets, n, slopes, batch.outcome}, found);
    DistributedObjective objective({}, synthetic::input(problem, {}));
    for (std::size_t k = 0; k < n_sets; ++k) {
      objective.set_outcome(std::span(batch.outcome).subspan(k * problem.n_rows, problem.n_rows));
      const LocalModel wanted = objective.evaluate(batch.thetas[k], Want::model);
      EXPECT_NEAR(found.sets[k].total, wanted.chi2.total, rounding * wanted.chi2.total);
      const auto triangle = std::span(found.triangles).subspan(k * n * (n + 1), n * (n + 1));
      const std::vector<double> hessian = hessian_of(triangle, n, n + 1);
      const std::vector<double> gradient = found.gradient(k), slope = wanted.gradient();
      const std::vector<double> expected = hessian_of(wanted.r, n, n);
      const double length = std::sqrt(2.0 * wanted.predicted_decrease());
      for (std::size_t p = 0; p < n; ++p)
        EXPECT_NEAR(gradient[p], 2.0 * slope[p],
                    2.0 * rounding * length * std::sqrt(largest(expected)));
      for (std::size_t e = 0; e < n * n; ++e)
        EXPECT_NEAR(hessian[e], expected[e], rounding * largest(expected));
    }
  }
}

// The figures of benchmarks have something to measure.
TEST_F(CudaChiSquareOf, TimesOfProducts) {
  const CudaDevice device = find_cuda_devices().found.front();
  EXPECT_GT(seconds_of_dgemm(device, {20, 30, 40}, 2), 0.0);
  for (const BatchPrecision precision : {BatchPrecision::full, BatchPrecision::bf16})
    EXPECT_GT(seconds_of_predictions(form_of_kernel(synthetic::kernel({}, {})), {}, 5, device,
                                     precision, 2),
              0.0);
}

// δ is a few per cent: χ² of 70 points is good to about √70 times the precision of T over δ.
TEST_F(CudaChiSquareOf, OtherNumbers) {
  for (const Problem& problem : {Problem{}, synthetic::batch_problems().back()}) {
    SCOPED_TRACE(testing::PrintToString(problem));
    const Batch batch = synthetic::batch_of(problem, n_sets);
    const LinearKernel kernel = synthetic::kernel(problem, {});
    const BatchChiSquareResult wanted =
        on_processor(problem, batch.with_data(), OfDataSets::left_out);
    struct Case {
      BatchPrecision precision;
      double tolerance;
    };
    for (const Case& c : {Case{BatchPrecision::single, 1e-4}, Case{BatchPrecision::tf32, 0.05},
                          Case{BatchPrecision::bf16, 0.5}}) {
      BatchChiSquareResult found;
      on_device(problem, &kernel, c.precision)
          ->evaluate_pdfs({n_sets, batch.f, {}}, OfDataSets::left_out, found);
      expect_near(found, wanted, c.tolerance);
      EXPECT_NE(found.sets[0].total, wanted.sets[0].total);
    }
  }
}

}  // namespace
}  // namespace fitpack
