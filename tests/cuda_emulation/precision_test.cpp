// What the numbers that a GPU multiplies cost: errors of HERA predictions and of χ² with emulated
// arithmetic, against a bound. Prints the table of docs/precision.md.
#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "fitpack/analysis/run_fit.hpp"
#include "fitpack/cuda/cuda_devices.hpp"
#include "fitpack/reduction/batch_chi_square.hpp"
#include "support/cuda_emulation/emulation.hpp"
#include "support/shipped_card.hpp"

namespace fitpack {
namespace {

/// Of a product of two factors, each rounded once, and of a sum of n terms in single precision,
/// relative to Σ |K f|: (1 + u)² (1 + 2⁻²⁴)^(n+1) − 1, u = 2^−bits.
double rounding_bound(int bits, std::size_t n_terms) {
  const double u = std::ldexp(1.0, -bits);
  return std::expm1(2.0 * std::log1p(u) + static_cast<double>(n_terms + 1) * std::log1p(0x1p-24));
}

/// The fit of configs/hera_nlo_zm.yaml, its start, its minimum, and sets with Δχ² = 1 about it.
class Precision : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    RunCard card = shipped_card("hera_nlo_zm.yaml", {"cache.enabled=false"});
    analysis_ = new Analysis({}, card, silent_logger());
    reports_.push_back(run_prediction(*analysis_));
    reports_.push_back(run_fit(*analysis_, {}));
    std::vector<std::vector<double>> thetas{card.parameters.start_values(), minimum()};
    for (auto& theta : around(thetas[1])) thetas.push_back(theta);
    for (const auto& theta : thetas) {
      std::vector<double> f(analysis_->objective().pdfs().n_values());
      ASSERT_TRUE(analysis_->objective().pdfs().values(theta, f));
      pdfs_.insert(pdfs_.end(), f.begin(), f.end());
    }
    n_sets_ = thetas.size();
    exact_ = predict(*make_cpu_products(kernel()));
  }
  static void TearDownTestSuite() {
    delete analysis_;
    analysis_ = nullptr;
  }

  static const LinearKernel& kernel() {
    return *analysis_->objective().prediction().linear_kernel();
  }

  static std::vector<double> minimum() {
    std::vector<double> theta;
    for (const FittedParameter& p : reports_[1].parameters)
      if (!p.fixed) theta.push_back(p.value);
    return theta;
  }

  /// θ ± each column of the Cholesky factor of the covariance.
  static std::vector<std::vector<double>> around(const std::vector<double>& theta) {
    const auto n = static_cast<Eigen::Index>(theta.size());
    const Eigen::MatrixXd covariance =
        Eigen::Map<const Eigen::MatrixXd>(reports_[1].covariance.data(), n, n);
    const Eigen::MatrixXd factor = covariance.llt().matrixL();
    std::vector<std::vector<double>> result;
    for (Eigen::Index k = 0; k < n; ++k)
      for (const double sign : {1.0, -1.0}) {
        result.push_back(theta);
        for (Eigen::Index i = 0; i < n; ++i)
          result.back()[static_cast<std::size_t>(i)] += sign * factor(i, k);
      }
    return result;
  }

  static std::vector<double> predict(BatchProducts& products) {
    std::vector<double> theory(n_sets_ * products.n_rows());
    products.predict({n_sets_, pdfs_, {}}, theory);
    return theory;
  }

  static std::vector<double> predict(BatchPrecision precision) {
    return predict(*make_cuda_products(kernel(), find_cuda_devices().found.front(), precision));
  }

  static std::vector<double> chi_squares(const std::vector<double>& theory) {
    BatchData data;
    const Measurements& measurements = analysis_->measurements();
    data.chi_square = analysis_->card().objective.chi_square();
    data.n_sources = measurements.nuisances().size();
    data.n_data_sets = measurements.datasets().size();
    for (std::size_t b = 0; b < measurements.layout().n_blocks(); ++b)
      data.blocks.push_back(measurements.block(b));
    BatchChiSquareResult result;
    make_cpu_chi_square(std::move(data))
        ->evaluate({n_sets_, theory, {}}, OfDataSets::left_out, result);
    std::vector<double> totals;
    for (const ChiSquareParts& parts : result.sets) totals.push_back(parts.total);
    return totals;
  }

  struct Errors {
    double rms = 0.0, largest = 0.0;    ///< of a prediction, relative
    double start = 0.0, minimum = 0.0;  ///< |χ² − exact|
    double difference = 0.0;  ///< largest of χ²(set) − χ²(minimum) over sets with Δχ² = 1
  };

  static Errors measure(BatchPrecision precision) {
    const std::vector<double> theory = predict(precision);
    Errors errors;
    for (std::size_t i = 0; i < theory.size(); ++i) {
      const double relative = theory[i] / exact_[i] - 1.0;
      errors.rms += relative * relative / static_cast<double>(theory.size());
      errors.largest = std::max(errors.largest, std::abs(relative));
    }
    errors.rms = std::sqrt(errors.rms);
    const std::vector<double> exact = chi_squares(exact_), found = chi_squares(theory);
    errors.start = std::abs(found[0] - exact[0]);
    errors.minimum = std::abs(found[1] - exact[1]);
    for (std::size_t k = 2; k < n_sets_; ++k)
      errors.difference =
          std::max(errors.difference, std::abs((found[k] - found[1]) - (exact[k] - exact[1])));
    return errors;
  }

  /// Largest relative error of row i of a set, for a rounding error of Σ |K f|.
  static double row_bound(std::size_t set, std::size_t i, double rounding) {
    const std::size_t n = kernel().n_columns();
    std::size_t b = 0, row = i;
    while (row >= kernel().n_rows(b)) row -= kernel().n_rows(b++);
    double sum = 0.0, absolute = 0.0;
    for (std::size_t a = 0; a < n; ++a) {
      const double term = kernel().row(b, row)[a] * pdfs_[set * n + a];
      sum += term;
      absolute += std::abs(term);
    }
    return rounding * absolute / std::abs(sum);
  }

  /// To first order: with shifts held, residuals move by ε (|T|/δ + |r|), δ being at most
  /// proportional to T, and the log term by 2 ε; the best shifts can only lower χ² further, so that
  /// √χ² moves by no more than the length of that vector.
  static double chi_square_bound(std::size_t set, double rounding) {
    double square = 0.0, logs = 0.0;
    const FitResult& report = reports_[set];
    for (std::size_t i = 0; i < report.predictions.size(); ++i) {
      const PredictionRow& row = report.predictions[i];
      const double bound = row_bound(set, i, rounding);
      const double moved =
          bound * (std::abs(row.shifted_theory) / row.delta + std::abs(row.residual));
      square += moved * moved;
      logs += 2.0 * bound;
    }
    const double chi2 = report.chi2.points + report.chi2.correlated;
    return 2.0 * std::sqrt(chi2 * square) + square + logs;
  }

  /// Prints a line of the table and checks the bounds.
  static Errors expect_within_bounds(const char* name, BatchPrecision precision, int bits) {
    const double rounding = rounding_bound(bits, kernel().n_columns());
    double largest_bound = 0.0;
    for (std::size_t i = 0; i < exact_.size() / n_sets_; ++i)
      largest_bound = std::max(largest_bound, row_bound(1, i, rounding));
    const Errors errors = measure(precision);
    const double at_start = chi_square_bound(0, rounding), at_end = chi_square_bound(1, rounding);
    std::printf("| %s | %d | %.1e | %.1e | %.1e | %.1e | %.1e | %.1e | %.1e |\n", name, bits,
                errors.rms, errors.largest, largest_bound, errors.start, errors.minimum, at_end,
                errors.difference);
    EXPECT_LE(errors.largest, largest_bound);
    EXPECT_LE(errors.start, at_start);
    EXPECT_LE(errors.minimum, at_end);
    return errors;
  }

  static Analysis* analysis_;
  static std::vector<FitResult> reports_;  // at the start, at the minimum
  static std::vector<double> pdfs_, exact_;
  static std::size_t n_sets_;
};

Analysis* Precision::analysis_ = nullptr;
std::vector<FitResult> Precision::reports_;
std::vector<double> Precision::pdfs_, Precision::exact_;
std::size_t Precision::n_sets_ = 0;

TEST_F(Precision, OfBatchesIsWithinTheBounds) {
  std::puts(
      "| numbers | bits | rms error of a prediction | largest | bound | χ² at the start | at the "
      "minimum | bound | Δχ² of 1 |");
  const Errors full = measure(BatchPrecision::full);
  std::printf("| double | 53 | %.1e | %.1e | | %.1e | %.1e | | %.1e |\n", full.rms, full.largest,
              full.start, full.minimum, full.difference);
  EXPECT_LT(full.largest, 1e-12);
  EXPECT_LT(full.difference, 1e-8);
  const Errors single = expect_within_bounds("single", BatchPrecision::single, 24);
  const Errors tf32 = expect_within_bounds("tf32", BatchPrecision::tf32, 11);
  const Errors bf16 = expect_within_bounds("bf16", BatchPrecision::bf16, 8);
  // What the document concludes from: single serves Δχ² of 1, the others do not.
  EXPECT_LT(single.difference, 0.01);
  EXPECT_GT(tf32.difference, 0.1);
  EXPECT_LT(tf32.difference, 2.0);
  EXPECT_LT(bf16.difference, 10.0);
}

}  // namespace
}  // namespace fitpack
