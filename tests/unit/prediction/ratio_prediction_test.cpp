#include "fitpack/prediction/ratio_prediction.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "fitpack/prediction/composite_prediction.hpp"
#include "fitpack/prediction/linear_prediction.hpp"

namespace fitpack {
namespace {

constexpr std::size_t n_columns = 5, n_theta = 3;
const std::vector<std::size_t> sizes{11, 4, 0, 9};  // rows of the blocks
/// Central differences with steps of 1e-5 of functions whose third derivatives are up to 1e3.
constexpr double difference_error = 1e-7;

/// Positive numbers without pattern.
double number(std::size_t i, std::size_t j) {
  return 1.5 + std::sin(3.0 * static_cast<double>(i) + static_cast<double>(j) + 1.0);
}

std::unique_ptr<Prediction> linear(std::size_t seed) {
  LinearKernel kernel(n_columns, sizes);
  for (std::size_t b = 0; b < sizes.size(); ++b)
    for (std::size_t i = 0; i < sizes[b]; ++i)
      for (std::size_t a = 0; a < n_columns; ++a)
        kernel.row(b, i)[a] = number(100 * b + i + seed, a);
  kernel.find_support();
  return std::make_unique<LinearPrediction>(std::move(kernel));
}

double pdf(std::span<const double> theta, std::size_t a) {
  const double k = static_cast<double>(a + 1);
  return 2.0 + std::sin(theta[0] * k) + 0.3 * theta[1] / k + 0.1 * theta[2] * theta[2] * k;
}

std::vector<double> pdfs(std::span<const double> theta) {
  std::vector<double> f;
  for (std::size_t a = 0; a < n_columns; ++a) f.push_back(pdf(theta, a));
  return f;
}

/// [f | ∂f/∂θ].
AlignedVector table(std::span<const double> theta, std::size_t stride) {
  AlignedVector result(n_columns * stride);
  for (std::size_t a = 0; a < n_columns; ++a) {
    const double k = static_cast<double>(a + 1);
    double* row = result.data() + a * stride;
    row[0] = pdf(theta, a);
    row[1] = k * std::cos(theta[0] * k);
    row[2] = 0.3 / k;
    row[3] = 0.2 * theta[2] * k;
  }
  return result;
}

std::vector<double> values(const Prediction& prediction, std::size_t block,
                           std::span<const double> f) {
  std::vector<double> t(prediction.n_rows(block));
  prediction.values(block, f, t);
  return t;
}

/// Column 0 has the bits of `values`, the others are the derivatives.
void check_derivatives(const Prediction& prediction) {
  const std::vector<double> theta{0.3, 0.8, -1.5};
  const std::size_t stride = padded(n_theta + 1);
  const AlignedVector f = table(theta, stride);
  for (std::size_t b = 0; b < prediction.n_blocks(); ++b) {
    AlignedVector out(prediction.n_rows(b) * stride);
    prediction.values_and_derivatives(b, f, stride, out);
    const auto t = values(prediction, b, pdfs(theta));
    for (std::size_t i = 0; i < t.size(); ++i) EXPECT_EQ(out[i * stride], t[i]);
    for (std::size_t p = 0; p < n_theta; ++p) {
      constexpr double step = 1e-5;
      auto up = theta, down = theta;
      up[p] += step;
      down[p] -= step;
      const auto above = values(prediction, b, pdfs(up)), below = values(prediction, b, pdfs(down));
      for (std::size_t i = 0; i < t.size(); ++i)
        EXPECT_NEAR(out[i * stride + 1 + p], (above[i] - below[i]) / (2.0 * step), difference_error)
            << "block " << b << " row " << i << " parameter " << p;
    }
  }
}

RatioPrediction some_ratios() { return {linear(0), linear(7), {{0, 3, 10}, {}, {}, {8}}}; }

TEST(RatioPredictionTest, DividesTheNamedRowsAndNoOther) {
  const RatioPrediction prediction = some_ratios();
  const std::vector<double> f = pdfs(std::vector<double>{0.3, 0.8, -1.5});
  const auto numerator = linear(0), denominator = linear(7);
  for (const std::size_t b : {0U, 1U, 3U}) {
    const auto t = values(prediction, b, f), n = values(*numerator, b, f),
               d = values(*denominator, b, f);
    for (std::size_t i = 0; i < t.size(); ++i) {
      const bool ratio = (b == 0 && (i == 0 || i == 3 || i == 10)) || (b == 3 && i == 8);
      EXPECT_EQ(t[i], ratio ? n[i] / d[i] : n[i]);
    }
  }
}

TEST(RatioPredictionTest, DerivativesMatchDifferences) { check_derivatives(some_ratios()); }

/// The columns of a table are derivatives for it, never PDFs of their own.
TEST(RatioPredictionTest, IsNotLinear) { EXPECT_FALSE(some_ratios().depends_on_pdfs_alone()); }

CompositePrediction three_parts() {
  std::vector<std::unique_ptr<Prediction>> parts;
  parts.push_back(linear(0));
  parts.push_back(linear(7));
  parts.push_back(std::make_unique<RatioPrediction>(
      linear(1), linear(2), std::vector<std::vector<std::size_t>>{{4}, {}, {}, {0, 1}}));
  return {std::move(parts),
          {{0, 0, 1, 1, 2, 2, 0, 0, 0, 1, 2}, {1, 1, 1, 1}, {}, {2, 2, 2, 2, 2, 2, 0, 0, 0}}};
}

TEST(CompositePredictionTest, EveryRowHasTheBitsOfItsPart) {
  const CompositePrediction prediction = three_parts();
  EXPECT_EQ(prediction.n_rows(0), 11U);
  const std::vector<double> f = pdfs(std::vector<double>{0.3, 0.8, -1.5});
  const auto t = values(prediction, 0, f);
  const auto zero = values(*linear(0), 0, f), one = values(*linear(7), 0, f);
  EXPECT_EQ(t[1], zero[1]);
  EXPECT_EQ(t[2], one[2]);
  EXPECT_EQ(t[4], values(*linear(1), 0, f)[4] / values(*linear(2), 0, f)[4]);
  EXPECT_EQ(values(prediction, 1, f), values(*linear(7), 1, f));
}

TEST(CompositePredictionTest, DerivativesMatchDifferences) { check_derivatives(three_parts()); }

TEST(CompositePredictionTest, IsLinearWhereAllPartsAre) {
  EXPECT_FALSE(three_parts().depends_on_pdfs_alone());
  std::vector<std::unique_ptr<Prediction>> parts;
  parts.push_back(linear(0));
  EXPECT_TRUE(CompositePrediction(std::move(parts), {std::vector<std::size_t>(11, 0),
                                                     std::vector<std::size_t>(4, 0),
                                                     {},
                                                     std::vector<std::size_t>(9, 0)})
                  .depends_on_pdfs_alone());
}

}  // namespace
}  // namespace fitpack
