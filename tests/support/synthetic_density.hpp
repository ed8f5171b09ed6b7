#pragma once

#include <cmath>
#include <memory>

#include "event_samples.hpp"
#include "fitpack/events/density_kernel.hpp"

/// A density whose polynomials are known: g = Σ_ij f_ij tⁱ qʲ in a tenth of the grid's variables,
/// t = −((1−x)/x)^¼/10 and q = (Q²)^¼/10, i, j < 4. Interpolation on the grid is exact.
namespace fitpack::synthetic_density {

inline constexpr std::size_t n_powers = 4;
inline constexpr std::size_t n_columns = n_powers * n_powers;

inline double basis(std::size_t a, double x, double q2) {
  return std::pow(0.1 * dis::x_coordinate(x), static_cast<double>(a / n_powers)) *
         std::pow(0.1 * dis::q2_coordinate(q2), static_cast<double>(a % n_powers));
}

inline double polynomial(std::span<const double> f, double x, double q2) {
  double sum = 0.0;
  for (std::size_t a = 0; a < n_columns; ++a) sum += f[a] * basis(a, x, q2);
  return sum;
}

inline std::vector<double> start() {
  std::vector<double> f(n_columns, 0.0);
  f[0] = 1.0;
  f[1] = 0.4;
  f[4] = -0.8;
  f[5] = -0.5;
  f[8] = 0.3;
  f[15] = 0.1;
  return f;
}

inline std::shared_ptr<const DensityKernel> kernel(const EventDefinition& definition) {
  dis::KinematicGrid grid(definition.phase_space.region(), {20.25});
  std::vector<double> rows(grid.n_nodes() * n_columns);
  for (std::size_t node = 0; node < grid.n_nodes(); ++node)
    for (std::size_t a = 0; a < n_columns; ++a)
      rows[node * n_columns + a] = basis(a, grid.node_x()[node], grid.node_q2()[node]);
  return std::make_shared<DensityKernel>(std::move(grid), rows, 2, DensityPrefactor{3e5, 0.0},
                                         definition);
}

}  // namespace fitpack::synthetic_density
