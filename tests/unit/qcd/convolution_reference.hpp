#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <span>
#include <string>

#include "direct_convolution.hpp"

namespace fitpack::testing {

/// One line of the tables of convolutions with `reference_shape`.
struct ConvolutionReference {
  const char* name;
  double x;
  double value;
};

/// The F(x), standing for x f(x), of those tables.
inline double reference_shape(double x) { return std::pow(x, 0.3) * std::pow(1 - x, 3); }

/// Compares the kernel with every line of that name; each must agree to the relative `tolerance`.
inline void expect_reference(std::span<const ConvolutionReference> table, const std::string& name,
                             const qcd::ConvolutionKernel& kernel, double tolerance) {
  int lines = 0;
  for (const ConvolutionReference& line : table) {
    if (line.name != name) continue;
    ++lines;
    const double value = direct_convolution(kernel, line.x, reference_shape);
    EXPECT_NEAR(value, line.value, tolerance * std::abs(line.value))
        << name << " at x = " << line.x << ", relative difference " << value / line.value - 1;
  }
  EXPECT_GT(lines, 0) << "no reference for " << name;
}

}  // namespace fitpack::testing
