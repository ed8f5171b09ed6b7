#include "fitpack/analysis/grid_rows.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "fitpack/analysis/analysis.hpp"
#include "fitpack/analysis/theory.hpp"
#include "fitpack/pdf/sampled_pdfs.hpp"
#include "support/shipped_card.hpp"

namespace fitpack {
namespace {

/// What is promised of predictions from interpolated rows, relative.
constexpr double accuracy = 1e-6;
/// χ² of about 10³ from predictions that are wrong by 1e-6 of them, at errors of 1 %.
constexpr double chi2_accuracy = 2e-3;

RunCard card_of(std::vector<std::string> overrides) {
  overrides.insert(overrides.end(), {"cache.enabled=false"});
  return shipped_card("hera_nlo_zm.yaml", overrides);
}

double worst_deviation(const RunCard& card, KernelPart part) {
  const Measurements data = read_measurements(card.data, card.title);
  const SampledPdfs pdfs(pdf_model(card), XGrid(card.theory.x_min).nodes());
  std::vector<double> f(pdfs.n_values());
  EXPECT_TRUE(pdfs.values(card.parameters.start_values(), f));
  const GridRows grid({}, card, data.datasets(), silent_logger());
  const Theory theory(card.theory, card.electroweak, *flavour_basis(card.pdfs.basis));
  std::vector<double> row(grid.n_columns()), direct(grid.n_columns());
  double worst = 0.0;
  for (std::size_t i = 0; i < data.n_rows(); i += 7) {
    const Dataset& set = data.datasets()[data.row(i).dataset];
    grid.row(set, data.row(i).point, part, row);
    theory.kernel_row(set, data.row(i).point, part, direct);
    const double found = std::inner_product(row.begin(), row.end(), f.begin(), 0.0);
    const double expected = std::inner_product(direct.begin(), direct.end(), f.begin(), 0.0);
    worst = std::max(worst, std::abs(found / expected - 1.0));
  }
  return worst;
}

TEST(GridRows, PredictWhatRowsOfTheirOwnPredict) {
  const RunCard card = card_of({"data.sets=[HERA_NC_EM_920, HERA_NC_EP_460, HERA_CC_EP_920]"});
  EXPECT_LT(worst_deviation(card, KernelPart::all), accuracy);
}

TEST(GridRows, SeparateTheF2Part) {
  const RunCard card = card_of({"data.sets=[HERA_NC_EM_920, HERA_CC_EM_920]", "theory.order=LO"});
  EXPECT_LT(worst_deviation(card, KernelPart::f2), accuracy);
}

TEST(GridRows, ObservablesWithoutGridHaveRowsOfTheirOwn) {
  const RunCard card = card_of({"data.sets=[HERA_CHARM_NC]", "theory.order=LO"});
  EXPECT_EQ(worst_deviation(card, KernelPart::all), 0.0);
}

double chi2_of(const std::vector<std::string>& overrides) {
  std::vector<std::string> all = {"data.sets=[HERA_NC_EM_920]"};
  all.insert(all.end(), overrides.begin(), overrides.end());
  Analysis analysis({}, card_of(all), silent_logger());
  return analysis.objective()
      .evaluate(analysis.card().parameters.start_values(), Want::model)
      .chi2.total;
}

TEST(GridRows, Chi2HardlyDependsOnHowKernelsAreBuiltAndHeld) {
  const double exact = chi2_of({});
  EXPECT_NEAR(chi2_of({"kernels.rows=grid"}), exact, chi2_accuracy);
  EXPECT_NEAR(chi2_of({"kernels.precision=single"}), exact, chi2_accuracy);
  EXPECT_NEAR(chi2_of({"kernels.rows=grid", "kernels.precision=single"}), exact, chi2_accuracy);
}

}  // namespace
}  // namespace fitpack
