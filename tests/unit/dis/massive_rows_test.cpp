#include "fitpack/dis/massive_rows.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "fitpack/dis/dis_observable.hpp"
#include "fitpack/dis/massive_coefficients.hpp"
#include "fitpack/qcd/convolution_matrix.hpp"
#include "support/les_houches.hpp"
#include "support/reference_table.hpp"
#include "support/worst.hpp"
#include "unit/qcd/convolution_reference.hpp"

namespace fitpack::dis {
namespace {

using qcd::Scheme;
using testing::Worst;

/// Required where a contribution is not a cancellation; the reference itself is good to 2e-7.
constexpr double reference_accuracy = 1e-5;
constexpr double interpolation_accuracy = 1e-6;

double dot(const std::vector<double>& row, const std::vector<double>& f) {
  return std::inner_product(row.begin(), row.end(), f.begin(), 0.0);
}

/// Tables of one setting and toy PDFs at its initial scale.
class SchemeTheory {
 public:
  explicit SchemeTheory(const qcd::TheoryOptions& options)
      : grid_(options.x_min),
        evolution_(options, grid_),
        evolved_(evolution_),
        table_(evolution_, evolved_),
        pdfs_(initial_components(grid_, testing::les_houches)) {}

  [[nodiscard]] HeavyQuarks heavy(double q2) const {
    return {evolution_.options(), q2, table_.active_flavours(q2)};
  }
  [[nodiscard]] double value(const DisObservable& o, double x, double q2) const {
    return dot(table_.row(o.massless, x, q2), pdfs_) + massive(o.massive, x, q2);
  }
  [[nodiscard]] double massive(const std::vector<MassiveTerm>& terms, double x, double q2) const {
    return dot(massive_row(evolution_, evolved_, terms, x, q2), pdfs_);
  }
  [[nodiscard]] double direct(const DisObservable& o, double x, double q2) const {
    return dot(table_.direct_row(o.massless, x, q2), pdfs_) +
           dot(direct_massive_row(evolution_, o.massive, x, q2), pdfs_);
  }
  /// F2 or FL of charm with the coupling e_c² alone.
  [[nodiscard]] DisObservable charm_function(StructureFunction function, double q2) const {
    DisObservable all = structure_function(function, Current::photon, {}, heavy(q2), q2);
    std::erase_if(all.massive, [&](const MassiveTerm& term) {
      return term.mass_ratio != heavy(q2).mass_ratio(charm);
    });
    for (Term& term : all.massless)
      for (std::size_t q = 0; q < term.couplings.size(); ++q)
        if (q != charm) term.couplings[q] = 0.0;
    return all;
  }

 private:
  XGrid grid_;
  qcd::Evolution evolution_;
  qcd::EvolutionTable evolved_;
  StructureFunctionTable table_;
  std::vector<double> pdfs_;
};

qcd::TheoryOptions charm_options(Scheme scheme, double x_min = 1e-4) {
  qcd::TheoryOptions options = testing::les_houches_options(qcd::Order::nlo, x_min);
  options.mc = 1.43;
  options.scheme = scheme;
  if (scheme == Scheme::ffns) options.nf_max = 3;
  return options;
}

StructureFunction function_of(const testing::ReferenceRow& row) {
  return row.text("sf") == "F2c" ? StructureFunction::f2 : StructureFunction::fl;
}

std::string place_of(const testing::ReferenceRow& row, const std::string& column) {
  return row.text("sf") + " " + column + " Q = " + row.text("Q") + " x = " + row.text("x");
}

/// Deviation relative to `scale`, the largest of the numbers that a column is made of.
void compare(Worst& worst, double value, double expected, double scale, const std::string& place) {
  if (scale == 0.0)
    worst.absolute(value, expected, place);
  else
    worst.relative(1.0 + (value - expected) / scale, 1.0, place);
}

TEST(MassiveRows, MassiveCharmAndItsLimitAgreeWithTheReference) {
  const SchemeTheory theory(charm_options(Scheme::fonll_a));
  Worst massive, limit;
  for (const auto& row : testing::reference_table("charm_massive.csv")) {
    const double x = row.number("x"), q2 = std::pow(row.number("Q"), 2);
    auto terms = theory.charm_function(function_of(row), q2).massive;
    ASSERT_EQ(terms.size(), 1u);
    terms[0].limit_weight = 0.0;
    const double m = theory.massive(terms, x, q2), expected = row.number("M_VF");
    compare(massive, m, expected, std::abs(expected), place_of(row, "M_VF"));
    terms[0].limit_weight = 1.0;
    const double m0 = m - theory.massive(terms, x, q2), expected_limit = row.number("M0_VF");
    compare(limit, m0, expected_limit, std::abs(expected_limit), place_of(row, "M0_VF"));
  }
  EXPECT_TRUE(massive.within(reference_accuracy));
  EXPECT_TRUE(limit.within(reference_accuracy));
}

TEST(MassiveRows, FonllAAgreesWithTheReference) {
  auto options = charm_options(Scheme::fonll_a);
  const SchemeTheory damped(options);
  options.damping = qcd::Damping::off;
  const SchemeTheory undamped(options);
  Worst worst;
  for (const auto& row : testing::reference_table("charm_massive.csv")) {
    const double x = row.number("x"), q2 = std::pow(row.number("Q"), 2);
    const StructureFunction f = function_of(row);
    // Massive and massless parts cancel where x is large and Q small.
    const double scale = std::max(std::abs(row.number("ZM_VF")), std::abs(row.number("FONLLA")));
    compare(worst, damped.value(damped.charm_function(f, q2), x, q2), row.number("FONLLA"), scale,
            place_of(row, "FONLLA"));
    compare(worst, undamped.value(undamped.charm_function(f, q2), x, q2),
            row.number("FONLLA_nodamp"), scale, place_of(row, "FONLLA_nodamp"));
  }
  EXPECT_TRUE(worst.within(reference_accuracy));
}

TEST(MassiveRows, StruckCharmOfZmVfnsAgreesWithTheReference) {
  const SchemeTheory theory(charm_options(Scheme::zm_vfns));
  Worst worst;
  for (const auto& row : testing::reference_table("charm_massive.csv")) {
    const double x = row.number("x"), q2 = std::pow(row.number("Q"), 2);
    worst.relative(theory.value(theory.charm_function(function_of(row), q2), x, q2),
                   row.number("ZM_VF"), place_of(row, "ZM_VF"));
  }
  EXPECT_TRUE(worst.within(reference_accuracy));
}

TEST(MassiveRows, FfnsIsTheMassivePartWithThreeFlavours) {
  const SchemeTheory theory(charm_options(Scheme::ffns));
  Worst worst;
  for (const auto& row : testing::reference_table("charm_massive.csv")) {
    const double x = row.number("x"), q2 = std::pow(row.number("Q"), 2);
    const double expected = row.number("M_3F");
    compare(worst, theory.value(theory.charm_function(function_of(row), q2), x, q2), expected,
            std::abs(expected), place_of(row, "M_3F"));
  }
  EXPECT_TRUE(worst.within(reference_accuracy));
}

DisPoint point_of(double x, double q2, int lepton_charge) {
  constexpr double s = 318.0 * 318.0;
  return {x, q2, std::min(1.0, q2 / (x * s)), lepton_charge, 0.0};
}

/// All cross sections of a point, with their names.
std::vector<std::pair<std::string, DisObservable>> cross_sections(const HeavyQuarks& heavy,
                                                                  double x, double q2) {
  const ElectroweakOptions ew;
  const DisPoint plus = point_of(x, q2, 1), minus = point_of(x, q2, -1);
  return {{"NC e+", nc_reduced_cross_section(ew, heavy, plus)},
          {"CC e+", cc_cross_section(ew, heavy, plus)},
          {"CC e-", cc_cross_section(ew, heavy, minus)},
          {"charm", nc_heavy_quark_cross_section(ew, heavy, charm, plus)}};
}

TEST(MassiveRows, RowsOfTheTableAgreeWithDirectRows) {
  const SchemeTheory theory(charm_options(Scheme::fonll_a, 1e-5));
  const std::pair<double, double> points[] = {{4e-5, 3.5},  {8e-3, 4.5},   {2e-4, 20.25},
                                              {0.02, 60.0}, {0.18, 250.0}, {0.08, 2e3},
                                              {0.4, 2e4},   {0.65, 5e4}};
  Worst worst;
  for (const auto& [x, q2] : points)
    for (const auto& [name, o] : cross_sections(theory.heavy(q2), x, q2))
      worst.relative(theory.value(o, x, q2), theory.direct(o, x, q2),
                     name + " x = " + std::to_string(x) + " q2 = " + std::to_string(q2));
  EXPECT_TRUE(worst.within(interpolation_accuracy));
}

/// Below m there is the massive part alone, above it the difference of massless and limit, which
/// begins at zero with and without damping because the PDF of the heavy quark does.
TEST(MassiveRows, ContinuousAtTheThresholds) {
  constexpr double distance = 1e-9, steepness = 50.0;
  for (const auto damping : {qcd::Damping::on, qcd::Damping::off}) {
    auto options = charm_options(Scheme::fonll_a, 1e-3);
    options.damping = damping;
    const SchemeTheory theory(options);
    Worst worst;
    for (const double mass : {options.mc, options.mb})
      for (const double x : {1e-3, 0.01, 0.1}) {
        const double below = mass * mass * (1.0 - distance), above = mass * mass * (1.0 + distance);
        const auto before = cross_sections(theory.heavy(below), x, below);
        const auto after = cross_sections(theory.heavy(above), x, above);
        for (std::size_t k = 0; k < before.size(); ++k)
          worst.relative(
              theory.value(after[k].second, x, above), theory.value(before[k].second, x, below),
              before[k].first + " m = " + std::to_string(mass) + " x = " + std::to_string(x));
      }
    // Without damping two large numbers cancel, one of them interpolated in x.
    EXPECT_TRUE(
        worst.within(damping == qcd::Damping::on ? steepness * distance : interpolation_accuracy));
  }
}

/// FONLL-A tends to ZM-VFNS like m²/Q² times a logarithm.
TEST(MassiveRows, TendsToTheMasslessSchemeAtLargeScales) {
  const auto options = charm_options(Scheme::fonll_a, 1e-3);
  const SchemeTheory fonll(options), massless(charm_options(Scheme::zm_vfns, 1e-3));
  for (const double q2 : {1e3, 1e4, 1e5})
    for (const double x : {1e-3, 0.02, 0.2}) {
      const auto a = cross_sections(fonll.heavy(q2), x, q2);
      const auto b = cross_sections(massless.heavy(q2), x, q2);
      const double r = options.mb * options.mb / q2;
      for (std::size_t k = 0; k < a.size(); ++k)
        EXPECT_NEAR(fonll.value(a[k].second, x, q2) / massless.value(b[k].second, x, q2), 1.0,
                    r * -std::log(r))
            << a[k].first << " x = " << x << " q2 = " << q2;
    }
}

/// A change of μ_F moves terms of O(a_s) between PDFs and kernels: what remains is of O(a_s²), four
/// times as large for twice the coupling. A missing logarithm would leave a factor of two.
TEST(MassiveRows, FactorisationScaleDependenceIsOfHigherOrder) {
  constexpr double x = 0.01, q2 = 50.0;
  const auto change = [&](double alphas, std::size_t observable) {
    double values[2];
    for (const std::size_t k : {0, 1}) {
      auto options = charm_options(Scheme::ffns, 1e-3);
      options.alphas_mz = alphas;
      options.mu_f_over_q = k == 0 ? 1.0 : 2.0;
      const SchemeTheory theory(options);
      const DisObservable o = cross_sections(theory.heavy(q2), x, q2)[observable].second;
      values[k] = theory.massive(o.massive, x, q2);
    }
    return values[1] / values[0] - 1.0;
  };
  for (const std::size_t charged_current : {1, 2}) {
    const double ratio = change(0.02, charged_current) / change(0.01, charged_current);
    EXPECT_NEAR(ratio, 4.0, 0.4);
  }
}

TEST(MassiveRows, NothingIsProducedBelowThreshold) {
  const SchemeTheory theory(charm_options(Scheme::ffns, 1e-3));
  const double q2 = 4.0, r = theory.heavy(q2).mass_ratio(charm);
  const double largest = 1.0 / (1.0 + 4.0 * r);
  const MassiveTerm pair{StructureFunction::f2, Production::pair, r, 0.0, 1.0};
  EXPECT_EQ(theory.massive({pair}, largest * 1.001, q2), 0.0);
  EXPECT_GT(theory.massive({pair}, largest * 0.9, q2), 0.0);
  const MassiveTerm single{StructureFunction::f2, Production::single, r, 0.0, 1.0, {1.0}, {}};
  EXPECT_EQ(theory.massive({single}, 1.001 / (1.0 + r), q2), 0.0);
  EXPECT_GT(theory.massive({single}, 0.9 / (1.0 + r), q2), 0.0);
}

/// The quadrature of the grid resolves the edge that a small mass leaves in the kernels at z = 1,
/// the logarithm of single production worst. Times a_s the error stays below 1e-7 of F2.
TEST(MassiveRows, SmallMassesAreIntegratedAccurately) {
  const XGrid grid(1e-4);
  const std::pair<double, double> accuracies[] = {
      {0.5, 1e-7}, {0.1, 1e-7}, {1e-2, 1e-7}, {1e-3, 1e-6}, {1e-4, 1e-5}};  // r and its bound
  for (const auto& [r, accuracy] : accuracies) {
    Worst worst;
    const std::vector<qcd::ConvolutionKernel> kernels{
        nc_heavy_c2_g(r), nc_heavy_cl_g(r), cc_heavy_c2_q(r), cc_heavy_cl_q(r),
        cc_heavy_c3_q(r), cc_heavy_c2_g(r), cc_heavy_cl_g(r), cc_heavy_c3_g(r)};
    for (const double x : {1e-3, 0.03, 0.3}) {
      const auto rows = qcd::convolution_rows(grid, x, kernels);
      for (std::size_t k = 0; k < kernels.size(); ++k) {
        double value = 0.0;
        for (std::size_t j = 0; j < grid.size(); ++j)
          value += rows[k][j] * testing::reference_shape(grid.nodes()[j]);
        compare(worst, value, testing::direct_convolution(kernels[k], x, testing::reference_shape),
                testing::reference_shape(x) + std::abs(value),
                "kernel " + std::to_string(k) + " x = " + std::to_string(x));
      }
    }
    EXPECT_TRUE(worst.within(accuracy)) << "r = " << r;
  }
}

}  // namespace
}  // namespace fitpack::dis
