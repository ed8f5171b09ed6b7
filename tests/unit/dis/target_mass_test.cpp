#include "fitpack/dis/target_mass.hpp"

#include <gtest/gtest.h>

#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <functional>

namespace fitpack::dis {
namespace {

/// Smooth stand-ins for the massless structure functions.
double shape(StructureFunction function, double x) {
  switch (function) {
    case StructureFunction::f2:
      return std::pow(x, 0.3) * std::pow(1.0 - x, 3);
    case StructureFunction::fl:
      return 0.3 * std::pow(x, 0.2) * std::pow(1.0 - x, 4);
    case StructureFunction::f3:
      return std::pow(x, 0.7) * std::pow(1.0 - x, 3);
  }
  return 0.0;
}

double from_weights(const XGrid& grid, const std::vector<NodeWeights>& parts) {
  double sum = 0.0;
  for (const NodeWeights& part : parts)
    for (std::size_t m = 0; m < part.stencil.weights.size(); ++m)
      sum += part.stencil.weights[m] * shape(part.function, grid.nodes()[part.stencil.first + m]);
  return sum;
}

double integral(double from, const std::function<double(double)>& f) {
  return boost::math::quadrature::gauss_kronrod<double, 61>::integrate(f, from, 1.0, 10, 1e-12);
}

/// F1 of the corrected target, as in arXiv:0709.1775, which the code does not use: FL there
/// is γ²F2 − 2xF1, so this ties the two formulas of the code together.
double corrected_f1(double x, double q2) {
  const double mu = nucleon_mass * nucleon_mass / q2;
  const double gamma = std::sqrt(1.0 + 4.0 * x * x * mu), xi = 2.0 * x / (1.0 + gamma);
  auto f2 = [](double u) { return shape(StructureFunction::f2, u); };
  const double f1 = (f2(xi) - shape(StructureFunction::fl, xi)) / (2.0 * xi);
  const double h2 = integral(xi, [&](double u) { return f2(u) / (u * u); });
  const double g2 = integral(xi, [&](double u) { return (u - xi) * f2(u) / (u * u); });
  return x / (xi * gamma) * f1 + mu * x * x / (gamma * gamma) * h2 +
         2.0 * mu * mu * x * x * x / std::pow(gamma, 3) * g2;
}

constexpr double quadrature_error = 1e-6;  // of the interpolated shapes on the grid

TEST(TargetMassTest, F2MatchesDirectQuadrature) {
  const XGrid grid(1e-4);
  for (const double x : {0.01, 0.1, 0.35, 0.65}) {
    for (const double q2 : {1.5, 4.0, 30.0}) {
      const double mu = nucleon_mass * nucleon_mass / q2;
      const double gamma = std::sqrt(1.0 + 4.0 * x * x * mu), xi = 2.0 * x / (1.0 + gamma);
      auto f2 = [](double u) { return shape(StructureFunction::f2, u); };
      const double h2 = integral(xi, [&](double u) { return f2(u) / (u * u); });
      const double g2 = integral(xi, [&](double v) {
        return integral(v, [&](double u) { return f2(u) / (u * u); });
      });  // g2 as the integral of h2: an independent form
      const double expected = x * x / (xi * xi * std::pow(gamma, 3)) * f2(xi) +
                              6.0 * mu * std::pow(x, 3) / std::pow(gamma, 4) * h2 +
                              12.0 * mu * mu * std::pow(x, 4) / std::pow(gamma, 5) * g2;
      EXPECT_NEAR(from_weights(grid, massive_target(grid, StructureFunction::f2, x, q2)) / expected,
                  1.0, quadrature_error);
    }
  }
}

TEST(TargetMassTest, FLIsTheDifferenceOfF2AndF1) {
  const XGrid grid(1e-4);
  for (const double x : {0.01, 0.1, 0.35, 0.65}) {
    const double q2 = 3.0;
    const double gamma2 = 1.0 + 4.0 * x * x * nucleon_mass * nucleon_mass / q2;
    const double f2 = from_weights(grid, massive_target(grid, StructureFunction::f2, x, q2));
    const double fl = from_weights(grid, massive_target(grid, StructureFunction::fl, x, q2));
    EXPECT_NEAR(fl, gamma2 * f2 - 2.0 * x * corrected_f1(x, q2), quadrature_error);
  }
}

TEST(TargetMassTest, F3MatchesDirectQuadrature) {
  const XGrid grid(1e-4);
  const double x = 0.4, q2 = 2.0, mu = nucleon_mass * nucleon_mass / q2;
  const double gamma = std::sqrt(1.0 + 4.0 * x * x * mu), xi = 2.0 * x / (1.0 + gamma);
  auto xf3 = [](double u) { return shape(StructureFunction::f3, u); };
  const double h3 = integral(xi, [&](double u) { return xf3(u) / u / u; });
  const double expected =
      x * x / (xi * xi * gamma * gamma) * xf3(xi) + 2.0 * mu * x * x * x / std::pow(gamma, 3) * h3;
  EXPECT_NEAR(from_weights(grid, massive_target(grid, StructureFunction::f3, x, q2)) / expected,
              1.0, quadrature_error);
}

TEST(TargetMassTest, VanishesAtLargeScales) {
  const XGrid grid(1e-4);
  for (std::size_t k = 0; k < n_structure_functions; ++k) {
    const auto function = static_cast<StructureFunction>(k);
    const double massless = from_weights(grid, massless_target(grid, function, 0.3));
    const double near = from_weights(grid, massive_target(grid, function, 0.3, 1e2)) - massless;
    const double far = from_weights(grid, massive_target(grid, function, 0.3, 1e4)) - massless;
    EXPECT_NEAR(far / near, 1e-2, 1e-3);  // linear in M²/Q²
  }
}

}  // namespace
}  // namespace fitpack::dis
