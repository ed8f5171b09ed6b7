#include "fitpack/kernel/linear_kernel.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace fitpack {
namespace {

constexpr std::size_t n_columns = 50;
constexpr std::size_t stride = 16;

/// Rows that begin with more and more zeros, as those of points at growing x.
LinearKernel make_kernel() {
  LinearKernel kernel(n_columns, {20, 3, 0});
  for (std::size_t block = 0; block < 2; ++block)
    for (std::size_t i = 0; i < kernel.n_rows(block); ++i)
      for (std::size_t a = 2 * i; a < n_columns; ++a)
        kernel.row(block, i)[a] = std::sin(static_cast<double>(100 * block + 7 * i + 3 * a));
  return kernel;
}

AlignedVector make_table() {
  AlignedVector table(n_columns * stride);
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = std::cos(static_cast<double>(i));
  return table;
}

TEST(LinearKernel, IsALinearMapOfItsRows) {
  const LinearKernel kernel = make_kernel();
  const AlignedVector table = make_table();
  for (std::size_t block = 0; block < 2; ++block) {
    AlignedVector out(kernel.n_rows(block) * stride);
    kernel.apply_table(block, table, stride, out);
    for (std::size_t i = 0; i < kernel.n_rows(block); ++i)
      for (std::size_t c = 0; c < stride; ++c) {
        double sum = 0.0;
        for (std::size_t a = 0; a < n_columns; ++a)
          sum += kernel.row(block, i)[a] * table[a * stride + c];
        EXPECT_NEAR(out[i * stride + c], sum, 1e-13) << "row " << i << ", column " << c;
      }
  }
}

TEST(LinearKernel, FirstColumnOfATableHasTheBitsOfTheVectorProduct) {
  LinearKernel kernel = make_kernel();
  kernel.find_support();
  const AlignedVector table = make_table();
  std::vector<double> f(n_columns);
  for (std::size_t a = 0; a < n_columns; ++a) f[a] = table[a * stride];
  AlignedVector out(20 * stride);
  std::vector<double> theory(20);
  kernel.apply_table(0, table, stride, out);
  kernel.apply(0, f, theory);
  for (std::size_t i = 0; i < 20; ++i) EXPECT_EQ(theory[i], out[i * stride]) << "row " << i;
}

TEST(LinearKernel, SupportChangesNoBitAndSavesWork) {
  LinearKernel all = make_kernel();
  LinearKernel some = make_kernel();
  some.find_support();
  EXPECT_EQ(all.density(), 1.0);
  EXPECT_LT(some.density(), 0.9);
  const AlignedVector table = make_table();
  for (std::size_t block = 0; block < 3; ++block) {
    AlignedVector out_all(all.n_rows(block) * stride), out_some(out_all.size());
    all.apply_table(block, table, stride, out_all);
    some.apply_table(block, table, stride, out_some);
    EXPECT_EQ(out_all, out_some) << "block " << block;
  }
}

}  // namespace
}  // namespace fitpack
