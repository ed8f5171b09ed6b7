#include "fitpack/kernel/kernel_family.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace fitpack {
namespace {

constexpr std::size_t n_columns = 53;  // no multiple of a vector

/// Rows whose support starts at `first` of each block's first row.
LinearKernel example(std::size_t first, double scale) {
  LinearKernel kernel(n_columns, {11, 3});
  for (std::size_t b = 0; b < 2; ++b)
    for (std::size_t i = 0; i < kernel.n_rows(b); ++i)
      for (std::size_t a = first + i; a < n_columns; ++a)
        kernel.row(b, i)[a] = scale * std::sin(static_cast<double>(100 * b + 10 * i + a) + scale);
  kernel.find_support();
  return kernel;
}

TEST(KernelFamily, SumsEveryElementInOrder) {
  const std::vector<LinearKernel> kernels{example(20, 1.0), example(31, 0.7), example(9, -2.0)};
  std::vector<LinearKernel> targets(2, union_of_supports(kernels));
  const std::vector<const LinearKernel*> terms{&kernels[0], &kernels[1], &kernels[2]};
  const std::vector<double> weights{0.5, -0.25, 2.0, 1.0, 0.0, 0.125};
  const KernelFamily family(terms, targets.front());
  for (std::size_t b = 0; b < 2; ++b) family.combine(b, weights, targets);
  constexpr double single_precision = 6e-8;  // of differences up to 3, weights up to 2
  for (std::size_t t = 0; t < 2; ++t)
    for (std::size_t b = 0; b < 2; ++b)
      for (std::size_t i = 0; i < targets[t].n_rows(b); ++i)
        for (std::size_t a = 0; a < n_columns; ++a) {
          double sum = 0.0;
          for (std::size_t k = 0; k < 3; ++k) sum += weights[3 * t + k] * kernels[k].row(b, i)[a];
          EXPECT_NEAR(targets[t].row(b, i)[a], sum, 8.0 * single_precision) << t << b << i << a;
        }
}

TEST(KernelFamily, OneKernelOfWeightOneKeepsItsBits) {
  const std::vector<LinearKernel> kernels{example(20, 1.0), example(4, 0.7)};
  std::vector<LinearKernel> target{union_of_supports(kernels)};
  const LinearKernel* term = kernels.data();
  const KernelFamily family(std::span(&term, 1), target[0]);
  for (std::size_t b = 0; b < 2; ++b) family.combine(b, std::vector<double>{1.0}, target);
  std::vector<double> f(n_columns);
  for (std::size_t a = 0; a < n_columns; ++a) f[a] = 1.0 / static_cast<double>(a + 1);
  for (std::size_t b = 0; b < 2; ++b) {
    std::vector<double> expected(kernels[0].n_rows(b)), found(kernels[0].n_rows(b));
    kernels[0].apply(b, f, expected);
    target[0].apply(b, f, found);
    EXPECT_EQ(found, expected);
  }
}

TEST(KernelFamily, WhatIsStoredMakesUpACombination) {
  const std::vector<LinearKernel> kernels{example(20, 1.0), example(31, 0.7), example(9, -2.0)};
  std::vector<LinearKernel> targets(2, union_of_supports(kernels));
  const std::vector<const LinearKernel*> terms{&kernels[0], &kernels[1], &kernels[2]};
  const std::vector<double> weights{0.5, -0.25, 2.0, 1.0, 0.0, 0.125};
  const KernelFamily family(terms, targets.front());
  const std::vector<double> stored = stored_weights(weights, 3, 2);
  constexpr double rounding = 1e-15;  // of numbers up to 4
  for (std::size_t b = 0; b < 2; ++b) {
    family.combine(b, weights, targets);
    std::vector<std::vector<double>> rows(3);
    for (std::size_t k = 0; k < 3; ++k) {
      rows[k].assign(targets[0].n_rows(b) * n_columns, std::nan(""));
      family.copy_stored(b, targets.front(), k, rows[k]);
    }
    for (std::size_t t = 0; t < 2; ++t)
      for (std::size_t e = 0; e < rows[0].size(); ++e) {
        double sum = 0.0;
        for (std::size_t k = 0; k < 3; ++k) sum += stored[2 * k + t] * rows[k][e];
        EXPECT_NEAR(targets[t].row(b, e / n_columns)[e % n_columns], sum, rounding);
      }
  }
}

TEST(KernelFamily, SupportIsTheUnion) {
  const std::vector<LinearKernel> kernels{example(20, 1.0), example(31, 0.7)};
  EXPECT_EQ(union_of_supports(kernels).density(), kernels[0].density());
  EXPECT_LT(kernels[1].density(), kernels[0].density());
}

}  // namespace
}  // namespace fitpack
