#include "fitpack/drell_yan/channel_forms.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "fitpack/core/constants.hpp"
#include "fitpack/qcd/convolution_matrix.hpp"
#include "fitpack/qcd/splitting_functions.hpp"
#include "unit/drell_yan/direct_cross_section.hpp"

namespace fitpack::drell_yan {
namespace {

/// Of the quadrature without kernels and of the grid's interpolation, relative to the size of a
/// contribution.
constexpr double direct_accuracy = 2e-6;
/// The same of the integral over the longitudinal variable.
constexpr double total_accuracy = 2e-6;
constexpr double rounding = 1e-11;

double quark(double x) { return std::pow(x, 0.6) * std::pow(1.0 - x, 5.0) * (1.0 + 2.0 * x); }
double antiquark(double x) { return 0.3 * std::pow(x, -0.1) * std::pow(1.0 - x, 7.0); }
double gluon(double x) { return 2.0 * std::pow(x, -0.1) * std::pow(1.0 - x, 5.0); }

const XGrid& grid() {
  static const XGrid grid(1e-3);
  return grid;
}

template <class Function>
double apply(const BilinearForm& form, Function left, Function right) {
  double sum = 0.0;
  for (std::size_t i = 0; i < form.left().size; ++i)
    for (std::size_t j = 0; j < form.right().size; ++j)
      sum += left(grid().nodes()[form.left().first + i]) * form.at(i, j) *
             right(grid().nodes()[form.right().first + j]);
  return sum;
}

/// Forms of O(α_s/2π) alone: the difference from leading order at α_s/2π = 1.
double first_order(const BilinearForm& form, double born, double (*left)(double),
                   double (*right)(double)) {
  return apply(form, left, right) - born;
}

constexpr Variable variables[] = {Variable::rapidity, Variable::feynman_x};
constexpr MomentumFractions places[] = {{0.3, 0.05}, {0.12, 0.15}, {0.6, 0.09}, {0.1, 0.35}};

TEST(ChannelForms, LeadingOrderIsTheProductOfTheDensities) {
  for (const Variable variable : variables)
    for (const MomentumFractions x : places) {
      const ChannelForms forms = channel_forms(grid(), variable, x, {});
      EXPECT_NEAR(apply(forms.quark_antiquark, quark, antiquark), quark(x.x1) * antiquark(x.x2),
                  1e-7 * quark(x.x1) * antiquark(x.x2));
      EXPECT_EQ(apply(forms.quark_gluon, quark, gluon), 0.0);
      EXPECT_EQ(apply(forms.gluon_quark, gluon, quark), 0.0);
    }
}

TEST(ChannelForms, AgreeWithAConvolutionWithoutKernels) {
  for (const double log_scale : {0.0, 0.7})
    for (const Variable variable : variables)
      for (const MomentumFractions x : places) {
        const ChannelForms forms = channel_forms(grid(), variable, x, {1.0, log_scale});
        const double born = quark(x.x1) * antiquark(x.x2);
        const double direct =
            testing::DirectCrossSection(variable, x, quark, antiquark).quark_antiquark(log_scale);
        EXPECT_NEAR(first_order(forms.quark_antiquark, born, quark, antiquark), direct,
                    direct_accuracy * (std::abs(direct) + born))
            << x.x1 << " " << x.x2;
        const double qg =
            testing::DirectCrossSection(variable, x, quark, gluon).quark_gluon(log_scale);
        EXPECT_NEAR(apply(forms.quark_gluon, quark, gluon), qg, direct_accuracy * std::abs(qg));
        const double gq = testing::DirectCrossSection(variable, {x.x2, x.x1}, quark, gluon)
                              .quark_gluon(log_scale);
        EXPECT_NEAR(apply(forms.gluon_quark, gluon, quark), gq, direct_accuracy * std::abs(gq));
      }
}

/// ∫ dY of a form at τ, or ∫ dx_F / (x1 + x2): the same measure.
template <class Value>
double over_rapidity(double tau, Value value) {
  static const GaussLegendre rule(12);
  const double end = 0.5 * std::log(1.0 / tau);
  double sum = 0.0;
  for (int k = -3; k < 3; ++k)
    sum += rule.integrate(end * k / 3.0, end * (k + 1) / 3.0, [&](double y) {
      return value(MomentumFractions{std::sqrt(tau) * std::exp(y), std::sqrt(tau) * std::exp(-y)});
    });
  return sum;
}

/// ∫ d ln ξ F1(ξ) F2(τ'/ξ).
double luminosity(double (*left)(double), double (*right)(double), double tau) {
  static const GaussLegendre rule(40);
  return rule.integrate(std::log(tau), 0.0,
                        [&](double u) { return left(std::exp(u)) * right(tau * std::exp(-u)); });
}

/// Coefficient functions integrated over the longitudinal variable, in the form of Ellis, Stirling,
/// Webber, "QCD and Collider Physics", Eq. (9.8).
double total_qq(double tau) {
  using constants::CF;
  using constants::pi;
  const GaussLegendre rule(60);
  const double born = luminosity(quark, antiquark, tau);
  const double log_1tau = std::log(1.0 - tau);
  // z = 1 − (1−τ) t², which tames ln(1−z).
  const double inner = rule.integrate(0.0, 1.0, [&](double t) {
    const double one_z = (1.0 - tau) * std::pow(t, 4), z = 1.0 - one_z;
    const double flux = luminosity(quark, antiquark, tau / z);
    const double p = 1.0 + z * z;
    return 4.0 * (1.0 - tau) * std::pow(t, 3) *
           ((p * flux - 2.0 * born) * 4.0 * std::log(one_z) / one_z -
            2.0 * p * std::log(z) / one_z * flux);
  });
  return CF * (inner + 4.0 * log_1tau * log_1tau * born + (2.0 * pi * pi / 3.0 - 8.0) * born);
}

double total_qg(double tau) {
  const GaussLegendre rule(60);
  return constants::TR * rule.integrate(0.0, 1.0, [&](double t) {
    const double one_z = (1.0 - tau) * std::pow(t, 4), z = 1.0 - one_z;
    const double p = z * z + one_z * one_z;
    return 4.0 * (1.0 - tau) * std::pow(t, 3) * luminosity(quark, gluon, tau / z) *
           (p * std::log(one_z * one_z / z) + 0.5 + 3.0 * z - 3.5 * z * z);
  });
}

TEST(ChannelForms, IntegrateToTheKnownTotal) {
  constexpr double tau = 0.04;
  for (const Variable variable : variables) {
    const double qq = over_rapidity(tau, [&](MomentumFractions x) {
      return first_order(channel_forms(grid(), variable, x, {1.0, 0.0}).quark_antiquark,
                         quark(x.x1) * antiquark(x.x2), quark, antiquark);
    });
    EXPECT_NEAR(qq / total_qq(tau), 1.0, total_accuracy);
    const double qg = over_rapidity(tau, [&](MomentumFractions x) {
      return apply(channel_forms(grid(), variable, x, {1.0, 0.0}).quark_gluon, quark, gluon);
    });
    EXPECT_NEAR(qg / total_qg(tau), 1.0, total_accuracy);
  }
}

TEST(ChannelForms, ExchangeOfTheBeamsTransposesThem) {
  for (const Variable variable : variables) {
    const ChannelForms one = channel_forms(grid(), variable, {0.3, 0.05}, {0.04, 0.3});
    const ChannelForms other = channel_forms(grid(), variable, {0.05, 0.3}, {0.04, 0.3});
    for (std::size_t i = 0; i < one.quark_gluon.left().size; ++i)
      for (std::size_t j = 0; j < one.quark_gluon.right().size; ++j) {
        EXPECT_NEAR(one.quark_antiquark.at(i, j), other.quark_antiquark.at(j, i), rounding);
        EXPECT_NEAR(one.quark_gluon.at(i, j), other.gluon_quark.at(j, i), rounding);
        EXPECT_NEAR(one.gluon_quark.at(i, j), other.quark_gluon.at(j, i), rounding);
      }
  }
}

/// At x_F = 0 and x1 = x2 both variables have the same slope: cross sections per Y and per x_F
/// differ only by recoil, which the threshold limit τ → 1 forbids.
TEST(ChannelForms, VariablesAgreeAtThreshold) {
  const auto nlo = [](Variable variable, double x) {
    return apply(channel_forms(grid(), variable, {x, x}, {1.0, 0.0}).quark_antiquark, quark,
                 antiquark) /
           (quark(x) * antiquark(x));
  };
  const auto gap = [&](double x) {
    return std::abs(nlo(Variable::rapidity, x) - nlo(Variable::feynman_x, x));
  };
  EXPECT_LT(gap(0.9), 0.3 * gap(0.6));
}

/// ln(M²/μ_F²) multiplies what evolution takes away: P_qq ⊗ F on either side, and the splitting of
/// the gluon.
TEST(ChannelForms, ScaleLogarithmsAreThoseOfEvolution) {
  const MomentumFractions x{0.3, 0.05};
  const ChannelForms at_m = channel_forms(grid(), Variable::rapidity, x, {1.0, 0.0});
  const ChannelForms shifted = channel_forms(grid(), Variable::rapidity, x, {1.0, 1.0});
  const auto evolved = [&](const qcd::ConvolutionKernel& kernel, double (*f)(double), double at) {
    const auto rows = qcd::convolution_rows(grid(), at, {&kernel, 1});
    double sum = 0.0;
    for (std::size_t i = 0; i < grid().size(); ++i) sum += rows[0][i] * f(grid().nodes()[i]);
    return 0.5 * sum;  // α_s/2π instead of α_s/4π
  };
  const double expected =
      evolved(qcd::p0_ns(), quark, x.x1) * grid().interpolate(
                                               [] {
                                                 std::vector<double> v;
                                                 for (const double node : grid().nodes())
                                                   v.push_back(antiquark(node));
                                                 return v;
                                               }(),
                                               x.x2) +
      quark(x.x1) * evolved(qcd::p0_ns(), antiquark, x.x2);
  const double born = quark(x.x1) * antiquark(x.x2);
  EXPECT_NEAR(apply(shifted.quark_antiquark, quark, antiquark) -
                  apply(at_m.quark_antiquark, quark, antiquark),
              expected, direct_accuracy * born);
  // P_qg of the program sums over a quark and an antiquark: half of it with nf = 1.
  EXPECT_NEAR(apply(shifted.quark_gluon, quark, gluon) - apply(at_m.quark_gluon, quark, gluon),
              0.5 * quark(x.x1) * evolved(qcd::p0_qg(1), gluon, x.x2),
              direct_accuracy * quark(x.x1));
}

}  // namespace
}  // namespace fitpack::drell_yan
