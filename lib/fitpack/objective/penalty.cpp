#include "fitpack/objective/penalty.hpp"

#include <algorithm>
#include <cmath>

namespace fitpack {

double PenaltyTerm::residual(std::span<const double> f, std::size_t stride) const {
  double v = 0.0;
  for (const auto& [a, factor] : row) v += factor * f[a * stride];
  if (shape == PenaltyShape::negative && v > 0.0) return 0.0;
  return std::sqrt(weight) * v;
}

void PenaltyTerm::write_row(std::span<const double> table, std::size_t stride,
                            std::span<double> out) const {
  const std::size_t n = out.size() - 1;
  std::fill(out.begin(), out.end(), 0.0);
  out[n] = residual(table, stride);
  if (shape == PenaltyShape::negative && out[n] == 0.0) return;
  const double root = std::sqrt(weight);
  for (const auto& [a, factor] : row) {
    const double* derivatives = table.data() + a * stride + 1;
    for (std::size_t p = 0; p < n; ++p) out[p] += root * factor * derivatives[p];
  }
}

}  // namespace fitpack
