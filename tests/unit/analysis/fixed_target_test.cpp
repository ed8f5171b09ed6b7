#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "../../support/les_houches.hpp"
#include "fitpack/analysis/analysis.hpp"
#include "fitpack/analysis/prediction_builder.hpp"
#include "fitpack/pdf/sampled_pdfs.hpp"
#include "support/shipped_card.hpp"

namespace fitpack {
namespace {

constexpr double rounding = 1e-13;  // of sums over a few hundred terms of order one
/// Of central differences: relative errors of the values, and of the slopes by steps of 1e-5.
constexpr double error_of_values = 1e-12, curvature = 1e-6;

Dataset point_of(Process process, Observable observable, const std::string& target, int charge,
                 double x, double q2, double y) {
  Dataset d;
  d.name = "TOY";
  d.process = process;
  d.observable = observable;
  d.lepton_charge = charge;
  d.target = *known_target(target);
  d.x = {x};
  d.q2 = {q2};
  d.y = {y};
  d.value = {1.0};
  d.file_rows = {1};
  return d;
}

RunCard card_of(const std::string& name, std::vector<std::string> overrides) {
  overrides.insert(overrides.end(), {"cache.enabled=false", "theory.grid.x_min=0.02"});
  return shipped_card(name, overrides);
}

/// Rows of one theory over the fit basis.
class Rows {
 public:
  explicit Rows(const RunCard& card)
      : basis_(*flavour_basis(card.pdfs.basis)), theory_(card.theory, card.electroweak, basis_) {}

  [[nodiscard]] std::vector<double> of(const Dataset& d, KernelPart part = KernelPart::all) const {
    std::vector<double> row(theory_.n_columns());
    theory_.kernel_row(d, 0, part, row);
    return row;
  }
  /// The row with u and d exchanged in the PDFs it acts on.
  [[nodiscard]] std::vector<double> exchanged(const std::vector<double>& row) const {
    std::vector<double> result = row;
    const std::size_t n = theory_.grid().size();
    for (const auto& [a, b] : {std::pair{"xuv", "xdv"}, std::pair{"xubar", "xdbar"}})
      std::swap_ranges(result.begin() + at(a, n), result.begin() + at(a, n) + step(n),
                       result.begin() + at(b, n));
    return result;
  }
  [[nodiscard]] const Theory& theory() const { return theory_; }

 private:
  [[nodiscard]] std::ptrdiff_t at(const char* function, std::size_t n) const {
    return step(*basis_.find(function) * n);
  }
  static std::ptrdiff_t step(std::size_t n) { return static_cast<std::ptrdiff_t>(n); }
  FlavourBasis basis_;
  Theory theory_;
};

void expect_close(const std::vector<double>& a, const std::vector<double>& b, double tolerance) {
  ASSERT_EQ(a.size(), b.size());
  double largest = 0.0;
  for (const double value : b) largest = std::max(largest, std::abs(value));
  for (std::size_t k = 0; k < a.size(); ++k) EXPECT_NEAR(a[k], b[k], tolerance * largest) << k;
}

class IsospinTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    rows_ = new Rows(card_of("hera_nlo_fonll_a.yaml", {"theory.electroweak.ckm=on"}));
  }
  static void TearDownTestSuite() { delete rows_; }
  static const Rows* rows_;

  static std::vector<Dataset> kinds(const std::string& target, double x) {
    return {point_of(Process::nc_dis, Observable::reduced_cross_section, target, 0, x, 20.0, 0.4),
            point_of(Process::nc_dis, Observable::f2, target, 0, x, 20.0, 0.4),
            point_of(Process::nu_cc_dis, Observable::d2sigma_dxdy_over_e, target, 1, x, 20.0, 0.4),
            point_of(Process::nu_cc_dis, Observable::d2sigma_dxdy_over_e, target, -1, x, 20., .4),
            point_of(Process::nu_cc_dimuon, Observable::forward_dimuon, target, 1, x, 20.0, 0.4)};
  }
};

const Rows* IsospinTest::rows_ = nullptr;

TEST_F(IsospinTest, ANeutronIsAProtonWithUAndDExchanged) {
  for (const double x : {0.07, 0.45, 0.85}) {
    const auto neutrons = kinds("neutron", x), protons = kinds("proton", x);
    for (std::size_t k = 0; k < protons.size(); ++k)
      expect_close(rows_->of(neutrons[k]), rows_->exchanged(rows_->of(protons[k])), rounding);
  }
}

TEST_F(IsospinTest, ANucleusIsTheMeanOfItsNucleons) {
  for (const auto& [target, z] : {std::pair{"deuteron", 0.5}, std::pair{"lead", 82.0 / 208.0}}) {
    const auto nuclei = kinds(target, 0.2), protons = kinds("proton", 0.2),
               neutrons = kinds("neutron", 0.2);
    for (std::size_t k = 0; k < protons.size(); ++k) {
      auto mean = rows_->of(protons[k]);
      const auto neutron = rows_->of(neutrons[k]);
      for (std::size_t a = 0; a < mean.size(); ++a) mean[a] = z * mean[a] + (1.0 - z) * neutron[a];
      expect_close(rows_->of(nuclei[k]), mean, rounding);
    }
  }
}

TEST_F(IsospinTest, ARatioHasTheRowsOfBothTargets) {
  const Dataset ratio =
      point_of(Process::nc_dis, Observable::f2_ratio, "deuteron over proton", 0, 0.3, 9.0, 0.0);
  const Dataset deuteron = point_of(Process::nc_dis, Observable::f2, "deuteron", 0, 0.3, 9.0, 0.0);
  const Dataset proton = point_of(Process::nc_dis, Observable::f2, "proton", 0, 0.3, 9.0, 0.0);
  EXPECT_EQ(rows_->of(ratio), rows_->of(deuteron));
  EXPECT_EQ(rows_->of(ratio, KernelPart::denominator), rows_->of(proton));
  EXPECT_FALSE(has_part(ratio, KernelPart::f2));
}

/// F2 of ν on neutrons is that of ν̄ on protons where s = s̄ and c = c̄ and generations do not mix.
TEST(NeutrinoRowsTest, ChargeSymmetryRelatesNeutrinosAndAntineutrinos) {
  const Rows rows(card_of("hera_nlo_zm.yaml", {}));
  const auto of = [&](const char* target, int charge) {
    return rows.of(point_of(Process::nu_cc_dis, Observable::d2sigma_dxdy_over_e, target, charge,
                            0.1, 20.0, 0.4),
                   KernelPart::f2);
  };
  expect_close(of("neutron", 1), of("proton", -1), 1e-12);
  expect_close(of("deuteron", 1), of("deuteron", -1), 1e-12);
}

TEST(NeutrinoRowsTest, FactorsOfTheSetMultiplyItsRows) {
  const Rows rows(card_of("hera_nlo_zm.yaml", {}));
  Dataset d =
      point_of(Process::nu_cc_dis, Observable::d2sigma_dxdy_over_e, "lead", 1, 0.1, 20.0, 0.4);
  auto expected = rows.of(d);
  for (double& value : expected) value *= 0.7;
  d.theory_factor = {0.7};
  expect_close(rows.of(d), expected, rounding);
}

/// At LO and at the initial scale there is nothing but quarks: the parton model, written down with
/// the momentum fractions of the Les Houches PDFs.
TEST(NeutrinoRowsTest, TheLeadingOrderIsThePartonModel) {
  RunCard card = card_of("hera_lo_zm.yaml", {});
  card.theory.q0_2 = 1.9;
  const Rows rows(card);
  const XGrid& grid = rows.theory().grid();
  const double q2 = 1.9, y = 0.35, rest = (1.0 - y) * (1.0 - y);
  const auto at = [](double z) { return fitpack::testing::les_houches(z); };
  const FlavourBasis basis = *flavour_basis("herapdf");
  std::vector<double> f(basis.size() * grid.size());
  for (std::size_t i = 0; i < grid.size(); ++i) {
    const auto p = at(grid.nodes()[i]);
    const double values[] = {p.gluon, p.u_valence, p.d_valence, p.ubar, p.dbar, p.strange};
    for (std::size_t a = 0; a < 6; ++a) f[a * grid.size() + i] = values[a];
  }
  const double z = 82.0 / 208.0, mass = 0.9389186795;
  const double unit = 1.16638e-5 * 1.16638e-5 * mass / std::numbers::pi * 0.389379338e9 * 100.0 /
                      std::pow(1.0 + q2 / (80.385 * 80.385), 2);
  // The largest x of the data; interpolation of functions that fall as (1 − x)^3 to ^7.
  for (const auto& [x, interpolation] : {std::pair{0.15, 1e-6}, {0.65, 1e-6}, {0.85, 1e-4}}) {
    const auto p = at(x);
    const double d = z * p.d_valence + (1 - z) * p.u_valence;
    const double u = z * p.u_valence + (1 - z) * p.d_valence;
    const double ubar = z * p.ubar + (1 - z) * p.dbar, dbar = z * p.dbar + (1 - z) * p.ubar;
    const double m = 2.0 * mass * mass * x * x * y * y / q2;
    // ν: d flat, antiquarks (1−y)²; below the threshold of charm and without mixing s has no
    // partner.
    const double nu = unit * ((2.0 - m) * (d + dbar) + (2.0 * rest - m) * ubar);
    const double nubar = unit * ((2.0 - m) * dbar + (2.0 * rest - m) * (u + ubar));
    for (const auto& [charge, expected] : {std::pair{1, nu}, std::pair{-1, nubar}}) {
      const auto row = rows.of(
          point_of(Process::nu_cc_dis, Observable::d2sigma_dxdy_over_e, "lead", charge, x, q2, y));
      const double value = std::inner_product(row.begin(), row.end(), f.begin(), 0.0);
      EXPECT_NEAR(value / expected, 1.0, interpolation) << "x = " << x;
    }
  }
}

/// A few points of every kind, ratios and linear rows in one block; derivatives of the whole
/// prediction against differences.
TEST(FixedTargetPrediction, DerivativesMatchDifferences) {
  const RunCard card =
      card_of("hera_nlo_fonll_a.yaml",
              {"theory.electroweak.ckm=on",
               "data.sets=[NMC_DP_F2RATIO, SLAC_D_F2, CHORUS_NB, NUTEV_DIMUON_NU]",
               "data.cuts=[{variable: Q2, min: 14, max: 17}, {variable: W2, min: 12.5}]"});
  const Measurements measurements = read_measurements(card.data, card.title);
  ASSERT_GT(measurements.n_rows(), 20U);
  ASSERT_LT(measurements.n_rows(), 128U) << "one block";
  const auto prediction = build_prediction({}, card, measurements, silent_logger()).prediction;
  const SampledPdfs pdfs(pdf_model(card), XGrid(card.theory.x_min).nodes());
  const auto values = [&](const std::vector<double>& theta) {
    std::vector<double> f(pdfs.n_values()), t(prediction->n_rows(0));
    EXPECT_TRUE(pdfs.values(theta, f));
    prediction->set_parameters(theta);
    prediction->values(0, f, t);
    return t;
  };
  const std::vector<double> theta = card.parameters.start_values();
  const std::size_t stride = padded(theta.size() + 1);
  AlignedVector table(pdfs.n_values() * stride), out(measurements.n_rows() * stride);
  ASSERT_TRUE(pdfs.values_and_derivatives(theta, table, stride));
  prediction->set_parameters(theta);
  prediction->values_and_derivatives(0, table, stride, out);
  const auto central = values(theta);
  for (std::size_t p = 0; p < theta.size(); ++p) {
    const double step = 1e-5 * std::max(0.1, std::abs(theta[p]));
    auto up = theta, down = theta;
    up[p] += step;
    down[p] -= step;
    const auto above = values(up), below = values(down);
    for (std::size_t i = 0; i < central.size(); ++i) {
      EXPECT_EQ(out[i * stride], central[i]);
      const double slope = (above[i] - below[i]) / (2.0 * step);
      EXPECT_NEAR(out[i * stride + 1 + p], slope,
                  error_of_values * std::abs(central[i]) / step + curvature * std::abs(slope))
          << "row " << i << " parameter " << p;
    }
  }
}

}  // namespace
}  // namespace fitpack
