#include "fitpack/events/density_kernel.hpp"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numeric>

#include "fitpack/core/philox.hpp"
#include "support/synthetic_density.hpp"

namespace fitpack {
namespace {

namespace synthetic = synthetic_density;

double integrate(const std::function<double(double)>& f, double low, double high, double accuracy) {
  if (!(low < high)) return 0.0;
  gsl_integration_workspace* space = gsl_integration_workspace_alloc(400);
  const auto call = [](double t, void* p) {
    return (*static_cast<const std::function<double(double)>*>(p))(t);
  };
  gsl_function wrapped{call, const_cast<std::function<double(double)>*>(&f)};
  double result = 0.0, error = 0.0;
  gsl_integration_qag(&wrapped, low, high, 0.0, accuracy, 400, GSL_INTEG_GAUSS21, space, &result,
                      &error);
  gsl_integration_workspace_free(space);
  return result;
}

/// ∫ dQ² dx of the density, adaptively, knowing nothing of cells or edges but the limits of x.
double adaptive_integral(const DensityKernel& kernel, std::span<const double> f) {
  const PhaseSpace& space = kernel.definition().phase_space;
  const auto line = [&](double log_q2) {
    const double q2 = std::exp(log_q2);
    const auto [low, high] = space.x_range(q2);
    if (!(low < high)) return 0.0;
    return q2 * integrate(
                    [&](double log_x) {
                      const double x = std::exp(log_x);
                      return x * kernel.prefactor()(x, q2) * kernel.definition().efficiency(x, q2) *
                             synthetic::polynomial(f, x, q2);
                    },
                    std::log(low), std::log(high), 1e-11);
  };
  return integrate(line, std::log(space.q2_min), std::log(space.q2_max), 3e-10);
}

void expect_integral(const EventDefinition& definition) {
  constexpr double promised = 1e-8;
  gsl_set_error_handler_off();  // kinks keep the adaptive rule from its last digit
  const auto kernel = synthetic::kernel(definition);
  const auto f = synthetic::start();
  EXPECT_NEAR(kernel->integral(f) / adaptive_integral(*kernel, f), 1.0, promised);
}

TEST(DensityKernel, IntegratesOverCutEdges) { expect_integral(testing_events::hera_events()); }

TEST(DensityKernel, IntegratesWithUpperLimitOfW2) {
  EventDefinition definition = testing_events::hera_events();
  definition.phase_space.w2_max = 4e4;
  definition.phase_space.y_min = 0.0;
  expect_integral(definition);
}

TEST(DensityKernel, IntegratesWithAnEfficiency) {
  EventDefinition definition = testing_events::hera_events();
  definition.efficiency = Efficiency({1e-4, 1e-3, 0.03, 0.8}, {4.0, 30.0, 2e4},
                                     {0.5, 0.7, 0.8, 0.6, 0.9, 1.0, 0.9, 0.8, 0.7, 0.4, 0.5, 0.6});
  expect_integral(definition);
}

TEST(DensityKernel, NodesFollowThePolynomial) {
  const auto kernel = synthetic::kernel(testing_events::hera_events());
  const auto f = synthetic::start();
  const AlignedVector c = kernel->coefficients(kernel->node_values(f));
  for (const auto& [x, q2] : {std::pair{2e-4, 6.0}, {0.013, 20.3}, {0.3, 5e3}}) {
    const dis::CellPoint at = kernel->grid().locate(x, q2);
    EXPECT_NEAR(evaluate(c.data() + at.cell * n_coefficients, at.u, at.v),
                synthetic::polynomial(f, x, q2), 1e-12);
  }
}

TEST(DensityKernel, TransposedProductIsTheAdjoint) {
  const auto kernel = synthetic::kernel(testing_events::hera_events());
  const auto f = synthetic::start();
  std::vector<double> w(kernel->n_nodes());
  const Philox random(3);
  for (std::uint32_t n = 0; n < w.size(); ++n) w[n] = random.normal({n, 0, 0, 0});
  const auto g = kernel->node_values(f);
  const auto back = kernel->transposed(w);
  const double left = std::inner_product(w.begin(), w.end(), g.begin(), 0.0);
  EXPECT_NEAR(std::inner_product(back.begin(), back.end(), f.begin(), 0.0), left, 1e-10);
}

TEST(CellPolynomial, BernsteinBoundsHold) {
  const Philox random(5);
  CellCoefficients c;
  for (std::uint32_t k = 0; k < n_coefficients; ++k) c[k] = random.normal({k, 0, 0, 0});
  const PolynomialBounds found = bounds(c.data(), -0.4, 0.1, 0.2, 0.5);
  double low = 1e9, high = -1e9;
  for (double u = -0.4; u <= 0.1; u += 0.01)
    for (double v = 0.2; v <= 0.5; v += 0.01) {
      low = std::min(low, evaluate(c.data(), u, v));
      high = std::max(high, evaluate(c.data(), u, v));
    }
  EXPECT_LE(found.low, low + 1e-12);
  EXPECT_GE(found.high, high - 1e-12);
  EXPECT_LT(found.high - found.low, 2.0 * (high - low));  // and are of use
}

TEST(CellPolynomial, TransformationsAreAdjoint) {
  const Philox random(6);
  CellCoefficients nodes, moments;
  for (std::uint32_t k = 0; k < n_coefficients; ++k) {
    nodes[k] = random.normal({k, 0, 0, 0});
    moments[k] = random.normal({k, 1, 0, 0});
  }
  const auto c = coefficients_from_nodes(nodes);
  const auto w = nodes_from_moments(moments);
  EXPECT_NEAR(std::inner_product(c.begin(), c.end(), moments.begin(), 0.0),
              std::inner_product(w.begin(), w.end(), nodes.begin(), 0.0), 1e-9);
}

}  // namespace
}  // namespace fitpack
