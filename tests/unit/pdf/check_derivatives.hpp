#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "example_pdfs.hpp"
#include "fitpack/core/aligned_vector.hpp"
#include "fitpack/pdf/sampled_pdfs.hpp"

namespace fitpack::examples {

/// Relative to the larger of the derivative and the function: error of the differences.
inline constexpr double difference_tolerance = 1e-6;

/// ∂f/∂θ_p by a central difference of fourth order.
inline std::vector<double> difference(const SampledPdfs& pdfs, std::vector<double> theta,
                                      std::size_t p) {
  const double centre = theta[p];
  const double h = 1e-3 * std::max(0.1, std::abs(centre));
  const auto at = [&](double shift) {
    theta[p] = centre + shift;
    std::vector<double> f(pdfs.n_values());
    EXPECT_TRUE(pdfs.values(theta, f));
    return f;
  };
  const auto f1 = at(h), f2 = at(2.0 * h), b1 = at(-h), b2 = at(-2.0 * h);
  std::vector<double> d(f1.size());
  for (std::size_t i = 0; i < d.size(); ++i) {
    d[i] = (8.0 * (f1[i] - b1[i]) - (f2[i] - b2[i])) / (12.0 * h);
  }
  return d;
}

/// Every derivative of a model against differences, at its start values.
inline void check_derivatives(const PdfModelOptions& options, std::vector<Parameter> parameters) {
  const ParameterSet set = parameter_set(std::move(parameters));
  const SampledPdfs pdfs(model(options, set), sample_x(20));
  const std::vector<double> theta = set.start_values();
  const std::size_t stride = padded(1 + set.n_free());
  std::vector<double> table(pdfs.n_values() * stride);
  ASSERT_TRUE(pdfs.values_and_derivatives(theta, table, stride));
  for (std::size_t p = 0; p < set.n_free(); ++p) {
    const std::vector<double> expected = difference(pdfs, theta, p);
    double worst = 0.0;
    for (std::size_t i = 0; i < pdfs.n_values(); ++i) {
      const double scale = std::max(std::abs(expected[i]), std::abs(table[i * stride]));
      const double error = std::abs(table[i * stride + 1 + p] - expected[i]);
      if (error > 0.0) worst = std::max(worst, error / scale);
    }
    EXPECT_LE(worst, difference_tolerance) << set.free(p).name;
  }
}

inline std::vector<Parameter> all_free(std::vector<Parameter> parameters) {
  for (Parameter& p : parameters) p.fixed = false;
  return parameters;
}

}  // namespace fitpack::examples
