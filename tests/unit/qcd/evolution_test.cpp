#include "fitpack/qcd/evolution.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "fitpack/qcd/evolution_table.hpp"
#include "support/evolved_partons.hpp"
#include "support/worst.hpp"

namespace fitpack::qcd {
namespace {

using testing::EvolvedPartons;
using testing::initial_components;
using testing::les_houches;
using testing::les_houches_options;
using testing::Worst;

/// Required of sums over x after evolution. Interpolation in x carries most of the deviation.
constexpr double conservation_accuracy = 1e-6;
/// Largest change of evolved partons at x ≤ 0.7 when the Runge-Kutta step is halved.
constexpr double step_accuracy = 1e-8;

/// ∫ dx x^power F for values on the nodes; the part below x_min is left out.
double moment(const XGrid& grid, double power, const Vector& values) {
  const auto w = grid.moment_weights(power);
  return Eigen::Map<const Vector>(w.data(), values.size()).dot(values);
}

class EvolutionAtOrder : public ::testing::TestWithParam<Order> {};
INSTANTIATE_TEST_SUITE_P(, EvolutionAtOrder, ::testing::Values(Order::lo, Order::nlo, Order::nnlo),
                         [](const auto& order) { return to_string(order.param); });

TEST_P(EvolutionAtOrder, ConservesMomentumAndValenceOnBothSidesOfEveryThreshold) {
  TheoryOptions options = les_houches_options(GetParam(), 1e-12);
  options.mc = 2.0;  // above the initial scale, so that charm is crossed as well
  const XGrid grid(options.x_min);
  const Evolution evolution(options, grid);
  const auto initial = initial_components(grid, les_houches);
  const double mc2 = options.mc * options.mc, mb2 = options.mb * options.mb;
  const EvolvedPartons start(grid, evolution.initial_operators(), initial, 3);
  const double momentum = moment(grid, 0.0, start.sigma() + start.gluon());
  Worst worst;
  for (const double mu2 : {0.999 * mc2, 1.001 * mc2, 0.999 * mb2, 1.001 * mb2, 1e4}) {
    const int nf = evolution.coupling().active_flavours(mu2);
    const EvolvedPartons p(grid, direct_operators(evolution, mu2), initial, nf);
    const std::string at = " at mu2 = " + std::to_string(mu2);
    worst.relative(moment(grid, 0.0, p.sigma() + p.gluon()), momentum, "momentum" + at);
    for (const std::size_t quark : {0U, 1U})
      worst.relative(moment(grid, -1.0, p.minus(quark)), moment(grid, -1.0, start.minus(quark)),
                     "valence of quark " + std::to_string(quark) + at);
    for (const std::size_t quark : {2U, 3U, 4U})
      worst.absolute(moment(grid, -1.0, p.minus(quark)), 0.0,
                     "valence of quark " + std::to_string(quark) + at);
  }
  EXPECT_TRUE(worst.within(conservation_accuracy));
}

/// The partons of `a` against those of `b` on the nodes with x in [low, high).
Worst difference(const XGrid& grid, const EvolvedPartons& a, const EvolvedPartons& b, double low,
                 double high) {
  Worst worst;
  for (std::size_t node = 0; node < grid.size(); ++node) {
    const double x = grid.nodes()[node];
    if (x < low || x >= high) continue;
    const auto i = static_cast<Eigen::Index>(node);
    const std::string place = " at x = " + std::to_string(x);
    worst.relative(a.gluon()[i], b.gluon()[i], "gluon" + place);
    worst.relative(a.sigma()[i], b.sigma()[i], "sigma" + place);
    for (const std::size_t q : {0U, 1U})
      worst.relative(a.minus(q)[i], b.minus(q)[i], "valence " + std::to_string(q) + place);
    worst.absolute(a.plus(3)[i] / b.sigma()[i], b.plus(3)[i] / b.sigma()[i],
                   "charm relative to sigma" + place);
  }
  return worst;
}

/// Operators from the initial scale of the toy (four flavours) to 1e4 GeV² in `parts` equal
/// intervals of ln a_s.
ScaleOperators in_parts(const Evolution& evolution, int nf, double mu2, int parts) {
  const double a0 = evolution.coupling().a_s(evolution.options().q0_2, nf);
  const double ratio = evolution.coupling().a_s(mu2, nf) / a0;
  ScaleOperators operators = evolution.initial_operators();
  for (int k = 0; k < parts; ++k)
    evolution.advance(operators, nf, a0 * std::pow(ratio, static_cast<double>(k) / parts),
                      a0 * std::pow(ratio, (k + 1.0) / parts));
  return operators;
}

TEST_P(EvolutionAtOrder, HardlyChangesWhenTheStepIsHalved) {
  TheoryOptions options = les_houches_options(GetParam(), 1e-5);
  options.nf_min = options.nf_max = 4;
  const XGrid grid(options.x_min);
  const Evolution evolution(options, grid);
  const auto initial = initial_components(grid, les_houches);
  constexpr double mu2 = 400.0;
  const double width =
      std::log(evolution.coupling().a_s(2.0, 4) / evolution.coupling().a_s(mu2, 4));
  const int halved = 2 * static_cast<int>(std::ceil(width / 0.01));  // one step each, half as long
  const EvolvedPartons coarse(grid, in_parts(evolution, 4, mu2, 1), initial, 4);
  const EvolvedPartons fine(grid, in_parts(evolution, 4, mu2, halved), initial, 4);
  const Worst worst = difference(grid, coarse, fine, 0.0, 0.7);
  EXPECT_TRUE(worst.within(step_accuracy));
  EXPECT_GT(worst.deviation(), 0.0) << "the two took the same steps";
}

TEST_P(EvolutionAtOrder, BackwardsUndoesForwards) {
  TheoryOptions options = les_houches_options(GetParam(), 1e-3);
  options.nf_min = options.nf_max = 4;
  const XGrid grid(options.x_min);
  const Evolution evolution(options, grid);
  const auto initial = initial_components(grid, les_houches);
  ScaleOperators there_and_back = evolution.initial_operators();
  const double a0 = evolution.coupling().a_s(2.0), a1 = evolution.coupling().a_s(20.0);
  evolution.advance(there_and_back, 4, a0, a1);
  evolution.advance(there_and_back, 4, a1, a0);
  const EvolvedPartons start(grid, evolution.initial_operators(), initial, 4);
  const EvolvedPartons back(grid, there_and_back, initial, 4);
  EXPECT_TRUE(difference(grid, back, start, 0.0, 0.7).within(step_accuracy));
}

TEST(Evolution, StartsFromIdentitiesWithoutHeavyQuarks) {
  TheoryOptions options = les_houches_options(Order::lo, 1e-2);
  options.nf_min = options.nf_max = 5;
  const XGrid grid(options.x_min);
  const Evolution evolution(options, grid);
  EXPECT_EQ(evolution.initial_flavours(), 5);
  const auto initial = initial_components(grid, les_houches);
  const EvolvedPartons p(grid, evolution.initial_operators(), initial, 5);
  constexpr double rounding = 1e-14;
  for (Eigen::Index i = 0; i < static_cast<Eigen::Index>(grid.size()); ++i) {
    const auto q = les_houches(grid.nodes()[static_cast<std::size_t>(i)]);
    EXPECT_NEAR(p.plus(1)[i], q.u_valence + 2.0 * q.ubar, rounding);
    EXPECT_NEAR(p.minus(0)[i], q.d_valence, rounding);
    EXPECT_NEAR(p.plus(2)[i], 2.0 * q.strange, rounding);
    EXPECT_NEAR(p.plus(3)[i], 0.0, rounding);
    EXPECT_NEAR(p.plus(4)[i], 0.0, rounding);
    EXPECT_NEAR(p.minus(4)[i], 0.0, rounding);
    EXPECT_EQ(p.gluon()[i], q.gluon);
  }
}

TEST(Evolution, AHeavyQuarkVanishesAtItsThreshold) {
  TheoryOptions options = les_houches_options(Order::nlo, 1e-3);
  options.mc = 2.0;
  const XGrid grid(options.x_min);
  const Evolution evolution(options, grid);
  ScaleOperators operators = direct_operators(evolution, 4.0);
  evolution.cross_threshold(operators, 3, evolution.coupling().a_s(4.0, 4));
  const EvolvedPartons p(grid, operators, initial_components(grid, les_houches), 4);
  constexpr double rounding = 1e-13;
  EXPECT_LT(p.plus(3).cwiseAbs().maxCoeff(), rounding);
  EXPECT_LT(p.minus(3).cwiseAbs().maxCoeff(), rounding);
}

TEST(SplittingMatrices, HaveOneEntryPerOrder) {
  const XGrid grid(1e-2);
  const auto n = static_cast<Eigen::Index>(grid.size());
  for (const Order order : {Order::lo, Order::nlo}) {
    const auto p = splitting_matrices(grid, 4, order);
    const auto count = static_cast<std::size_t>(order) + 1;
    EXPECT_EQ(p.ns_plus.size(), count);
    EXPECT_EQ(p.ns_minus.size(), count);
    EXPECT_EQ(p.ns_valence.size(), count);
    ASSERT_EQ(p.singlet.size(), count);
    for (const Matrix& m : p.singlet) EXPECT_EQ(m.rows(), 2 * n);
    EXPECT_EQ(p.ns_plus[0], p.ns_minus[0]);
  }
}

}  // namespace
}  // namespace fitpack::qcd
