#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

/// How triangles of local models are compared, whose rows may have any sign.
namespace fitpack {

/// RᵀR of a triangle with rows of `width` numbers.
inline std::vector<double> hessian_of(std::span<const double> triangle, std::size_t n,
                                      std::size_t width) {
  std::vector<double> hessian(n * n, 0.0);
  for (std::size_t k = 0; k < n; ++k)
    for (std::size_t i = k; i < n; ++i)
      for (std::size_t j = k; j < n; ++j)
        hessian[i * n + j] += triangle[k * width + i] * triangle[k * width + j];
  return hessian;
}

/// Of the absolute values.
inline double largest(std::span<const double> values) {
  double most = 0.0;
  for (const double value : values) most = std::max(most, std::abs(value));
  return most;
}

}  // namespace fitpack
