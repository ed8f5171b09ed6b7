#include "fitpack/kernel/single_kernel.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace fitpack {
namespace {

constexpr std::size_t n_columns = 50;
constexpr std::size_t stride = 16;
/// Rounding of an element to single precision, relative.
constexpr double single_precision = 0x1p-24;

/// Rows that begin with more and more zeros, as those of points at growing x, and one group of
/// zeros alone.
LinearKernel make_kernel() {
  LinearKernel kernel(n_columns, {20, 3, 0});
  for (std::size_t block = 0; block < 2; ++block)
    for (std::size_t i = 0; i < kernel.n_rows(block); ++i)
      for (std::size_t a = 2 * i; a < n_columns; ++a)
        if (i < 8 || i >= 16)
          kernel.row(block, i)[a] = std::sin(static_cast<double>(100 * block + 7 * i + 3 * a));
  kernel.find_support();
  return kernel;
}

AlignedVector make_table() {
  AlignedVector table(n_columns * stride);
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = std::cos(static_cast<double>(i));
  return table;
}

TEST(SingleKernel, DiffersFromTheDoubleOneByRounding) {
  const LinearKernel exact = make_kernel();
  const SingleKernel kernel(exact);
  const AlignedVector table = make_table();
  ASSERT_EQ(kernel.n_blocks(), 3U);
  for (std::size_t block = 0; block < 2; ++block) {
    ASSERT_EQ(kernel.n_rows(block), exact.n_rows(block));
    AlignedVector out(kernel.n_rows(block) * stride, 7.0);
    kernel.apply_table(block, table, stride, out);
    for (std::size_t i = 0; i < kernel.n_rows(block); ++i)
      for (std::size_t c = 0; c < stride; ++c) {
        double sum = 0.0, size = 0.0;
        for (std::size_t a = 0; a < n_columns; ++a) {
          const double term = exact.row(block, i)[a] * table[a * stride + c];
          sum += term;
          size += std::abs(term);
        }
        EXPECT_NEAR(out[i * stride + c], sum, single_precision * size + 1e-14)
            << "row " << i << ", column " << c;
      }
  }
}

TEST(SingleKernel, KeepsElementsThatSinglePrecisionHolds) {
  LinearKernel exact(n_columns, {9});
  for (std::size_t i = 0; i < 9; ++i) exact.row(0, i)[5 * i] = 0.25 * static_cast<double>(i);
  const SingleKernel kernel(exact);
  const AlignedVector table = make_table();
  AlignedVector out(9 * stride);
  kernel.apply_table(0, table, stride, out);
  for (std::size_t i = 0; i < 9; ++i)
    for (std::size_t c = 0; c < stride; ++c)
      EXPECT_EQ(out[i * stride + c], 0.25 * static_cast<double>(i) * table[5 * i * stride + c]);
}

TEST(SingleKernel, FirstColumnOfATableHasTheBitsOfTheVectorProduct) {
  const SingleKernel kernel(make_kernel());
  const AlignedVector table = make_table();
  std::vector<double> f(n_columns), theory(20);
  for (std::size_t a = 0; a < n_columns; ++a) f[a] = table[a * stride];
  AlignedVector out(20 * stride);
  kernel.apply_table(0, table, stride, out);
  kernel.apply(0, f, theory);
  for (std::size_t i = 0; i < 20; ++i) EXPECT_EQ(theory[i], out[i * stride]) << "row " << i;
}

TEST(SingleKernel, GivesItsRowsBack) {
  const LinearKernel exact = make_kernel();
  const SingleKernel kernel(exact);
  for (std::size_t block = 0; block < kernel.n_blocks(); ++block) {
    std::vector<double> rows(kernel.n_rows(block) * n_columns, -1.0), wanted(rows.size());
    kernel.copy_rows(block, rows);
    exact.copy_rows(block, wanted);
    for (std::size_t i = 0; i < rows.size(); ++i)
      EXPECT_EQ(rows[i], static_cast<double>(static_cast<float>(wanted[i]))) << block << ", " << i;
    for (std::size_t i = 0; i < kernel.n_rows(block); ++i)
      EXPECT_EQ(wanted[i * n_columns + 40], exact.row(block, i)[40]);
  }
}

TEST(SingleKernel, StoresNoZeros) {
  const LinearKernel exact = make_kernel();
  EXPECT_LT(SingleKernel(exact).bytes(), exact.bytes() / 2);
  EXPECT_GT(SingleKernel(exact).bytes(), 0U);
}

}  // namespace
}  // namespace fitpack
