#include "fitpack/objective/chi_square.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "fitpack/core/error.hpp"
#include "fitpack/objective/shifted_rows.hpp"

namespace fitpack {
namespace {

/// Three rows, the last with negative theory below; two multiplicative and one additive source.
MeasurementBlock make_block() {
  MeasurementBlock block;
  block.value = {1.3, 0.6, 0.02};
  block.stat = {0.01, 0.02, 0.3};
  block.uncor = {0.02, 0.015, 0.1};
  block.data_set = {0, 0, 0};
  block.reference = {1.28, 0.63, 0.03};
  block.sources = {0, 1, 2};
  block.n_multiplicative = 2;
  block.beta.assign(3 * block.beta_stride(), 0.0);
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j)
      block.beta[i * block.beta_stride() + j] =
          0.01 * std::sin(1.0 + static_cast<double>(3 * i + j));
  return block;
}
const std::vector<double> theory{1.25, 0.65, -0.01};
const std::vector<double> shifts{0.7, -1.2, 0.4};

RowTerms terms_of(const ChiSquare& chi_square, const MeasurementBlock& block,
                  const std::vector<double>& t) {
  RowTerms terms(block.n_rows());
  chi_square.evaluate(block, t, 1, terms);
  return terms;
}

TEST(HeraChiSquare, ScalesErrorsWithTheTheory) {
  const MeasurementBlock block = make_block();
  const RowTerms terms = terms_of(*make_chi_square("hera"), block, theory);
  const double delta = std::sqrt(0.01 * 0.01 * 1.3 * 1.25 + std::pow(0.02 * 1.25, 2));
  EXPECT_DOUBLE_EQ(terms.residual[0], (1.25 - 1.3) / delta);
  EXPECT_DOUBLE_EQ(terms.multiplicative_weight[0], 1.25 / delta);
  EXPECT_DOUBLE_EQ(terms.additive_weight[0], 1.3 / delta);
  EXPECT_NEAR(terms.log_term[0], std::log(delta * delta / (1.3 * 1.3 * (1e-4 + 4e-4))), 1e-14);
}

TEST(HeraChiSquare, TakesTheDataInDeltaWhereTheTheoryIsNotPositive) {
  const MeasurementBlock block = make_block();
  const RowTerms terms = terms_of(*make_chi_square("hera"), block, theory);
  EXPECT_DOUBLE_EQ(terms.inverse_delta[2], 1.0 / (0.02 * std::sqrt(0.3 * 0.3 + 0.1 * 0.1)));
  EXPECT_NEAR(terms.log_term[2], 0.0, 1e-15);  // the logarithm of one
  EXPECT_EQ(terms.log_variance_slope[2], 0.0);
  EXPECT_DOUBLE_EQ(terms.multiplicative_weight[2], -0.01 * terms.inverse_delta[2]);
}

TEST(HeraChiSquare, LogTermVanishesWhereTheoryEqualsData) {
  const MeasurementBlock block = make_block();
  const RowTerms terms = terms_of(*make_chi_square("hera"), block, block.value);
  for (const double term : terms.log_term) EXPECT_NEAR(term, 0.0, 1e-15);
}

TEST(ExperimentalChiSquare, IgnoresTheTheoryInItsErrors) {
  const MeasurementBlock block = make_block();
  const RowTerms terms = terms_of(*make_chi_square("experimental"), block, theory);
  for (std::size_t i = 0; i < 3; ++i) {
    const double delta = block.value[i] * std::hypot(block.stat[i], block.uncor[i]);
    EXPECT_DOUBLE_EQ(terms.inverse_delta[i], 1.0 / delta);
    EXPECT_DOUBLE_EQ(terms.multiplicative_weight[i], block.value[i] / delta);
    EXPECT_EQ(terms.log_term[i], 0.0);
    EXPECT_EQ(terms.log_term_slope[i], 0.0);
  }
}

TEST(T0ChiSquare, ScalesMultiplicativeSourcesWithTheReferenceAlone) {
  const MeasurementBlock block = make_block();
  const RowTerms terms = terms_of(*make_chi_square("t0"), block, theory);
  const RowTerms fixed = terms_of(*make_chi_square("experimental"), block, theory);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(terms.inverse_delta[i], fixed.inverse_delta[i]);
    EXPECT_EQ(terms.residual[i], fixed.residual[i]);
    EXPECT_DOUBLE_EQ(terms.multiplicative_weight[i], block.reference[i] * terms.inverse_delta[i]);
    EXPECT_EQ(terms.additive_weight[i], fixed.additive_weight[i]);
    EXPECT_EQ(terms.multiplicative_slope[i], 0.0);
    EXPECT_EQ(terms.log_term[i], 0.0);
  }
}

TEST(T0ChiSquare, ScalesUncorrelatedErrorsTooInTheWayOfNnpdf) {
  const MeasurementBlock block = make_block();
  const RowTerms terms = terms_of(*make_chi_square("nnpdf"), block, theory);
  for (std::size_t i = 0; i < 3; ++i) {
    const double s = block.stat[i] * block.value[i], u = block.uncor[i] * block.reference[i];
    EXPECT_DOUBLE_EQ(terms.inverse_delta[i], 1.0 / std::sqrt(s * s + u * u));
  }
}

TEST(T0ChiSquare, IsTheExperimentalOneWhereTheReferenceIsTheData) {
  MeasurementBlock block = make_block();
  block.reference = block.value;
  for (const char* name : {"t0", "nnpdf"}) {
    const RowTerms terms = terms_of(*make_chi_square(name), block, theory);
    const RowTerms fixed = terms_of(*make_chi_square("experimental"), block, theory);
    EXPECT_EQ(terms.residual, fixed.residual);
    EXPECT_EQ(terms.multiplicative_weight, fixed.multiplicative_weight);
  }
}

TEST(ChiSquare, UnknownNameIsAnInputErrorWithASuggestion) {
  try {
    (void)make_chi_square("herra");
    FAIL() << "nothing thrown";
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("did you mean 'hera'"), std::string::npos);
  }
}

class Derivatives : public testing::TestWithParam<const char*> {};

/// Central differences of fourth order; what is left of the step's fifth power and of rounding.
constexpr double derivative_tolerance = 1e-8;

TEST_P(Derivatives, AgreeWithFiniteDifferences) {
  const MeasurementBlock block = make_block();
  const auto chi_square = make_chi_square(GetParam());
  const auto rows_at = [&](double scale) {
    std::vector<double> t = theory;
    for (double& element : t) element *= scale;
    const RowTerms terms = terms_of(*chi_square, block, t);
    ShiftedRows rows;
    apply_shifts(block, terms, shifts, rows);
    return std::pair(terms, rows);
  };
  const double h = 1e-3;
  const auto [terms, rows] = rows_at(1.0);
  const auto [t1, r1] = rows_at(1.0 + h);
  const auto [t2, r2] = rows_at(1.0 - h);
  const auto [t3, r3] = rows_at(1.0 + 2 * h);
  const auto [t4, r4] = rows_at(1.0 - 2 * h);
  for (std::size_t i = 0; i < 3; ++i) {
    const auto slope = [&](double p1, double m1, double p2, double m2) {
      return (8.0 * (p1 - m1) - (p2 - m2)) / (12.0 * h * theory[i]);
    };
    const double r = slope(r1.residual[i], r2.residual[i], r3.residual[i], r4.residual[i]);
    EXPECT_NEAR(rows.slope[i] / r, 1.0, derivative_tolerance) << "residual of row " << i;
    const double l = slope(t1.log_term[i], t2.log_term[i], t3.log_term[i], t4.log_term[i]);
    EXPECT_NEAR(terms.log_term_slope[i], l, derivative_tolerance) << "log term of row " << i;
  }
}

INSTANTIATE_TEST_SUITE_P(All, Derivatives,
                         testing::Values("hera", "experimental", "t0", "nnpdf", "jam"));

TEST(ShiftedRows, FollowTheDefinitionOfTheResidual) {
  const MeasurementBlock block = make_block();
  const RowTerms terms = terms_of(*make_chi_square("hera"), block, theory);
  ShiftedRows rows;
  apply_shifts(block, terms, shifts, rows);
  for (std::size_t i = 0; i < 3; ++i) {
    const double* beta = block.beta.data() + i * block.beta_stride();
    const double shifted = theory[i] * (1.0 - beta[0] * shifts[0] - beta[1] * shifts[1]) -
                           block.value[i] * beta[2] * shifts[2];
    EXPECT_NEAR(rows.theory[i], shifted, 1e-15);
    EXPECT_NEAR(rows.residual[i], (shifted - block.value[i]) * terms.inverse_delta[i], 1e-13);
  }
}

TEST(ShiftedRows, ScaledSourcesAreTheDerivativeInTheShifts) {
  const MeasurementBlock block = make_block();
  const RowTerms terms = terms_of(*make_chi_square("hera"), block, theory);
  const std::size_t stride = block.beta_stride();
  AlignedVector gamma(3 * stride, -1.0);
  scaled_sources(block, terms, gamma);
  const std::vector<double> none(3, 0.0);
  ShiftedRows start;
  apply_shifts(block, terms, none, start);
  for (std::size_t j = 0; j < 3; ++j) {
    std::vector<double> unit(3, 0.0);
    unit[j] = 1.0;
    ShiftedRows rows;
    apply_shifts(block, terms, unit, rows);
    for (std::size_t i = 0; i < 3; ++i)  // linear in b: a difference is exact up to rounding
      EXPECT_NEAR(gamma[i * stride + j], start.residual[i] - rows.residual[i], 1e-13);
  }
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(gamma[i * stride + 3], terms.residual[i]);
    for (std::size_t c = 4; c < stride; ++c) EXPECT_EQ(gamma[i * stride + c], 0.0);
  }
}

}  // namespace
}  // namespace fitpack
