#include "fitpack/prediction/higher_twist.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "fitpack/prediction/linear_prediction.hpp"

namespace fitpack {
namespace {

constexpr std::size_t n_rows = 11, n_columns = 5, n_theta = 4;  // θ: one of the PDFs, h0, h1, h2

/// Numbers without pattern, of either sign.
double number(std::size_t i, std::size_t j) {
  return std::sin(3.0 * static_cast<double>(i) + static_cast<double>(j) + 1.0);
}

std::unique_ptr<Prediction> linear(std::size_t seed) {
  LinearKernel kernel(n_columns, {n_rows});
  for (std::size_t i = 0; i < n_rows; ++i)
    for (std::size_t a = 0; a < n_columns; ++a) kernel.row(0, i)[a] = number(i + seed, a);
  kernel.find_support();
  return std::make_unique<LinearPrediction>(std::move(kernel));
}

std::vector<std::vector<HigherTwistPoint>> points() {
  std::vector<std::vector<HigherTwistPoint>> result(1);
  for (std::size_t i = 0; i < n_rows; ++i)
    result[0].push_back({0.05 * static_cast<double>(i + 1), 1.0 + static_cast<double>(i)});
  return result;
}

HigherTwistPrediction free_term() {
  return {linear(0), linear(7), {{{0.0, 1}, {0.0, 2}, {0.0, 3}}}, points()};
}

/// f(θ) with one parameter of its own.
std::vector<double> pdfs(std::span<const double> theta) {
  std::vector<double> f;
  for (std::size_t a = 0; a < n_columns; ++a)
    f.push_back(1.0 + std::sin(theta[0] * static_cast<double>(a + 1)));
  return f;
}

std::vector<double> theory(HigherTwistPrediction& prediction, std::span<const double> theta) {
  prediction.set_parameters(theta);
  std::vector<double> t(n_rows);
  prediction.values(0, pdfs(theta), t);
  return t;
}

TEST(HigherTwistTest, MultipliesF2ByOnePlusHOverQ2) {
  HigherTwistPrediction prediction = free_term();
  const std::vector<double> theta{0.3, 0.8, 0.4, -1.5};
  const auto t = theory(prediction, theta);
  const std::vector<double> f = pdfs(theta);
  for (std::size_t i = 0; i < n_rows; ++i) {
    const auto [x, q2] = points()[0][i];
    double leading = 0.0, f2 = 0.0;
    for (std::size_t a = 0; a < n_columns; ++a) {
      leading += number(i, a) * f[a];
      f2 += number(i + 7, a) * f[a];
    }
    const double h = 0.8 * std::pow(x, 0.4) * (1.0 - 1.5 * x);
    EXPECT_NEAR(t[i], leading + h / q2 * f2, 1e-13);
  }
}

TEST(HigherTwistTest, VanishesWithItsAmplitude) {
  HigherTwistPrediction prediction = free_term();
  const std::vector<double> theta{0.3, 0.0, 0.4, -1.5};
  const auto t = theory(prediction, theta);
  std::vector<double> leading(n_rows);
  linear(0)->values(0, pdfs(theta), leading);
  EXPECT_EQ(t, leading);
}

TEST(HigherTwistTest, DerivativesMatchDifferencesAndValuesTheTable) {
  HigherTwistPrediction prediction = free_term();
  const std::vector<double> theta{0.3, 0.8, 0.4, -1.5};
  constexpr std::size_t stride = 8;
  std::vector<double> table(n_columns * stride, 0.0), out(n_rows * stride);
  for (std::size_t a = 0; a < n_columns; ++a) {
    const auto k = static_cast<double>(a + 1);
    table[a * stride] = pdfs(theta)[a];
    table[a * stride + 1] = k * std::cos(theta[0] * k);
  }
  const auto t = theory(prediction, theta);
  prediction.values_and_derivatives(0, table, stride, out);
  constexpr double h = 1e-6, truncation = 1e-8;
  for (std::size_t i = 0; i < n_rows; ++i) EXPECT_EQ(out[i * stride], t[i]);
  for (std::size_t p = 0; p < n_theta; ++p) {
    std::vector<double> up = theta, down = theta;
    up[p] += h;
    down[p] -= h;
    const auto above = theory(prediction, up), below = theory(prediction, down);
    for (std::size_t i = 0; i < n_rows; ++i)
      EXPECT_NEAR(out[i * stride + 1 + p], (above[i] - below[i]) / (2.0 * h), truncation)
          << "row " << i << ", parameter " << p;
  }
}

TEST(HigherTwistTest, ConstantCoefficientsTakeNoParameter) {
  HigherTwistPrediction prediction(
      linear(0), linear(7), {{{0.8, std::nullopt}, {0.4, std::nullopt}, {-1.5, std::nullopt}}},
      points());
  HigherTwistPrediction free = free_term();
  const std::vector<double> theta{0.3, 0.8, 0.4, -1.5};
  EXPECT_EQ(theory(prediction, theta), theory(free, theta));
}

}  // namespace
}  // namespace fitpack
