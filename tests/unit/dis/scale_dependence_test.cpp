#include "fitpack/dis/scale_dependence.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "fitpack/dis/electroweak.hpp"
#include "fitpack/dis/structure_function_table.hpp"
#include "support/les_houches.hpp"

namespace fitpack::dis {
namespace {

using qcd::Order;

/// One structure function of the toy PDFs at (x, Q²), without interpolation in the scale.
struct Point {
  StructureFunction function;
  Family family;
  double x, q2;
};

double value(qcd::TheoryOptions options, double mu_r, double mu_f, const Point& point) {
  options.mu_r_over_q = mu_r;
  options.mu_f_over_q = mu_f;
  const XGrid grid(options.x_min);
  const qcd::Evolution evolution(options, grid);
  const StructureFunctionTable table(evolution, qcd::EvolutionTable(evolution));
  const auto couplings = point.family == Family::plus ? nc_even_couplings({}, point.q2)
                                                      : nc_odd_couplings({}, point.q2);
  const auto row = table.row({{point.function, point.family, couplings}}, point.x, point.q2);
  const auto f = testing::initial_components(grid, testing::les_houches);
  return std::inner_product(row.begin(), row.end(), f.begin(), 0.0);
}

/// A coupling so small that the first neglected power rules; few flavours keep it quick.
qcd::TheoryOptions weak_coupling(Order order, double alphas) {
  qcd::TheoryOptions options = testing::les_houches_options(order, 1e-3);
  options.alphas_mz = alphas;
  options.nf_min = options.nf_max = 4;
  options.q2_max = 200.0;
  return options;
}

struct Scales {
  double mu_r, mu_f;
};

class ScaleDependence : public ::testing::TestWithParam<std::tuple<Order, Scales, Point>> {};

/// What is left of the scales is of the first neglected power: halving the coupling divides the
/// difference to μ_R = μ_F = Q by 2^{order+1} (by one more for FL, which starts at a_s but whose
/// neglected power is the same).
TEST_P(ScaleDependence, IsOfTheFirstNeglectedPower) {
  const auto& [order, scales, point] = GetParam();
  auto difference = [&, order = order, scales = scales, point = point](double alphas) {
    const auto options = weak_coupling(order, alphas);
    return value(options, scales.mu_r, scales.mu_f, point) - value(options, 1.0, 1.0, point);
  };
  const double power = std::log2(difference(0.003) / difference(0.0015));
  const double expected = static_cast<double>(order) + 1.0;
  // The next power changes the exponent by a few a_s times its relative size.
  constexpr double higher_powers = 0.15;
  EXPECT_NEAR(power, expected, higher_powers);
}

INSTANTIATE_TEST_SUITE_P(
    OrdersScalesPoints, ScaleDependence,
    ::testing::Combine(::testing::Values(Order::nlo, Order::nnlo),
                       ::testing::Values(Scales{2.0, 1.0}, Scales{1.0, 2.0}, Scales{2.0, 2.0},
                                         Scales{1.0, 0.5}, Scales{0.5, 0.5}),
                       ::testing::Values(Point{StructureFunction::f2, Family::plus, 0.1, 100.0},
                                         Point{StructureFunction::fl, Family::plus, 0.01, 100.0},
                                         Point{StructureFunction::f3, Family::minus, 0.3, 100.0})));

TEST(ScaleDependenceTest, CentralScalesLeaveCoefficientsAlone) {
  EXPECT_TRUE(scale_logarithms({}).central());
  qcd::TheoryOptions options;
  options.mu_f_over_q = 2.0;
  EXPECT_FALSE(scale_logarithms(options).central());
  EXPECT_NEAR(scale_logarithms(options).factorisation, -2.0 * std::log(2.0), 1e-15);
}

TEST(ScaleDependenceTest, TablesReachBelowTheInitialScaleWhereMuFIsSmall) {
  qcd::TheoryOptions options = weak_coupling(Order::nlo, 0.2);
  options.mu_f_over_q = 0.75;
  const Point point{StructureFunction::f2, Family::plus, 0.1, 2.5};  // μ_F² = 1.41 < Q0² = 2
  const XGrid grid(options.x_min);
  const qcd::Evolution evolution(options, grid);
  const StructureFunctionTable table(evolution, qcd::EvolutionTable(evolution));
  const Combination f2{{point.function, point.family, photon_couplings()}};
  const auto read = table.row(f2, point.x, point.q2),
             direct = table.direct_row(f2, point.x, point.q2);
  const auto f = testing::initial_components(grid, testing::les_houches);
  const double a = std::inner_product(read.begin(), read.end(), f.begin(), 0.0);
  const double b = std::inner_product(direct.begin(), direct.end(), f.begin(), 0.0);
  constexpr double interpolation_error = 1e-6;
  EXPECT_NEAR(a / b, 1.0, interpolation_error);
}

}  // namespace
}  // namespace fitpack::dis
