#include "fitpack/reduction/upper_cholesky.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>

#include "../../support/synthetic_problem.hpp"
#include "fitpack/reduction/shift_elimination.hpp"

namespace fitpack {
namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Rounding of some hundred terms of order one, relative to well-conditioned results.
constexpr double rounding = 1e-12;

RowMajor random_matrix(std::size_t rows, std::size_t columns, std::uint64_t seed) {
  synthetic::Random random(seed);
  RowMajor m(static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(columns));
  for (Eigen::Index i = 0; i < m.size(); ++i) m.data()[i] = random();
  return m;
}

/// [Γ|r]ᵀ[Γ|r] packed, as the tree delivers it.
std::vector<double> packed_sums(const RowMajor& gamma_and_r) {
  const auto n = static_cast<std::size_t>(gamma_and_r.cols());
  const RowMajor gram = gamma_and_r.transpose() * gamma_and_r;
  std::vector<double> packed(packed_upper_size(n), 0.0);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = i; j < n; ++j)
      packed[packed_upper_index(n, i, j)] =
          gram(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j));
  return packed;
}

class Elimination : public testing::TestWithParam<std::size_t> {};

TEST_P(Elimination, SolvesTheNormalEquationsOfTheShifts) {
  const std::size_t n = GetParam();
  const RowMajor rows = random_matrix(n + 20, n + 1, 5);
  const auto size = static_cast<Eigen::Index>(n);
  const RowMajor gamma = rows.leftCols(size);
  const Eigen::VectorXd r = rows.col(size);
  const RowMajor a = RowMajor::Identity(size, size) + gamma.transpose() * gamma;
  const Eigen::VectorXd wanted = a.llt().solve(gamma.transpose() * r);

  ShiftElimination elimination(n);
  elimination.factorise(packed_sums(rows));
  const Eigen::Map<const Eigen::VectorXd> shifts(elimination.shifts().data(), size);
  EXPECT_LT((shifts - wanted).norm(), rounding * (1.0 + wanted.norm()));
  const double minimum = (r - gamma * wanted).squaredNorm() + wanted.squaredNorm();
  EXPECT_NEAR(elimination.minimum(), minimum, rounding * minimum);
  EXPECT_NEAR(elimination.sum_of_squared_shifts(), wanted.squaredNorm(), rounding);

  const RowMajor inverse = a.inverse();
  const std::vector<double> errors = elimination.shift_errors();
  for (std::size_t j = 0; j < n; ++j) {
    const auto k = static_cast<Eigen::Index>(j);
    EXPECT_NEAR(errors[j], std::sqrt(inverse(k, k)), rounding);
  }
}

TEST_P(Elimination, SolvesForManyRightHandSides) {
  const std::size_t n = GetParam();
  const auto size = static_cast<Eigen::Index>(n);
  const RowMajor rows = random_matrix(n + 20, n + 1, 6);
  const RowMajor gamma = rows.leftCols(size);
  const RowMajor a = RowMajor::Identity(size, size) + gamma.transpose() * gamma;
  ShiftElimination elimination(n);
  elimination.factorise(packed_sums(rows));
  constexpr std::size_t columns = 16;
  RowMajor x = random_matrix(padded(n), columns, 7);
  const RowMajor wanted = a.llt().solve(x.topRows(size));
  elimination.solve({x.data(), padded(n), columns, columns});
  EXPECT_LT((x.topRows(size) - wanted).norm(), rounding * (1.0 + wanted.norm()));
  EXPECT_EQ(x.bottomRows(x.rows() - size).norm(), 0.0);
}

INSTANTIATE_TEST_SUITE_P(Sizes, Elimination, testing::Values(1, 7, 8, 9, 40, 169));

TEST(Elimination, WithoutSourcesTheMinimumIsTheSumOfSquares) {
  const RowMajor rows = random_matrix(30, 1, 8);
  ShiftElimination elimination(0);
  elimination.factorise(packed_sums(rows));
  EXPECT_NEAR(elimination.minimum(), rows.squaredNorm(), rounding);
  EXPECT_TRUE(elimination.shifts().empty());
  EXPECT_TRUE(elimination.shift_errors().empty());
}

TEST(Elimination, PassesNotANumberOn) {
  std::vector<double> sums = packed_sums(random_matrix(30, 6, 8));
  sums[packed_upper_index(6, 1, 2)] = std::nan("");
  ShiftElimination elimination(5);
  elimination.factorise(sums);
  EXPECT_FALSE(std::isfinite(elimination.minimum()));
}

}  // namespace
}  // namespace fitpack
