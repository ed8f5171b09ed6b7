#include "fitpack/qcd/running_coupling.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <numbers>

#include "fitpack/core/error.hpp"
#include "support/reference_table.hpp"
#include "support/worst.hpp"

namespace fitpack::qcd {
namespace {

using testing::reference_table;
using testing::Worst;

/// Required agreement with the independent solution, whose own error is 1e-16.
constexpr double coupling_accuracy = 1e-9;
/// Iterations stop at 2e-16; inversions and quadratures add a few units.
constexpr double rounding = 1e-13;

Order order_of(const std::string& name) {
  return std::map<std::string, Order>{{"LO", Order::lo}, {"NLO", Order::nlo}, {"NNLO", Order::nnlo}}
      .at(name);
}

/// The settings of alphas.csv, see its header.
TheoryOptions setting(const std::string& name, Order order) {
  TheoryOptions options;
  options.order = order;
  options.mb = 4.5;
  options.mt = 175.0;
  if (name.starts_with("LH")) {
    options.alphas_mz = 0.35;
    options.alphas_scale = options.mc = std::numbers::sqrt2;
  } else {
    options.alphas_mz = 0.118;
    options.alphas_scale = 91.1876;
    options.mc = 1.43;
  }
  options.nf_max = name == "LH_nf4" ? 4 : name == "MZ_notop" ? 5 : 6;
  options.nf_min = name == "LH_nf4" ? 4 : 3;
  return options;
}

void compare_with_reference(const std::string& order) {
  Worst worst;
  for (const auto& row : reference_table("alphas.csv", "order", order)) {
    const RunningCoupling coupling(setting(row.text("setting"), order_of(order)));
    const double q = row.number("Q");
    const double a = coupling.a_s(q * q, static_cast<int>(row.number("nf")));
    worst.relative(4.0 * std::numbers::pi * a, row.number("alphas_exact"),
                   row.text("setting") + " Q = " + row.text("Q"));
  }
  EXPECT_TRUE(worst.within(coupling_accuracy));
}

TEST(RunningCoupling, AgreesWithTheExactSolutionAtLo) { compare_with_reference("LO"); }
TEST(RunningCoupling, AgreesWithTheExactSolutionAtNlo) { compare_with_reference("NLO"); }
TEST(RunningCoupling, AgreesWithTheExactSolutionAtNnlo) { compare_with_reference("NNLO"); }

TEST(RunningCoupling, PicksTheActiveFlavoursOfTheReferenceTable) {
  for (const auto& row : reference_table("alphas.csv")) {
    const RunningCoupling coupling(setting(row.text("setting"), Order::nlo));
    const std::string q = row.text("Q");
    if (q.ends_with("+") || q.ends_with("-")) continue;  // at a threshold the caller says which
    const double q2 = row.number("Q") * row.number("Q");
    EXPECT_EQ(coupling.active_flavours(q2), row.number("nf")) << row.text("setting") << " " << q;
  }
}

TEST(RunningCoupling, TakesTheLargerNumberOfFlavoursOnlyAboveTheThreshold) {
  const RunningCoupling coupling(setting("MZ", Order::nlo));
  for (int nf = 4; nf <= 6; ++nf) {
    const double m2 = coupling.threshold(nf);
    EXPECT_EQ(coupling.active_flavours(m2), nf - 1);
    EXPECT_EQ(coupling.active_flavours(std::nextafter(m2, 1e9)), nf);
  }
}

TEST(RunningCoupling, IsContinuousAtThresholdsAtLoAndNlo) {
  for (const Order order : {Order::lo, Order::nlo}) {
    const RunningCoupling coupling(setting("LH", order));
    for (int nf = 4; nf <= 6; ++nf) {
      const double m2 = coupling.threshold(nf);
      EXPECT_NEAR(coupling.a_s(m2, nf) / coupling.a_s(m2, nf - 1), 1.0, rounding) << nf;
    }
  }
}

TEST(RunningCoupling, JumpsAtThresholdsAtNnlo) {
  const RunningCoupling upwards(setting("LH", Order::nnlo));  // known below charm
  const double below = upwards.a_s(upwards.threshold(5), 4);
  EXPECT_NEAR(upwards.a_s(upwards.threshold(5), 5), below * (1.0 + 14.0 / 3.0 * below * below),
              rounding * below);
  const RunningCoupling downwards(setting("MZ", Order::nnlo));  // known above bottom
  const double above = downwards.a_s(downwards.threshold(5), 5);
  EXPECT_NEAR(downwards.a_s(downwards.threshold(5), 4), above * (1.0 - 14.0 / 3.0 * above * above),
              rounding * above);
}

TEST(RunningCoupling, GivesBackItsInput) {
  for (const Order order : {Order::lo, Order::nlo, Order::nnlo})
    EXPECT_NEAR(RunningCoupling(setting("MZ", order)).alpha_s(91.1876 * 91.1876), 0.118, rounding);
}

TEST(RunCoupling, AtLeadingOrderIsTheClosedForm) {
  for (int nf = 3; nf <= 6; ++nf) {
    const double a0 = 0.02, beta0 = 11.0 - 2.0 * nf / 3.0;
    for (const double ratio : {0.3, 1.0, 7.0, 1e4}) {
      const double expected = a0 / (1.0 + beta0 * a0 * std::log(ratio));
      EXPECT_NEAR(run_coupling(a0, 10.0, 10.0 * ratio, nf, Order::lo) / expected, 1.0, rounding);
    }
  }
}

TEST(RunCoupling, ComposesAndInverts) {
  for (const Order order : {Order::lo, Order::nlo, Order::nnlo}) {
    const double direct = run_coupling(0.025, 2.0, 1e4, 4, order);
    const double middle = run_coupling(0.025, 2.0, 50.0, 4, order);
    EXPECT_NEAR(run_coupling(middle, 50.0, 1e4, 4, order) / direct, 1.0, rounding);
    EXPECT_NEAR(run_coupling(direct, 1e4, 2.0, 4, order) / 0.025, 1.0, rounding);
  }
}

TEST(RunCoupling, ObeysTheRenormalisationGroupEquation) {
  constexpr double h = 1e-4;                    // of ln μ²
  constexpr double difference_accuracy = 1e-7;  // of the central difference
  for (const Order order : {Order::lo, Order::nlo, Order::nnlo}) {
    const double a = 0.025;
    const double slope = (run_coupling(a, 1.0, std::exp(h), 4, order) -
                          run_coupling(a, 1.0, std::exp(-h), 4, order)) /
                         (2.0 * h);
    const auto beta = beta_coefficients(4);
    double sum = 0.0;
    for (int i = static_cast<int>(order); i >= 0; --i)
      sum = beta[static_cast<std::size_t>(i)] + a * sum;
    EXPECT_NEAR(slope / (-a * a * sum), 1.0, difference_accuracy);
  }
}

TEST(RunCoupling, BelowTheLandauPoleIsAnInputErrorThatNamesTheRemedy) {
  for (const Order order : {Order::lo, Order::nlo, Order::nnlo}) {
    try {
      const double a = run_coupling(0.5 / (4.0 * std::numbers::pi), 2.0, 1e-4, 3, order);
      ADD_FAILURE() << "nothing thrown, a = " << a;
    } catch (const InputError& error) {
      EXPECT_NE(std::string(error.what()).find("theory.alphas_mz"), std::string::npos);
    }
  }
}

TEST(BetaCoefficients, AreThePublishedNumbers) {
  const auto beta = beta_coefficients(5);
  EXPECT_NEAR(beta[0], 23.0 / 3.0, rounding * 10.0);
  EXPECT_NEAR(beta[1], 116.0 / 3.0, rounding * 100.0);
  EXPECT_NEAR(beta[2], 9769.0 / 54.0, rounding * 1000.0);
}

TEST(TheoryOptions, OrdersHaveNames) {
  EXPECT_EQ(to_string(Order::lo), "LO");
  EXPECT_EQ(to_string(Order::nlo), "NLO");
  EXPECT_EQ(to_string(Order::nnlo), "NNLO");
  EXPECT_EQ(to_string(Scheme::zm_vfns), "ZM-VFNS");
}

}  // namespace
}  // namespace fitpack::qcd
