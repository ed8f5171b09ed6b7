#include "fitpack/reduction/local_model.hpp"

namespace fitpack {

std::vector<double> LocalModel::gradient() const {
  if (!slope.empty()) return slope;
  std::vector<double> g(n, 0.0);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = i; j < n; ++j) g[j] += triangle(i, j) * z[i];
  return g;
}

double LocalModel::predicted_decrease() const {
  double sum = 0.0;
  for (const double element : z) sum += element * element;
  return 0.5 * sum;
}

double LocalModel::corner_squared(double offset) const {
  return 2.0 * (objective + offset - predicted_decrease());
}

}  // namespace fitpack
