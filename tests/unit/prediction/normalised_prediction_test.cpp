#include "fitpack/prediction/normalised_prediction.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "fitpack/prediction/linear_prediction.hpp"

namespace fitpack {
namespace {

constexpr std::size_t n_rows = 6, n_columns = 4, n_theta = 3;  // θ: one of the PDFs, N_1, unused
/// Central differences of fourth order with step 1e-3.
constexpr double difference_tolerance = 1e-10;

std::unique_ptr<Prediction> linear() {
  LinearKernel kernel(n_columns, {n_rows});
  for (std::size_t i = 0; i < n_rows; ++i)
    for (std::size_t a = 0; a < n_columns; ++a)
      kernel.row(0, i)[a] = 2.0 + std::sin(static_cast<double>(3 * i + a));
  kernel.find_support();
  return std::make_unique<LinearPrediction>(std::move(kernel));
}

/// Rows 0 and 1 without normalisation, 2 and 3 with a constant one, 4 and 5 with θ_1.
NormalisedPrediction normalised() {
  return {linear(), {{1.25, {}}, {1.0, 1}}, {{{}, {}, 0, 0, 1, 1}}};
}

std::vector<double> pdfs(const std::vector<double>& theta) {
  std::vector<double> f;
  for (std::size_t a = 0; a < n_columns; ++a)
    f.push_back(1.0 + 0.3 * std::sin(theta[0] * static_cast<double>(a + 1)));
  return f;
}

std::vector<double> values(Prediction& prediction, const std::vector<double>& theta) {
  prediction.set_parameters(theta);
  std::vector<double> t(n_rows);
  prediction.values(0, pdfs(theta), t);
  return t;
}

const std::vector<double> theta{0.4, 0.9, 7.0};

TEST(NormalisedPrediction, DividesRowsByTheirNormalisation) {
  NormalisedPrediction prediction = normalised();
  const std::vector<double> t = values(prediction, theta), plain = values(*linear(), theta);
  for (std::size_t i = 0; i < n_rows; ++i)
    EXPECT_EQ(t[i], i < 2 ? plain[i] : i < 4 ? plain[i] / 1.25 : plain[i] / 0.9) << i;
}

TEST(NormalisedPrediction, DerivativesAreThoseOfTheValues) {
  NormalisedPrediction prediction = normalised();
  const std::size_t stride = padded(n_theta + 1);
  AlignedVector table(n_columns * stride, 0.0), out(n_rows * stride);
  const std::vector<double> f = pdfs(theta);
  for (std::size_t a = 0; a < n_columns; ++a) {
    const auto k = static_cast<double>(a + 1);
    table[a * stride] = f[a];
    table[a * stride + 1] = 0.3 * k * std::cos(theta[0] * k);
  }
  const std::vector<double> centre = values(prediction, theta);
  prediction.values_and_derivatives(0, table, stride, out);
  for (std::size_t p = 0; p < n_theta; ++p) {
    const double h = 1e-3;
    const auto at = [&](double step) {
      std::vector<double> moved = theta;
      moved[p] += step;
      return values(prediction, moved);
    };
    const auto up = at(h), down = at(-h), far_up = at(2 * h), far_down = at(-2 * h);
    for (std::size_t i = 0; i < n_rows; ++i) {
      EXPECT_EQ(out[i * stride], centre[i]);
      const double slope = (8.0 * (up[i] - down[i]) - (far_up[i] - far_down[i])) / (12.0 * h);
      EXPECT_NEAR(out[i * stride + 1 + p], slope, difference_tolerance) << i << ", " << p;
    }
  }
}

}  // namespace
}  // namespace fitpack
