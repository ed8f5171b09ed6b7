#include "fitpack/kernel/dense_product.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace fitpack {
namespace {

/// A padded random matrix; padding is zero.
struct Matrix {
  Matrix(std::size_t rows, std::size_t columns, std::uint64_t seed)
      : rows_(rows), columns_(columns), stride_(padded(columns)), data_(rows * stride_, 0.0) {
    std::mt19937_64 engine(seed);
    for (std::size_t i = 0; i < rows; ++i)
      for (std::size_t j = 0; j < columns; ++j)
        (*this)(i, j) = static_cast<double>(engine() >> 11U) * 0x1p-53 - 0.4;
  }
  double& operator()(std::size_t i, std::size_t j) { return data_[i * stride_ + j]; }
  [[nodiscard]] double operator()(std::size_t i, std::size_t j) const {
    return data_[i * stride_ + j];
  }
  [[nodiscard]] MatrixView view() { return {data_.data(), rows_, columns_, stride_}; }

  std::size_t rows_, columns_, stride_;
  AlignedVector data_;
};

/// One multiply-add, rounded as the library's are: once where the processor can, else twice.
double multiply_add(double a, double b, double c) {
#if defined(__FP_FAST_FMA) && defined(__OPTIMIZE__)
  return std::fma(a, b, c);
#else
  return a * b + c;
#endif
}

Matrix naive_product(const Matrix& a, const Matrix& b) {
  Matrix c(a.rows_, b.columns_, 0);
  for (std::size_t i = 0; i < a.rows_; ++i)
    for (std::size_t j = 0; j < b.columns_; ++j) {
      double sum = 0.0;
      for (std::size_t k = 0; k < a.columns_; ++k) sum = multiply_add(a(i, k), b(k, j), sum);
      c(i, j) = sum;
    }
  return c;
}

Matrix transposed(const Matrix& a) {
  Matrix t(a.columns_, a.rows_, 0);
  for (std::size_t i = 0; i < a.rows_; ++i)
    for (std::size_t j = 0; j < a.columns_; ++j) t(j, i) = a(i, j);
  return t;
}

void expect_same_bits(const Matrix& got, const Matrix& wanted) {
  ASSERT_EQ(got.data_.size(), wanted.data_.size());
  for (std::size_t i = 0; i < got.rows_; ++i)
    for (std::size_t j = 0; j < got.columns_; ++j)
      ASSERT_EQ(got(i, j), wanted(i, j)) << "element " << i << ", " << j << " of a " << got.rows_
                                         << " x " << got.columns_ << " product";
}

/// Every height and width of tile, and remainders of each.
class Shapes : public testing::TestWithParam<std::tuple<int, int, int>> {
 protected:
  [[nodiscard]] std::size_t m() const { return static_cast<std::size_t>(std::get<0>(GetParam())); }
  [[nodiscard]] std::size_t k() const { return static_cast<std::size_t>(std::get<1>(GetParam())); }
  [[nodiscard]] std::size_t n() const { return static_cast<std::size_t>(std::get<2>(GetParam())); }
};

TEST_P(Shapes, MultiplyHasTheBitsOfTheNaiveLoop) {
  Matrix a(m(), k(), 1), b(k(), n(), 2), c(m(), n(), 3);
  multiply(a.view(), b.view(), c.view());
  expect_same_bits(c, naive_product(a, b));
}

TEST_P(Shapes, MultiplyTransposedHasTheBitsOfTheNaiveLoop) {
  Matrix a(m(), k(), 1), b(m(), n(), 2), c(k(), n(), 3);
  multiply_transposed(a.view(), b.view(), c.view());
  expect_same_bits(c, naive_product(transposed(a), b));
}

TEST_P(Shapes, GramHasTheBitsOfTheNaiveLoop) {
  Matrix a(m(), k(), 1);
  const Matrix wanted = naive_product(transposed(a), a);
  std::vector<double> packed(packed_upper_size(k()));
  gram_upper(a.view(), packed);
  for (std::size_t i = 0; i < k(); ++i)
    for (std::size_t j = i; j < k(); ++j)
      ASSERT_EQ(packed[packed_upper_index(k(), i, j)], wanted(i, j)) << i << ", " << j;
}

TEST_P(Shapes, MultiplyVectorHasTheBitsOfAColumnOfMultiply) {
  Matrix a(m(), k(), 1), b(k(), 1, 2), c(m(), 1, 3);
  multiply(a.view(), b.view(), c.view());
  std::vector<double> x(k()), y(m());
  for (std::size_t i = 0; i < k(); ++i) x[i] = b(i, 0);
  multiply_vector(a.view(), x, y);
  for (std::size_t i = 0; i < m(); ++i) ASSERT_EQ(y[i], c(i, 0)) << "row " << i;
}

INSTANTIATE_TEST_SUITE_P(AllTiles, Shapes,
                         testing::Combine(testing::Values(1, 7, 8, 21), testing::Values(1, 5, 33),
                                          testing::Values(1, 8, 15, 24, 30, 41)));

TEST(DenseProduct, AddsToAndSubtractsFromWhatIsThere) {
  Matrix a(9, 12, 1), b(12, 10, 2), c(9, 10, 3);
  multiply(a.view(), b.view(), c.view());
  const Matrix once = c;
  multiply(a.view(), b.view(), c.view(), Accumulate::subtract);
  for (std::size_t i = 0; i < 9; ++i)
    for (std::size_t j = 0; j < 10; ++j) EXPECT_NEAR(c(i, j), 0.0, 1e-14);  // rounding of 12 terms
  multiply(a.view(), b.view(), c.view(), Accumulate::add);
  for (std::size_t i = 0; i < 9; ++i)
    for (std::size_t j = 0; j < 10; ++j) EXPECT_NEAR(c(i, j), once(i, j), 1e-14);
}

TEST(DenseProduct, LeavingOutZeroColumnsChangesNoBit) {
  Matrix a(11, 40, 1), b(40, 16, 2), all(11, 16, 3), some(11, 16, 4);
  for (std::size_t i = 0; i < 11; ++i)
    for (std::size_t k = 0; k < 40; ++k)
      if (k < 5 || (k >= 20 && k < 31)) a(i, k) = 0.0;
  const std::vector<SummationRun> runs{{5, 20}, {31, 40}};
  multiply(a.view(), b.view(), all.view());
  multiply(a.view(), b.view(), some.view(), runs);
  expect_same_bits(some, all);
}

TEST(DenseProduct, PackedTriangleHasNoOverlapsAndNoHolesAtRowStarts) {
  for (const std::size_t n : {1U, 8U, 9U, 170U}) {
    std::vector<int> used(packed_upper_size(n), 0);
    for (std::size_t i = 0; i < padded(n); ++i)
      for (std::size_t j = i / 8 * 8; j < padded(n); ++j) ++used.at(packed_upper_index(n, i, j));
    for (const int count : used) EXPECT_EQ(count, 1);
  }
}

}  // namespace
}  // namespace fitpack
