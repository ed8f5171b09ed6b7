#include "fitpack/analysis/prediction_builder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "fitpack/analysis/analysis.hpp"
#include "fitpack/pdf/sampled_pdfs.hpp"
#include "fitpack/pdf/x_grid.hpp"
#include "support/shipped_card.hpp"

namespace fitpack {
namespace {

/// Promised in the documentation: interpolated predictions against kernels built at the value.
constexpr double promised = 1e-6;
/// Central differences of polynomials with steps of 1e-5 of the value: rounding over the step.
constexpr double difference_error = 1e-6;

/// A few points and a coarse grid, to be fast.
RunCard small_card(const std::vector<std::string>& more) {
  return small_hera_card("[{variable: x, min: 0.02}, {variable: Q2, min: 12}]", more);
}

/// Predictions of a card at its start PDFs; θ: 14 parameters of PDFs, then those of the theory.
class Predicted {
 public:
  explicit Predicted(RunCard card)
      : card_(std::move(card)),
        pdfs_(pdf_model(card_), XGrid(card_.theory.x_min).nodes()),
        prediction_(
            build_prediction({}, card_, read_measurements(card_.data, card_.title), silent_logger())
                .prediction) {}

  std::vector<double> values(const std::vector<double>& theory_parameters) {
    const std::vector<double> theta = set(theory_parameters);
    std::vector<double> f(pdfs_.n_values());
    EXPECT_TRUE(pdfs_.values(theta, f));
    std::vector<double> all;
    for (std::size_t b = 0; b < prediction_->n_blocks(); ++b) {
      std::vector<double> block(prediction_->n_rows(b));
      prediction_->values(b, f, block);
      all.insert(all.end(), block.begin(), block.end());
    }
    return all;
  }
  /// ∂T/∂θ_p.
  std::vector<double> derivatives(const std::vector<double>& theory_parameters, std::size_t p) {
    const std::vector<double> theta = set(theory_parameters);
    const std::size_t stride = padded(theta.size() + 1);
    AlignedVector table(pdfs_.n_values() * stride);
    EXPECT_TRUE(pdfs_.values_and_derivatives(theta, table, stride));
    std::vector<double> all;
    for (std::size_t b = 0; b < prediction_->n_blocks(); ++b) {
      AlignedVector block(prediction_->n_rows(b) * stride);
      prediction_->values_and_derivatives(b, table, stride, block);
      for (std::size_t i = 0; i < prediction_->n_rows(b); ++i)
        all.push_back(block[i * stride + 1 + p]);
    }
    return all;
  }

 private:
  std::vector<double> set(const std::vector<double>& theory_parameters) {
    std::vector<double> theta = card_.parameters.start_values();
    std::ranges::copy(theory_parameters, theta.begin() + 14);
    prediction_->set_parameters(theta);
    return theta;
  }

  RunCard card_;
  SampledPdfs pdfs_;
  std::unique_ptr<Prediction> prediction_;
};

double worst_deviation(const std::vector<double>& found, const std::vector<double>& expected) {
  EXPECT_EQ(found.size(), expected.size());
  double worst = 0.0;
  for (std::size_t i = 0; i < found.size(); ++i)
    worst = std::max(worst, std::abs(found[i] / expected[i] - 1.0));
  return worst;
}

/// Largest |∂T/∂p − ΔT/Δp| · p / T.
double worst_derivative(Predicted& predicted, const std::vector<double>& at, std::size_t which) {
  constexpr double relative_step = 1e-5;
  const double p = at[which];
  std::vector<double> up = at, down = at;
  up[which] += relative_step * p;
  down[which] -= relative_step * p;
  const auto above = predicted.values(up), below = predicted.values(down);
  const auto value = predicted.values(at), slope = predicted.derivatives(at, 14 + which);
  double worst = 0.0, largest_slope = 0.0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const double difference = (above[i] - below[i]) / (up[which] - down[which]);
    worst = std::max(worst, std::abs(slope[i] - difference) * p / value[i]);
    largest_slope = std::max(largest_slope, std::abs(slope[i]) * p / value[i]);
  }
  EXPECT_GT(largest_slope, 1e-3);  // there is something to differentiate
  return worst;
}

double exact_deviation(Predicted& interpolated, const std::vector<double>& at,
                       const std::vector<std::string>& exact) {
  return worst_deviation(interpolated.values(at), Predicted(small_card(exact)).values({}));
}

TEST(PredictionBuilder, FixedTheoryHasTheBitsOfTheKernel) {
  const RunCard card = small_card({});
  const Measurements measurements = read_measurements(card.data, card.title);
  const LinearKernel kernel = build_kernel({}, card, measurements, silent_logger()).kernel;
  const auto built = build_prediction({}, card, measurements, silent_logger());
  const std::vector<double> f(kernel.n_columns(), 0.3);
  for (std::size_t b = 0; b < kernel.n_blocks(); ++b) {
    std::vector<double> expected(kernel.n_rows(b)), found(kernel.n_rows(b));
    kernel.apply(b, f, expected);
    built.prediction->values(b, f, found);
    EXPECT_EQ(found, expected);
  }
}

TEST(PredictionBuilder, TheCoupling) {
  Predicted interpolated(
      small_card({"theory.alphas_mz=as", "parameters.as={start: 0.118, min: 0.095, max: 0.130}"}));
  for (const char* value : {"0.0956", "0.1131", "0.1298"})
    EXPECT_LT(exact_deviation(interpolated, {std::stod(value)},
                              {std::string("theory.alphas_mz=") + value}),
              promised);
  EXPECT_LT(worst_derivative(interpolated, {0.1131}, 0), difference_error);
}

/// Q² = 12 and 15 GeV² lie inside: three pieces.
TEST(PredictionBuilder, AMassAcrossThresholdsOfPoints) {
  Predicted interpolated(
      small_card({"theory.mb=mb", "parameters.mb={start: 3.6, min: 3.4, max: 4.0}"}));
  for (const char* value : {"3.45", "3.7", "3.95"})
    EXPECT_LT(
        exact_deviation(interpolated, {std::stod(value)}, {std::string("theory.mb=") + value}),
        promised);
  EXPECT_LT(worst_derivative(interpolated, {3.7}, 0), difference_error);
}

TEST(PredictionBuilder, TheCouplingAndAMass) {
  Predicted interpolated(
      small_card({"theory.alphas_mz=as", "parameters.as={start: 0.118, min: 0.116, max: 0.120}",
                  "theory.mc=mc", "parameters.mc={start: 1.43, min: 1.4, max: 1.5}"}));
  EXPECT_LT(
      exact_deviation(interpolated, {0.1167, 1.47}, {"theory.alphas_mz=0.1167", "theory.mc=1.47"}),
      promised);
  EXPECT_LT(worst_derivative(interpolated, {0.1167, 1.47}, 0), difference_error);
  EXPECT_LT(worst_derivative(interpolated, {0.1167, 1.47}, 1), difference_error);
}

}  // namespace
}  // namespace fitpack
