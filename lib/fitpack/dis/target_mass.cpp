#include "fitpack/dis/target_mass.hpp"

#include <algorithm>
#include <cmath>

namespace fitpack::dis {

namespace {

Stencil scaled(Stencil stencil, double factor) {
  for (double& w : stencil.weights) w *= factor;
  return stencil;
}

/// Weights of all nodes for a·∫_ξ^1 du F(u)/u² + b·∫_ξ^1 dv (v−ξ) F(v)/v². The functions of the
/// tables are x-weighted: F2, FL, xF3, so that h3 = ∫ du [uF3(u)]/u² as well.
Stencil integrals(const XGrid& grid, double xi, double a, double b) {
  const std::vector<double> inverse_square = grid.integral_weights(xi, -2.0);
  const std::vector<double> inverse = grid.integral_weights(xi, -1.0);
  Stencil result{0, std::vector<double>(grid.size())};
  for (std::size_t i = 0; i < grid.size(); ++i)
    result.weights[i] = a * inverse_square[i] + b * (inverse[i] - xi * inverse_square[i]);
  return result;
}

}  // namespace

std::vector<NodeWeights> massless_target(const XGrid& grid, StructureFunction function, double x) {
  return {{function, grid.stencil(x)}};
}

std::vector<NodeWeights> massive_target(const XGrid& grid, StructureFunction function, double x,
                                        double q2) {
  const double mu = nucleon_mass * nucleon_mass / q2;
  const double gamma = std::sqrt(1.0 + 4.0 * x * x * mu);
  // ξ < x may fall off the table by what rounds to nothing at the smallest x.
  const double xi = std::max(2.0 * x / (1.0 + gamma), grid.x_min());
  const double ratio = x * x / (xi * xi), x3 = mu * x * x * x, x4 = x3 * mu * x;
  const Stencil at_xi = grid.stencil(xi);
  switch (function) {
    case StructureFunction::f2:
      return {{function, scaled(at_xi, ratio / std::pow(gamma, 3))},
              {function,
               integrals(grid, xi, 6.0 * x3 / std::pow(gamma, 4), 12.0 * x4 / std::pow(gamma, 5))}};
    case StructureFunction::fl:
      return {{function, scaled(at_xi, ratio / gamma)},
              {StructureFunction::f2,
               integrals(grid, xi, 4.0 * x3 / (gamma * gamma), 8.0 * x4 / std::pow(gamma, 3))}};
    case StructureFunction::f3:
      return {{function, scaled(at_xi, ratio / (gamma * gamma))},
              {function, integrals(grid, xi, 2.0 * x3 / std::pow(gamma, 3), 0.0)}};
  }
  return {};
}

}  // namespace fitpack::dis
