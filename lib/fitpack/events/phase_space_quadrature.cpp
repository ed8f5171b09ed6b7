#include "fitpack/events/phase_space_quadrature.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "fitpack/core/quadrature.hpp"
#include "fitpack/events/density_kernel.hpp"

namespace fitpack {

namespace {

/// Points per piece: the integrand is a polynomial of degree 6 times powers of x and Q² that change
/// by a factor of three at most.
constexpr std::size_t points = 10;
/// Pieces narrower than this, relative, are none.
constexpr double degenerate = 1e-14;

std::vector<double> pieces(std::vector<double> borders, double low, double high) {
  std::erase_if(borders, [&](double b) {
    return !(b > low * (1.0 + degenerate) && b < high * (1.0 - degenerate));
  });
  borders.push_back(low);
  borders.push_back(high);
  std::ranges::sort(borders);
  const auto same = [](double a, double b) { return b <= a * (1.0 + degenerate); };
  borders.erase(std::unique(borders.begin(), borders.end(), same), borders.end());
  return borders;
}

double logit(double x) { return std::log(x / (1.0 - x)); }

}  // namespace

std::vector<double> smooth_q2_pieces(const DensityKernel& kernel, const PhaseSpace& space) {
  const Efficiency& efficiency = kernel.definition().efficiency;
  std::vector<double> borders = space.corner_q2();
  const auto append = [&borders](std::span<const double> more) {
    borders.insert(borders.end(), more.begin(), more.end());
  };
  append(kernel.grid().q2_borders());
  append(efficiency.q2());
  for (const auto lines : {kernel.grid().x_borders(), efficiency.x()})
    for (const double x : lines)
      if (x < 1.0) append(space.edge_q2(x));
  return pieces(std::move(borders), space.q2_min, space.q2_max);
}

std::vector<double> smooth_x_pieces(const DensityKernel& kernel, const PhaseSpace& space,
                                    double q2) {
  const auto [low, high] = space.x_range(q2);
  if (!(low < high * (1.0 - degenerate))) return {};
  const auto grid = kernel.grid().x_borders_at(q2);
  const auto table = kernel.definition().efficiency.x();
  std::vector<double> borders(grid.begin(), grid.end());
  borders.insert(borders.end(), table.begin(), table.end());
  return pieces(std::move(borders), low, high);
}

std::vector<double> quadrature_weights(const DensityKernel& kernel, const PhaseSpace& space) {
  const GaussLegendre rule(points);
  const dis::KinematicGrid& grid = kernel.grid();
  const Efficiency& efficiency = kernel.definition().efficiency;
  std::vector<double> result(grid.n_nodes(), 0.0);
  std::array<double, n_coefficients> weights;
  const auto add_line = [&](double q2, double line_weight) {
    const std::vector<double> x_borders = smooth_x_pieces(kernel, space, q2);
    for (std::size_t p = 1; p < x_borders.size(); ++p) {
      const std::size_t cell = grid.locate(0.5 * (x_borders[p - 1] + x_borders[p]), q2).cell;
      const auto nodes = grid.nodes(cell);
      rule.for_each(logit(x_borders[p - 1]), logit(x_borders[p]), [&](double t, double weight) {
        const double x = 1.0 / (1.0 + std::exp(-t));
        const dis::CellPoint at = grid.locate_in(cell, x, q2);
        dis::cell_weights(at.u, at.v, weights);
        const double factor =
            line_weight * weight * x * (1.0 - x) * kernel.prefactor()(x, q2) * efficiency(x, q2);
        for (std::size_t m = 0; m < n_coefficients; ++m) result[nodes[m]] += factor * weights[m];
      });
    }
  };
  const std::vector<double> q2_borders = smooth_q2_pieces(kernel, space);
  for (std::size_t p = 1; p < q2_borders.size(); ++p)
    rule.for_each(std::log(q2_borders[p - 1]), std::log(q2_borders[p]),
                  [&](double log_q2, double weight) {
                    const double q2 = std::exp(log_q2);
                    add_line(q2, weight * q2);
                  });
  return result;
}

}  // namespace fitpack
