#include "fitpack/prediction/interpolated_prediction.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "fitpack/prediction/linear_prediction.hpp"

namespace fitpack {
namespace {

constexpr std::size_t n_columns = 21;
constexpr std::size_t n_rows = 13;
constexpr std::size_t stride = column_padding;
/// Kernels are kept as differences in single precision: sums of 21 products up to 30.
constexpr double rounding = 1e-5;

/// Cubic in p and q, of a slope that jumps in p at 1.
double element(std::size_t i, std::size_t a, double p, double q) {
  const double c = std::sin(static_cast<double>(7 * i + a));
  const double jump = p < 1.0 ? 0.0 : 1.0;
  return 1.0 + c * p + 0.3 * p * p * p + jump * (2.0 + p * q) + c * q * q;
}

LinearKernel kernel_at(double p, double q) {
  LinearKernel kernel(n_columns, {n_rows});
  for (std::size_t i = 0; i < n_rows; ++i)
    for (std::size_t a = i / 2; a < n_columns; ++a) kernel.row(0, i)[a] = element(i, a, p, q);
  kernel.find_support();
  return kernel;
}

const ParameterNodes p_nodes(2, {{0.0, 1.0, chebyshev_nodes(0.0, 1.0, 4)},
                                 {1.0, 3.0, chebyshev_nodes(1.0, 3.0, 5)}});
const ParameterNodes q_nodes(0, {{-1.0, 1.0, chebyshev_nodes(-1.0, 1.0, 3)}});

InterpolatedPrediction of_p() {
  std::vector<LinearKernel> kernels;
  for (const double p : p_nodes.nodes()) kernels.push_back(kernel_at(p, 0.5));
  return {{p_nodes}, std::move(kernels)};
}

InterpolatedPrediction of_p_and_q() {
  std::vector<LinearKernel> kernels;
  for (const double p : p_nodes.nodes())
    for (const double q : q_nodes.nodes()) kernels.push_back(kernel_at(p, q));
  return {{p_nodes, q_nodes}, std::move(kernels)};
}

/// [f | ∂f/∂θ], three parameters.
AlignedVector pdf_table() {
  AlignedVector table(n_columns * stride, 0.0);
  for (std::size_t a = 0; a < n_columns; ++a)
    for (std::size_t c = 0; c < 4; ++c)
      table[a * stride + c] = std::cos(static_cast<double>(3 * a + 5 * c));
  return table;
}

std::vector<double> first_column(const AlignedVector& table) {
  std::vector<double> f(n_columns);
  for (std::size_t a = 0; a < n_columns; ++a) f[a] = table[a * stride];
  return f;
}

std::vector<double> values_at(Prediction& prediction, const std::vector<double>& theta) {
  prediction.set_parameters(theta);
  std::vector<double> theory(n_rows);
  prediction.values(0, first_column(pdf_table()), theory);
  return theory;
}

AlignedVector table_at(Prediction& prediction, const std::vector<double>& theta) {
  prediction.set_parameters(theta);
  AlignedVector out(n_rows * stride);
  prediction.values_and_derivatives(0, pdf_table(), stride, out);
  return out;
}

TEST(LinearPrediction, HasTheBitsOfItsKernel) {
  const LinearKernel kernel = kernel_at(0.7, 0.2);
  LinearPrediction prediction(kernel);
  const AlignedVector table = pdf_table();
  std::vector<double> theory(n_rows);
  kernel.apply(0, first_column(table), theory);
  EXPECT_EQ(values_at(prediction, {1.0, 2.0, 3.0}), theory);
  AlignedVector out(n_rows * stride);
  kernel.apply_table(0, table, stride, out);
  EXPECT_EQ(table_at(prediction, {1.0, 2.0, 3.0}), out);
}

TEST(InterpolatedPrediction, EqualsTheKernelAtTheValueInEveryPiece) {
  InterpolatedPrediction prediction = of_p();
  for (const double p : {0.0, 0.4, 0.999, 1.0, 1.7, 3.0}) {
    LinearPrediction exact(kernel_at(p, 0.5));
    const std::vector<double> expected = values_at(exact, {0.0, 0.0, p});
    const std::vector<double> found = values_at(prediction, {0.0, 0.0, p});
    for (std::size_t i = 0; i < n_rows; ++i) EXPECT_NEAR(found[i], expected[i], rounding);
  }
}

TEST(InterpolatedPrediction, DerivativesOfPdfsAreThoseOfTheKernelAtTheValue) {
  InterpolatedPrediction prediction = of_p();
  LinearPrediction exact(kernel_at(1.7, 0.5));
  const AlignedVector expected = table_at(exact, {0.0, 0.0, 1.7});
  const AlignedVector found = table_at(prediction, {0.0, 0.0, 1.7});
  for (std::size_t i = 0; i < n_rows; ++i)
    for (std::size_t c = 0; c < 3; ++c)
      EXPECT_NEAR(found[i * stride + c], expected[i * stride + c], rounding);
}

/// Of polynomials: central differences are exact but for h² f'''/6 and rounding.
TEST(InterpolatedPrediction, DerivativesOfTheoryParametersAreThoseOfTheValues) {
  InterpolatedPrediction prediction = of_p_and_q();
  constexpr double h = 1e-4, difference_error = 1e-6;
  const AlignedVector pdf = pdf_table();
  for (const std::vector<double>& theta : {std::vector{-0.3, 0.0, 0.4}, {0.8, 0.0, 2.2}}) {
    const AlignedVector table = table_at(prediction, theta);
    LinearPrediction fixed(kernel_at(theta[2], theta[0]));
    const AlignedVector of_pdfs = table_at(fixed, theta);
    for (const std::size_t parameter : {0U, 2U}) {
      std::vector<double> up = theta, down = theta;
      up[parameter] += h;
      down[parameter] -= h;
      const std::vector<double> above = values_at(prediction, up);
      const std::vector<double> below = values_at(prediction, down);
      for (std::size_t i = 0; i < n_rows; ++i)
        // The PDFs of this test depend on the same parameters: both parts are there.
        EXPECT_NEAR(table[i * stride + 1 + parameter] - of_pdfs[i * stride + 1 + parameter],
                    (above[i] - below[i]) / (2.0 * h), difference_error);
    }
  }
}

TEST(InterpolatedPrediction, ValuesHaveTheBitsOfColumnZero) {
  InterpolatedPrediction prediction = of_p();
  const std::vector<double> theory = values_at(prediction, {0.0, 0.0, 0.3});
  const AlignedVector table = table_at(prediction, {0.0, 0.0, 0.3});
  for (std::size_t i = 0; i < n_rows; ++i) EXPECT_EQ(theory[i], table[i * stride]);
}

TEST(InterpolatedPrediction, ComesBackToTheSameBits) {
  InterpolatedPrediction prediction = of_p_and_q();
  const std::vector<double> before = values_at(prediction, {0.1, 0.0, 0.3});
  EXPECT_NE(values_at(prediction, {0.1, 0.0, 2.3}), before);
  EXPECT_NE(values_at(prediction, {0.2, 0.0, 0.3}), before);
  EXPECT_EQ(values_at(prediction, {0.1, 0.0, 0.3}), before);
}

}  // namespace
}  // namespace fitpack
