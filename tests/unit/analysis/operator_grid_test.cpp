#include "fitpack/analysis/operator_grid.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "fitpack/analysis/analysis.hpp"
#include "fitpack/analysis/theory.hpp"
#include "fitpack/core/philox.hpp"
#include "fitpack/pdf/sampled_pdfs.hpp"
#include "support/shipped_card.hpp"

namespace fitpack {
namespace {

/// What is promised of interpolated cross sections, relative.
constexpr double accuracy = 1e-6;

RunCard card_of(const std::string& name, const std::vector<std::string>& overrides = {}) {
  RunCard card = shipped_card(name, overrides);
  card.cache.enabled = false;
  return card;
}

std::vector<double> start_pdfs(const RunCard& card) {
  const SampledPdfs pdfs(pdf_model(card), XGrid(card.theory.x_min).nodes());
  std::vector<double> f(pdfs.n_values());
  EXPECT_TRUE(pdfs.values(card.parameters.start_values(), f));
  return f;
}

dis::KinematicRegion hera_region() {
  dis::KinematicRegion region;
  region.x_min = 1e-4;
  region.x_max = 0.85;
  region.q2_min = 3.5;
  region.q2_max = 3e4;
  region.q2_over_x_max = 0.95 * 318.0 * 318.0;
  return region;
}

/// Random points in the region against rows built for them.
void compare_with_direct_rows(const RunCard& card, const ScatteringBeam& beam,
                              const dis::KinematicRegion& region, double tolerance) {
  const OperatorGrid grid({}, card, beam, region, silent_logger());
  const Theory theory(card.theory, card.electroweak, *flavour_basis(card.pdfs.basis));
  const std::vector<double> f = start_pdfs(card);
  const Philox random(7);
  std::vector<double> row(grid.n_columns()), direct(grid.n_columns());
  double worst = 0.0;
  std::string where;
  for (std::uint32_t k = 0; k < 400; ++k) {
    const double x =
        region.x_min * std::pow(region.x_max / region.x_min, random.uniform({k, 0, 0, 0}));
    const double q2 =
        region.q2_min * std::pow(region.q2_max / region.q2_min, random.uniform({k, 1, 0, 0}));
    if (q2 / x > region.q2_over_x_max) continue;
    Dataset point;
    point.name = "point";
    point.process = beam.process;
    point.observable = beam.process == Process::cc_dis ? Observable::d2sigma_dxdq2
                                                       : Observable::reduced_cross_section;
    point.lepton_charge = beam.lepton_charge;
    point.polarisation = beam.polarisation;
    point.x = {x};
    point.q2 = {q2};
    point.y = {q2 / (x * 318.0 * 318.0)};
    point.value = {1.0};
    point.file_rows = {1};
    theory.kernel_row(point, 0, KernelPart::all, direct);
    grid.row(x, q2, point.y[0], row);
    double expected = std::inner_product(direct.begin(), direct.end(), f.begin(), 0.0);
    if (beam.process == Process::nc_dis) expected *= inelasticity_factors(point.y[0])[0];
    const double found = std::inner_product(row.begin(), row.end(), f.begin(), 0.0);
    const double difference = std::abs(found / expected - 1.0);
    if (difference > worst) {
      worst = difference;
      where = "x = " + std::to_string(x) + ", Q2 = " + std::to_string(q2);
    }
  }
  testing::Test::RecordProperty("worst_relative_difference", std::to_string(worst * 1e6) + "e-6");
  EXPECT_LT(worst, tolerance) << "at " << where << ", " << grid.grid().n_nodes() << " nodes";
}

TEST(OperatorGrid, InterpolatesNeutralCurrents) {
  compare_with_direct_rows(card_of("hera_nlo_zm.yaml"), {Process::nc_dis, -1, 0.6}, hera_region(),
                           accuracy);
}

TEST(OperatorGrid, InterpolatesChargedCurrents) {
  auto region = hera_region();
  region.q2_min = 200.0;
  region.x_min = 5e-3;
  compare_with_direct_rows(card_of("hera_nlo_zm.yaml"), {Process::cc_dis, 1, 0.0}, region,
                           accuracy);
}

TEST(OperatorGrid, RefusesARegionBeyondTheTables) {
  const RunCard card = card_of("hera_nlo_zm.yaml");
  auto region = hera_region();
  region.q2_min = 1.0;
  try {
    const OperatorGrid grid({}, card, {}, region, silent_logger());
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("Q2 = 1 GeV2 of the phase space is below"),
              std::string::npos)
        << error.what();
  }
}

}  // namespace
}  // namespace fitpack
