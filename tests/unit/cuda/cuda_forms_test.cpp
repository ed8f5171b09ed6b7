// Predictions that are no plain products, of every kind. Built with CUDA, skipped without a GPU;
// every test run has them on emulated devices.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "../../support/form_batch.hpp"
#include "../../support/triangle_hessian.hpp"
#include "fitpack/cuda/cuda_devices.hpp"
#include "fitpack/cuda/cuda_dgemm.hpp"

namespace fitpack {
namespace {

using synthetic::FormBatch;
using synthetic::FormKind;
using synthetic::Problem;

constexpr std::size_t n_sets = 7;

/// The same sums in another order.
constexpr double rounding = 1e-12;

Problem small_problem(const char* chi_square = "hera") {
  Problem problem;
  problem.n_rows = 34;
  problem.n_columns = 18;
  problem.n_additive = 2;
  problem.with_prior = false;
  problem.chi_square = chi_square;
  return problem;
}

BatchForm form_of(const FormKind& kind, const Problem& problem) {
  return *synthetic::prediction_of(kind, problem, {})->batch_form();
}

CudaDevice device() { return find_cuda_devices().found.front(); }

class CudaForms : public ::testing::Test {
 protected:
  void SetUp() override {
    const CudaDevices devices = find_cuda_devices();
    if (devices.found.empty()) GTEST_SKIP() << devices.why_none;
  }
  /// Calls work(kind, problem, batch) for every kind.
  template <class Work>
  static void for_every_kind(const Problem& problem, const Work& work) {
    for (const FormKind& kind : synthetic::form_kinds()) {
      SCOPED_TRACE(kind.name);
      work(kind, synthetic::form_batch(kind, problem, n_sets));
    }
  }
  /// The largest error of a prediction, relative.
  [[nodiscard]] static double error_with(BatchPrecision precision, const FormKind& kind,
                                         const FormBatch& batch) {
    std::vector<double> found(batch.theory.size());
    make_cuda_products(form_of(kind, small_problem()), device(), precision)
        ->predict({n_sets, batch.f, batch.flat}, found);
    double worst = 0.0;
    for (std::size_t i = 0; i < found.size(); ++i)
      worst = std::max(worst, std::abs(found[i] / batch.theory[i] - 1.0));
    return worst;
  }
};

// The limits of the other numbers: rounding of factors and sums, see CudaProducts; twice for a
// ratio.
TEST_F(CudaForms, PredictionsAreThoseOfTheProcessor) {
  for_every_kind(small_problem(), [](const FormKind& kind, const FormBatch& batch) {
    EXPECT_LT(error_with(BatchPrecision::full, kind, batch), rounding);
    EXPECT_LT(error_with(BatchPrecision::single, kind, batch), 4e-6);
    EXPECT_LT(error_with(BatchPrecision::bf16, kind, batch), 2e-2);
  });
}

TEST_F(CudaForms, ChiSquareIsThatOfTheProcessor) {
  const Problem problem = small_problem();
  for_every_kind(problem, [&](const FormKind& kind, const FormBatch& batch) {
    const BatchData data = synthetic::data_near(problem, batch);
    BatchChiSquareResult found, expected;
    make_cuda_chi_square(data, form_of(kind, problem), device(), BatchPrecision::full)
        ->evaluate_pdfs({n_sets, batch.f, {}, batch.flat}, OfDataSets::wanted, found);
    make_cpu_chi_square(data)->evaluate({n_sets, batch.theory, {}}, OfDataSets::wanted, expected);
    for (std::size_t k = 0; k < n_sets; ++k)
      EXPECT_NEAR(found.sets[k].total, expected.sets[k].total,
                  rounding * std::abs(expected.sets[k].total));
    for (std::size_t i = 0; i < found.points.size(); ++i)
      EXPECT_NEAR(found.points[i], expected.points[i], rounding * largest(expected.points));
  });
}

// Gradients and Hessians show every column of ∂T/∂θ. A gradient is compared with |R| |z|: it is a
// sum of rows that cancel.
void expect_models_of_the_fit(const FormKind& kind, const Problem& problem,
                              const FormBatch& batch) {
  const std::size_t n = problem.n_parameters;
  BatchModelResult found;
  make_cuda_chi_square(synthetic::data_near(problem, batch), form_of(kind, problem), device(),
                       BatchPrecision::full)
      ->evaluate_models({n_sets, n, batch.slopes, {}, batch.flat}, found);
  DistributedObjective objective({}, synthetic::input_near(kind, problem, batch));
  for (std::size_t k = 0; k < n_sets; ++k) {
    const LocalModel wanted = objective.evaluate(batch.thetas[k], Want::model);
    ASSERT_TRUE(wanted.valid);
    EXPECT_NEAR(found.sets[k].total, wanted.chi2.total, rounding * wanted.chi2.total);
    const std::vector<double> hessian = hessian_of(
        std::span<const double>(found.triangles).subspan(k * n * (n + 1), n * (n + 1)), n, n + 1);
    const std::vector<double> expected = hessian_of(wanted.r, n, n);
    for (std::size_t e = 0; e < n * n; ++e)
      EXPECT_NEAR(hessian[e], expected[e], rounding * largest(expected)) << e;
    const std::vector<double> gradient = found.gradient(k), slope = wanted.gradient();
    const double scale = std::sqrt(2.0 * wanted.objective * largest(expected));
    for (std::size_t p = 0; p < n; ++p)
      EXPECT_NEAR(gradient[p], 2.0 * slope[p], 2.0 * rounding * scale) << p;
  }
}

TEST_F(CudaForms, ModelsAreThoseOfTheFit) {
  for (const char* definition : {"hera", "t0"}) {
    const Problem problem = small_problem(definition);
    for_every_kind(problem, [&](const FormKind& kind, const FormBatch& batch) {
      expect_models_of_the_fit(kind, problem, batch);
    });
  }
}

// The figures of benchmarks have something to measure.
TEST_F(CudaForms, TimesOfPredictions) {
  const Problem problem = small_problem();
  const std::vector<double> theta = synthetic::thetas_of_forms(problem, 1).front();
  const BatchForm form = form_of(synthetic::form_kinds().back(), problem);
  EXPECT_GT(seconds_of_predictions(form, theta, 3, device(), BatchPrecision::full, 2), 0.0);
}

}  // namespace
}  // namespace fitpack
