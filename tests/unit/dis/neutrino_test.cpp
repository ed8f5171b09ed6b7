#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "fitpack/core/constants.hpp"
#include "fitpack/core/error.hpp"
#include "fitpack/dis/dis_observable.hpp"

namespace fitpack::dis {
namespace {

using ::testing::HasSubstr;

constexpr double x = 0.1, q2 = 20.0, y = 0.4, y_plus = 1.36, y_minus = 0.64;
constexpr auto no_mass = qcd::TargetMass::off;
constexpr double rounding = 1e-14;  // of numbers of order one

DisPoint point_of(int charge) { return {x, q2, y, charge, 0.0}; }

HeavyQuarks heavy_of(qcd::Scheme scheme) {
  qcd::TheoryOptions options;
  options.scheme = scheme;
  return {options, q2, scheme == qcd::Scheme::ffns ? 3 : 5};
}

ElectroweakOptions mixing() {
  ElectroweakOptions ew;
  ew.ckm = Ckm::on;
  return ew;
}

/// All couplings of one function, massless and massive, in a fixed order.
std::vector<double> couplings_of(const DisObservable& o, StructureFunction function) {
  std::vector<double> all;
  for (const Term& term : o.massless)
    if (term.function == function)
      all.insert(all.end(), term.couplings.begin(), term.couplings.end());
  for (const MassiveTerm& term : o.massive) {
    if (term.function != function) continue;
    all.push_back(term.gluon);
    all.insert(all.end(), term.plus.begin(), term.plus.end());
    all.insert(all.end(), term.minus.begin(), term.minus.end());
  }
  return all;
}

/// Each coupling of `a` is `factor` times that of `b`.
void expect_multiple(const DisObservable& a, const DisObservable& b, StructureFunction function,
                     double factor) {
  const auto left = couplings_of(a, function), right = couplings_of(b, function);
  ASSERT_EQ(left.size(), right.size());
  ASSERT_FALSE(left.empty());
  for (std::size_t k = 0; k < left.size(); ++k)
    EXPECT_NEAR(left[k], factor * right[k], rounding * std::abs(factor));
}

/// The quarks that a positron strikes are those that a neutrino strikes: both hand on a W⁺. With
/// the cross sections in one normalisation only the sign of xF3 differs, by the helicity of the
/// lepton:
///   G_F²/(4π x) [pb/GeV²] of d²σ/dx dQ²  against  G_F² M/π · 100 of (1/E) d²σ/dx dy.
TEST(Neutrino, IsAPositronWithTheOtherSignOfF3) {
  for (const auto scheme : {qcd::Scheme::zm_vfns, qcd::Scheme::fonll_a, qcd::Scheme::ffns})
    for (const int charge : {1, -1}) {
      const auto nu = neutrino_cross_section(mixing(), heavy_of(scheme), point_of(charge), no_mass);
      const auto ep = cc_cross_section(mixing(), heavy_of(scheme), point_of(charge));
      const double ratio = 400.0 * mean_nucleon_mass * x;
      const double m2x2y2 = std::pow(mean_nucleon_mass * x * y, 2) / q2;
      expect_multiple(nu, ep, StructureFunction::f2, ratio * (1.0 - 2.0 * m2x2y2 / y_plus));
      expect_multiple(nu, ep, StructureFunction::fl, ratio);
      expect_multiple(nu, ep, StructureFunction::f3, -ratio);
    }
}

/// G_F² M/π = 1.583e-38 cm²/GeV: the cross section of a free quark of momentum fraction 1 per
/// neutrino energy is twice that times its density.
TEST(Neutrino, HasTheUnitsOfItsTables) {
  const ElectroweakOptions ew;
  const auto o = neutrino_cross_section(ew, heavy_of(qcd::Scheme::zm_vfns), point_of(1), no_mass);
  double d_quark = 0.0;  // d = (d⁺ + d⁻)/2 · 2 in all three functions at LO: F2 and xF3
  for (const Term& term : o.massless)
    if (term.function != StructureFunction::fl) d_quark += term.couplings[down];
  const double propagator = 1.0 / std::pow(1.0 + q2 / (ew.mw * ew.mw), 2);
  const double mass_term = 2.0 * std::pow(mean_nucleon_mass * x * y, 2) / q2;
  // Y₊ + Y₋ = 2: neutrinos on d are flat in y.
  EXPECT_NEAR(d_quark / propagator, 1.583 * (2.0 - mass_term), 2e-3);
}

/// FL = F2 − 2xF1 on a massless target, γ²F2 − 2xF1 with its mass.
TEST(Neutrino, TheTermOfTheTargetMassHasTheSignThatBelongsToFl) {
  const auto heavy = heavy_of(qcd::Scheme::zm_vfns);
  const auto off = neutrino_cross_section({}, heavy, point_of(1), no_mass);
  const auto on = neutrino_cross_section({}, heavy, point_of(1), qcd::TargetMass::on);
  const double term = 2.0 * std::pow(mean_nucleon_mass * x * y, 2) / q2;
  expect_multiple(on, off, StructureFunction::f2, (y_plus + term) / (y_plus - term));
  expect_multiple(on, off, StructureFunction::f3, 1.0);
}

/// The massive terms of the total and of charm are the same, in units of G_F² M/(100 π).
TEST(NeutrinoCharm, IsThePartOfTheTotalWithCharm) {
  const ElectroweakOptions ew = mixing();
  const auto heavy = heavy_of(qcd::Scheme::ffns);
  auto total = neutrino_cross_section(ew, heavy, point_of(-1), no_mass);
  auto charmed = neutrino_charm_cross_section(ew, heavy, point_of(-1), no_mass);
  total.massless.clear();  // of u and d among themselves
  for (const Term& term : charmed.massless)
    for (const double c : term.couplings) EXPECT_EQ(c, 0.0) << "no massless charm in FFNS";
  charmed.massless.clear();
  const double unit = ew.gf * ew.gf * mean_nucleon_mass / constants::pi * ew.hbarc2_pb;
  for (const auto f : {StructureFunction::f2, StructureFunction::fl, StructureFunction::f3})
    expect_multiple(total, charmed, f, unit);
}

TEST(NeutrinoCharm, OfMasslessQuarksIsTheirTransitionsWithCharm) {
  const ElectroweakOptions ew = mixing();
  const auto o =
      neutrino_charm_cross_section(ew, heavy_of(qcd::Scheme::zm_vfns), point_of(1), no_mass);
  EXPECT_TRUE(o.massive.empty());
  const double propagator = 1.0 / std::pow(1.0 + q2 / (ew.mw * ew.mw), 2);
  const auto fl = couplings_of(o, StructureFunction::fl);  // q⁺ then q⁻, each half of −y²
  const double half = -0.5 * y * y * 100.0 * propagator;
  const double vcd2 = 0.2252 * 0.2252, vcs2 = 0.97344 * 0.97344;
  EXPECT_NEAR(fl[down], half * vcd2, 1e-12);
  EXPECT_NEAR(fl[strange], half * vcs2, 1e-12);
  EXPECT_NEAR(fl[charm], half * (vcd2 + vcs2), 1e-12);
  EXPECT_EQ(fl[up], 0.0);
  EXPECT_NEAR(fl[6 + strange], half * vcs2, 1e-12) << "neutrinos strike s";
  EXPECT_NEAR(fl[6 + charm], -half * (vcd2 + vcs2), 1e-12) << "and anticharm";
}

TEST(NeutrinoCharm, NeedsTheCkmMatrix) {
  try {
    static_cast<void>(
        neutrino_charm_cross_section({}, heavy_of(qcd::Scheme::zm_vfns), point_of(1), no_mass));
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("set theory.electroweak.ckm: on"));
  }
}

}  // namespace
}  // namespace fitpack::dis
