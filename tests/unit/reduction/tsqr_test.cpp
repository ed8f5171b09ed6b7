#include "fitpack/reduction/tsqr.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>

#include "../../support/synthetic_problem.hpp"

namespace fitpack {
namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Householder reflections keep RᵀR = AᵀA to a few roundings of |A|².
constexpr double rounding = 1e-13;

/// Columns beyond `columns` are padding.
RowMajor random_rows(std::size_t rows, std::size_t columns, std::uint64_t seed) {
  synthetic::Random random(seed);
  RowMajor m =
      RowMajor::Zero(static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(padded(columns)));
  for (Eigen::Index i = 0; i < m.rows(); ++i)
    for (Eigen::Index j = 0; j < static_cast<Eigen::Index>(columns); ++j) m(i, j) = random();
  return m;
}

MatrixView view(RowMajor& m, std::size_t columns) {
  return {m.data(), static_cast<std::size_t>(m.rows()), columns,
          static_cast<std::size_t>(m.cols())};
}

class Triangle : public testing::TestWithParam<std::pair<std::size_t, std::size_t>> {};

TEST_P(Triangle, KeepsTheGramMatrixAndIsUpper) {
  const auto [rows, columns] = GetParam();
  RowMajor a = random_rows(rows, columns, 4);
  const RowMajor gram = a.transpose() * a;
  triangularise(view(a, columns));
  const RowMajor r = a.topRows(static_cast<Eigen::Index>(columns));
  EXPECT_LT((r.transpose() * r - gram).norm(), rounding * gram.norm());
  for (Eigen::Index i = 0; i < r.rows(); ++i)
    for (Eigen::Index j = 0; j < i; ++j) EXPECT_EQ(r(i, j), 0.0) << i << ", " << j;
}

INSTANTIATE_TEST_SUITE_P(Shapes, Triangle,
                         testing::Values(std::pair(1, 1), std::pair(5, 5), std::pair(9, 8),
                                         std::pair(40, 15), std::pair(257, 17)));

TEST(Tsqr, MergedTrianglesAreTheTriangleOfAllRows) {
  constexpr std::size_t n = 11;
  RowMajor top = random_rows(30, n, 1);
  RowMajor bottom = random_rows(21, n, 2);
  const RowMajor gram = top.transpose() * top + bottom.transpose() * bottom;
  triangularise(view(top, n));
  triangularise(view(bottom, n));
  AlignedVector scratch(2 * n * padded(n));
  merge_triangles(n, {top.data(), n * padded(n)}, {bottom.data(), n * padded(n)}, scratch);
  const RowMajor r = top.topRows(n);
  EXPECT_LT((r.transpose() * r - gram).norm(), rounding * gram.norm());
}

/// Few rows of many columns are only put on top of each other, then reduced.
TEST(Tsqr, MergesShortBlocks) {
  constexpr std::size_t n = 11;
  RowMajor all = RowMajor::Zero(n, static_cast<Eigen::Index>(padded(n)));
  RowMajor gram = RowMajor::Zero(all.cols(), all.cols());
  AlignedVector scratch(2 * n * padded(n));
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    RowMajor block = RowMajor::Zero(n, all.cols());
    block.topRows(5) = random_rows(5, n, seed);
    gram += block.transpose() * block;
    merge_triangles(n, {all.data(), n * padded(n)}, {block.data(), n * padded(n)}, scratch);
    EXPECT_LT((all.transpose() * all - gram).norm(), rounding * gram.norm());
  }
  EXPECT_EQ(all(5, 0), 0.0);  // the third block made a triangle of it
}

/// Rows with zeros in front in any order.
TEST(Tsqr, SortsRowsByTheirZeros) {
  constexpr std::size_t n = 17;
  RowMajor a = random_rows(40, n, 9);
  for (Eigen::Index i = 0; i < a.rows(); ++i) a.row(i).head((i * 7) % (n + 1)).setZero();
  const RowMajor gram = a.transpose() * a;
  triangularise(view(a, n));
  const RowMajor r = a.topRows(n);
  EXPECT_LT((r.transpose() * r - gram).norm(), rounding * gram.norm());
  for (Eigen::Index i = 0; i < r.rows(); ++i)
    for (Eigen::Index j = 0; j < i; ++j) EXPECT_EQ(r(i, j), 0.0) << i << ", " << j;
}

TEST(Tsqr, LeavesZeroColumnsAlone) {
  constexpr std::size_t n = 4;
  RowMajor a = random_rows(10, n, 3);
  a.col(1).setZero();
  const RowMajor gram = a.transpose() * a;
  triangularise(view(a, n));
  const RowMajor r = a.topRows(n);
  EXPECT_TRUE(r.allFinite());
  EXPECT_LT((r.transpose() * r - gram).norm(), rounding * gram.norm());
}

/// Where AᵀA has lost the small direction altogether: the reason for QR.
TEST(Tsqr, SeesDirectionsThatNormalEquationsLose) {
  constexpr double small = 1e-9;
  RowMajor a = RowMajor::Zero(3, 8);
  a(0, 0) = a(0, 1) = 1.0;
  a(1, 1) = small;
  triangularise(view(a, 2));
  EXPECT_NEAR(std::abs(a(1, 1)) / small, 1.0, 1e-6);
}

}  // namespace
}  // namespace fitpack
