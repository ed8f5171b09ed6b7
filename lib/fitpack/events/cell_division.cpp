#include "fitpack/events/cell_division.hpp"

#include <algorithm>
#include <cmath>

namespace fitpack {

namespace {

/// Enough for y² to 1e-10 in the widest cells.
constexpr std::size_t most_parts = 8;

/// Powers of the variables of the polynomials in y² and, along x, in the rise of parton
/// distributions towards small x that multiplies it.
constexpr std::size_t x_power = 10, q2_power = 8;

/// Leading term of the error that the polynomial through n + 1 Chebyshev points of the second kind
/// makes of z^power on an interval z₀ (1 ± r): (power over n+1) rⁿ⁺¹ 2¹⁻ⁿ z₀^power.
double error_of_power(std::size_t power, double low, double high, std::size_t degree) {
  const double r = (high - low) / std::abs(high + low);
  double result = 2.0;
  for (std::size_t k = 0; k <= degree; ++k)
    result *= r * static_cast<double>(power - k) / static_cast<double>(k + 1);
  return result / std::pow(2.0, static_cast<double>(degree));
}

/// What parts of a cell inside the limits of y come to.
struct Trial {
  std::size_t parts = 0;
  double error = 0.0;
};

Trial try_parts(const dis::CellLimits& cell, const PhaseSpace& space, std::size_t along_x,
                std::size_t along_q2) {
  const double x_ratio = std::pow(cell.x_high / cell.x_low, 1.0 / static_cast<double>(along_x));
  const double q2_ratio = std::pow(cell.q2_high / cell.q2_low, 1.0 / static_cast<double>(along_q2));
  Trial result;
  for (std::size_t i = 0; i < along_x; ++i)
    for (std::size_t j = 0; j < along_q2; ++j) {
      const double x = cell.x_low * std::pow(x_ratio, static_cast<double>(i));
      const double q2 = cell.q2_low * std::pow(q2_ratio, static_cast<double>(j));
      if (space.y(x * x_ratio, q2) >= space.y_max || space.y(x, q2 * q2_ratio) <= space.y_min)
        continue;
      const double y0 = space.y(x * std::sqrt(x_ratio), q2 * std::sqrt(q2_ratio));
      const double error = error_of_power(x_power, dis::x_coordinate(x),
                                          dis::x_coordinate(x * x_ratio), dis::x_degree) +
                           error_of_power(q2_power, dis::q2_coordinate(q2),
                                          dis::q2_coordinate(q2 * q2_ratio), dis::q2_degree);
      ++result.parts;
      result.error = std::max(result.error, y0 * y0 * error);
    }
  return result;
}

}  // namespace

dis::CellDivision divide_at_high_y(const PhaseSpace& space, double tolerance) {
  return [space, tolerance](const dis::CellLimits& cell) {
    std::array<std::size_t, 2> best{1, 1};
    Trial least = try_parts(cell, space, 1, 1);
    for (std::size_t along_x = 1; along_x <= most_parts; ++along_x)
      for (std::size_t along_q2 = 1; along_q2 <= most_parts; ++along_q2) {
        const Trial trial = try_parts(cell, space, along_x, along_q2);
        const bool better = least.error > tolerance
                                ? trial.error < least.error
                                : trial.error <= tolerance && trial.parts < least.parts;
        if (!better) continue;
        least = trial;
        best = {along_x, along_q2};
      }
    return best;
  };
}

}  // namespace fitpack
