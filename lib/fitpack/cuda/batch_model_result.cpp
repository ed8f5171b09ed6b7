#include "fitpack/cuda/cuda_chi_square.hpp"

namespace fitpack {

void BatchModelResult::resize(std::size_t n_sets, std::size_t n) {
  n_parameters = n;
  sets.assign(n_sets, {});
  triangles.assign(n_sets * n * (n + 1), 0.0);
}

std::vector<double> BatchModelResult::gradient(std::size_t set) const {
  const std::size_t n = n_parameters;
  const double* r = triangles.data() + set * n * (n + 1);
  std::vector<double> gradient(n, 0.0);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = i; j < n; ++j)
      gradient[j] += 2.0 * r[i * (n + 1) + j] * r[i * (n + 1) + n];
  return gradient;
}

}  // namespace fitpack
