#include "fitpack/analysis/lhapdf_export.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <sstream>

#include "fitpack/core/error.hpp"
#include "fitpack/qcd/running_coupling.hpp"
#include "support/shipped_card.hpp"
#include "support/temporary_folder.hpp"
#include "support/worst.hpp"

namespace fitpack {
namespace {

/// Promised: values read back against direct evolution, relative to the value or, where a parton is
/// smaller than that (near a zero, just above its threshold), to 1 % of the largest parton there.
constexpr double promised = 1e-3;
constexpr double least_share = 0.01;

RunCard card(const std::vector<std::string>& overrides) {
  return shipped_card("hera_nlo_zm.yaml", overrides);
}

/// Few knots, for tests of bookkeeping.
LhapdfGridOptions coarse() { return {1e-3, 20, 100.0, 20}; }

double largest(const EvolvedPdfs& p) {
  double value = std::abs(p.gluon);
  for (std::size_t f = 0; f < qcd::n_quarks; ++f)
    value = std::max({value, std::abs(p.quark[f]), std::abs(p.antiquark[f])});
  return value;
}

void compare(const GridPoint& found, const EvolvedPdfs& expected, testing::Worst& worst) {
  std::ostringstream place;
  place << "x = " << expected.x << ", Q = " << expected.q << ", parton ";
  const double floor = least_share * largest(expected);
  const auto add = [&](double value, double reference, const std::string& parton) {
    const double scale = std::max(std::abs(reference), floor);
    worst.absolute(value / scale, reference / scale, place.str() + parton);
  };
  add(found.gluon, expected.gluon, "g");
  for (std::size_t f = 0; f < qcd::n_quarks; ++f) {
    add(found.quark[f], expected.quark[f], std::to_string(f + 1));
    add(found.antiquark[f], expected.antiquark[f], "-" + std::to_string(f + 1));
  }
}

/// Between the knots and next to thresholds: deviation of the grid from direct evolution.
testing::Worst deviation(const PdfMembers& set, const PdfGrid& grid) {
  std::vector<double> x{1e-5, 0.7};
  for (int i = 0; i < 60; ++i) x.push_back(1e-5 * std::pow(7e4, (i + 0.37) / 60.0));
  std::vector<double> q{1.4, 1.4299, 1.4301, 1.44, 4.499, 4.501, 4.55, 1e3};
  for (int j = 0; j < 30; ++j) q.push_back(1.4 * std::pow(1e3 / 1.4, (j + 0.41) / 30.0));
  std::vector<PdfScale> scales;
  for (const double scale : q) scales.push_back({scale, std::nullopt});
  const auto expected = evolve_all(set, x, scales).front();
  testing::Worst worst;
  for (std::size_t j = 0; j < q.size(); ++j) {
    const auto found = grid.at(x, q[j]);
    for (std::size_t i = 0; i < x.size(); ++i) compare(found[i], expected[j * x.size() + i], worst);
  }
  return worst;
}

TEST(LhapdfExport, ReadBackAgreesWithDirectEvolution) {
  const TemporaryFolder folder;
  const PdfMembers set = pdf_members(card({}));
  export_lhapdf(set, {}, folder / "nlo");
  const LhapdfMember member =
      read_lhapdf_member(folder / "nlo", read_lhapdf_info(folder / "nlo"), 0);
  const testing::Worst worst = deviation(set, member.grid);
  EXPECT_TRUE(worst.within(promised));
  std::cout << "  worst deviation from direct evolution " << worst.deviation() << "\n";
}

TEST(LhapdfExport, AlphasTableAgreesWithTheCoupling) {
  const PdfMembers set = pdf_members(card({}));
  const AlphasTable table = lhapdf_info(set, {}, "nlo").alphas;
  const qcd::RunningCoupling coupling(set.card.theory);
  testing::Worst worst;
  for (double q = 1.3785; q < 9e3; q *= 1.07)
    worst.relative(table.at(q), coupling.alpha_s(q * q), "Q = " + std::to_string(q));
  EXPECT_TRUE(worst.within(promised));  // worst in the widest cell, the last one
}

TEST(LhapdfExport, KnotsAscendBetweenTheThresholds) {
  const LhapdfGridOptions options;
  const std::vector<double> x = lhapdf_x_knots(options);
  EXPECT_EQ(x.size(), options.x_points);
  EXPECT_EQ(x.front(), options.x_min);
  EXPECT_EQ(x.back(), 1.0);
  EXPECT_TRUE(std::ranges::is_sorted(x, std::less_equal{}));
  const qcd::TheoryOptions theory = card({}).theory;
  const auto regions = lhapdf_regions(theory, options);
  ASSERT_EQ(regions.size(), 3U);
  const double ends[] = {std::sqrt(theory.q0_2), theory.mc, theory.mb, options.q_max};
  for (std::size_t r = 0; r < 3; ++r) {
    EXPECT_EQ(regions[r].nf, static_cast<int>(r) + 3);
    EXPECT_DOUBLE_EQ(regions[r].q.front(), ends[r]);
    EXPECT_DOUBLE_EQ(regions[r].q.back(), ends[r + 1]);
    EXPECT_TRUE(std::ranges::is_sorted(regions[r].q, std::less_equal{}));
    EXPECT_GE(regions[r].q.size(), 4U);  // fewer would be read by straight lines
  }
}

TEST(LhapdfExport, SchemesWithFewerThresholds) {
  EXPECT_EQ(lhapdf_regions(card({"theory.scheme=FFNS", "theory.nf_max=3"}).theory, {}).size(), 1U);
  LhapdfGridOptions low;
  low.q_max = 3.0;
  EXPECT_EQ(lhapdf_regions(card({}).theory, low).size(), 2U);
  EXPECT_EQ(lhapdf_info(pdf_members(card({})), low, "low").n_flavours, 4);
}

PdfMembers three_members(MemberKind kind, const std::string& parameter,
                         const std::vector<std::string>& overrides) {
  PdfMembers set = pdf_members(card(overrides));
  set.kind = kind;
  const std::size_t index = *set.card.parameters.find(parameter);
  for (const double factor : {0.98, 1.04}) {
    set.members.push_back({"member", set.members.front().values});
    set.members.back().values[index] *= factor;
  }
  return set;
}

TEST(LhapdfExport, CentralMemberOfReplicasIsTheirMean) {
  const TemporaryFolder folder;
  const PdfMembers set = three_members(MemberKind::replicas, "Cg", {});
  export_lhapdf(set, coarse(), folder / "mc");
  const LhapdfInfo info = read_lhapdf_info(folder / "mc");
  EXPECT_EQ(info.error_type, "replicas");
  ASSERT_EQ(info.n_members, 3U);
  std::vector<std::vector<double>> values;
  for (std::size_t k = 0; k < 3; ++k)
    values.push_back(read_lhapdf_member(folder / "mc", info, k).grid.subgrids()[1].values);
  double largest_difference = 0.0;
  for (std::size_t i = 0; i < values[0].size(); ++i) {
    EXPECT_NEAR(values[0][i], 0.5 * (values[1][i] + values[2][i]),
                1e-7 * (std::abs(values[0][i]) + std::abs(values[1][i])));
    largest_difference = std::max(largest_difference, std::abs(values[1][i] - values[2][i]));
  }
  EXPECT_GT(largest_difference, 1e-3);
}

/// A member with another mass has its threshold elsewhere, and its own evolution.
TEST(LhapdfExport, MembersHaveTheirOwnTheory) {
  const TemporaryFolder folder;
  const PdfMembers set = three_members(
      MemberKind::hessian, "mb", {"theory.mb=mb", "parameters.mb={start: 4.5, min: 4, max: 5}"});
  ASSERT_EQ(theory_groups(set).size(), 3U);
  export_lhapdf(set, coarse(), folder / "h");
  const LhapdfInfo info = read_lhapdf_info(folder / "h");
  EXPECT_EQ(info.error_type, "hessian");
  EXPECT_NEAR(*info.confidence_level, 68.27, 0.01);
  const double expected[] = {4.5, 4.5 * 0.98, 4.5 * 1.04};
  for (std::size_t k = 0; k < 3; ++k) {
    const PdfGrid grid = read_lhapdf_member(folder / "h", info, k).grid;
    EXPECT_NEAR(grid.subgrids()[2].q.front(), expected[k], 1e-8);
  }
}

TEST(LhapdfExport, TheScalesMustReachAboveTheInitialScale) {
  const TemporaryFolder folder;
  LhapdfGridOptions options;
  options.q_max = 1.2;
  EXPECT_THROW(export_lhapdf(pdf_members(card({})), options, folder / "low"), InputError);
  EXPECT_EQ(folder.n_files(), 0U);
}

}  // namespace
}  // namespace fitpack
