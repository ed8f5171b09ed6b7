#include "fitpack/dis/dis_observable.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fitpack/core/error.hpp"

namespace fitpack::dis {
namespace {

using ::testing::HasSubstr;

constexpr double q2 = 50.0;

HeavyQuarks heavy_of(qcd::Scheme scheme, int nf) {
  qcd::TheoryOptions options;
  options.scheme = scheme;
  return {options, q2, nf};
}

Dataset dataset_of(Process process, Observable observable) {
  Dataset dataset;
  dataset.name = "TOY";
  dataset.process = process;
  dataset.observable = observable;
  dataset.x = {0.01};
  dataset.q2 = {q2};
  dataset.y = {0.3};
  return dataset;
}

/// Sum of the couplings of all massless terms of one function and family.
QuarkCouplings couplings_of(const DisObservable& o, StructureFunction function, Family family) {
  QuarkCouplings sum{};
  for (const Term& term : o.massless)
    if (term.function == function && term.family == family)
      for (std::size_t q = 0; q < sum.size(); ++q) sum[q] += term.couplings[q];
  return sum;
}

TEST(DisObservable, MassiveQuarksKeepTheDampedPartOfTheirCoupling) {
  const ElectroweakOptions ew;
  const HeavyQuarks heavy = heavy_of(qcd::Scheme::fonll_a, 5);
  const auto o = structure_function(StructureFunction::f2, Current::nc, ew, heavy, q2);
  const QuarkCouplings b = nc_even_couplings(ew, q2);
  const auto found = couplings_of(o, StructureFunction::f2, Family::plus);
  for (const Quark q : {down, up, strange}) EXPECT_EQ(found[q], b[q]) << q;
  ASSERT_EQ(o.massive.size(), 2u);
  for (std::size_t k = 0; k < 2; ++k) {
    const Quark h = k == 0 ? charm : bottom;
    EXPECT_DOUBLE_EQ(found[h], heavy.massless_weight(h) * b[h]);
    EXPECT_EQ(o.massive[k].gluon, b[h]);
    EXPECT_EQ(o.massive[k].limit_weight, heavy.massless_weight(h));
    EXPECT_EQ(o.massive[k].mass_ratio, heavy.mass_ratio(h));
  }
}

TEST(DisObservable, TheMasslessSchemeHasNoMassiveTerms) {
  const HeavyQuarks heavy = heavy_of(qcd::Scheme::zm_vfns, 5);
  for (const Current c : {Current::photon, Current::nc, Current::cc_positron, Current::cc_electron})
    EXPECT_TRUE(structure_function(StructureFunction::f2, c, {}, heavy, q2).massive.empty());
}

TEST(DisObservable, HeavyQuarkCrossSectionsCoupleToOneQuark) {
  const ElectroweakOptions ew;
  const double y = 0.3, y_plus = 1.0 + 0.49;
  const double b = nc_even_couplings(ew, q2)[bottom];
  const auto massless =
      observable_of(dataset_of(Process::nc_dis_heavy_quark, Observable::sigma_r_bbbar), 0, ew,
                    heavy_of(qcd::Scheme::zm_vfns, 5));
  QuarkCouplings expected{};
  expected[bottom] = b;
  EXPECT_EQ(couplings_of(massless, StructureFunction::f2, Family::plus), expected);
  EXPECT_NEAR(couplings_of(massless, StructureFunction::fl, Family::plus)[bottom],
              -y * y / y_plus * b, 1e-15);
  EXPECT_EQ(couplings_of(massless, StructureFunction::f3, Family::minus), QuarkCouplings{});
  const auto massive =
      observable_of(dataset_of(Process::nc_dis_heavy_quark, Observable::sigma_r_bbbar), 0, ew,
                    heavy_of(qcd::Scheme::ffns, 3));
  ASSERT_EQ(massive.massive.size(), 2u);
  EXPECT_EQ(massive.massive[0].gluon, b);
  EXPECT_EQ(couplings_of(massive, StructureFunction::f2, Family::plus), QuarkCouplings{});
}

/// With D = 1 the massless terms of FONLL-A are those of ZM-VFNS, and what the limit takes away
/// from quarks is the part of s and d in them.
TEST(DisObservable, MatchedChargedCurrentsSplitTheMasslessOnes) {
  ElectroweakOptions ew;
  ew.ckm = Ckm::on;
  qcd::TheoryOptions options;
  options.scheme = qcd::Scheme::fonll_a;
  options.damping = qcd::Damping::off;
  const HeavyQuarks matched(options, q2, 5), massless = heavy_of(qcd::Scheme::zm_vfns, 5);
  for (const auto function : {StructureFunction::f2, StructureFunction::fl, StructureFunction::f3})
    for (const Current current : {Current::cc_positron, Current::cc_electron}) {
      const auto a = structure_function(function, current, ew, matched, q2);
      const auto b = structure_function(function, current, ew, massless, q2);
      for (const Family family : {Family::plus, Family::minus}) {
        const auto found = couplings_of(a, function, family);
        const auto expected = couplings_of(b, function, family);
        for (std::size_t q = 0; q < found.size(); ++q)
          EXPECT_NEAR(found[q], expected[q], 1e-15) << q;
      }
      ASSERT_EQ(a.massive.size(), 1u);
      const double sign =
          function == StructureFunction::f3 && current == Current::cc_electron ? -1.0 : 1.0;
      const double vcs2 = ew.ckm_elements[4] * ew.ckm_elements[4];
      const double vcd2 = ew.ckm_elements[3] * ew.ckm_elements[3];
      EXPECT_NEAR(a.massive[0].gluon, sign * (vcs2 + vcd2), 1e-15);
      EXPECT_NEAR(a.massive[0].plus[strange], sign * vcs2 / 2.0, 1e-15);
      const double lepton = current == Current::cc_positron ? 1.0 : -1.0;
      EXPECT_NEAR(a.massive[0].minus[down], sign * lepton * vcd2 / 2.0, 1e-15);
    }
}

TEST(DisObservable, CombinationsWithoutTheoryAreAnInputError) {
  const HeavyQuarks heavy = heavy_of(qcd::Scheme::zm_vfns, 5);
  for (const auto& [process, observable] :
       {std::pair{Process::nc_dis, Observable::d2sigma_dxdq2},
        std::pair{Process::cc_dis, Observable::sigma_r_ccbar},
        std::pair{Process::nc_dis_heavy_quark, Observable::reduced_cross_section}}) {
    try {
      (void)observable_of(dataset_of(process, observable), 0, {}, heavy);
      ADD_FAILURE() << to_text(process) << " " << to_text(observable);
    } catch (const InputError& error) {
      EXPECT_THAT(error.what(),
                  HasSubstr("TOY: no theory for " + std::string(to_text(observable))));
    }
  }
}

}  // namespace
}  // namespace fitpack::dis
