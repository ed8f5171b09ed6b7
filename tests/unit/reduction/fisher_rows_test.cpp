#include "fitpack/reduction/fisher_rows.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace fitpack {
namespace {

constexpr std::size_t n = 3, stride = 8;

/// Σ over rows of row[i] row[j].
double product(const AlignedVector& rows, std::size_t i, std::size_t j) {
  double sum = 0.0;
  for (std::size_t r = 0; r < n; ++r) sum += rows[r * stride + i] * rows[r * stride + j];
  return sum;
}

TEST(FisherRows, HaveTheInformationAndTheGradient) {
  const std::vector<double> information{4e8, 1e3, 2e4, 1e3, 1.0, 0.2, 2e4, 0.2, 9.0};
  const std::vector<double> gradient{5e3, -0.3, 2.0};
  const AlignedVector rows = fisher_rows(information, gradient, stride);
  ASSERT_EQ(rows.size(), n * stride);
  for (std::size_t i = 0; i < n; ++i) {
    const double scale = std::sqrt(information[i * n + i]);
    EXPECT_NEAR(product(rows, i, n) / scale, gradient[i] / scale, 1e-12);
    for (std::size_t j = 0; j < n; ++j)
      EXPECT_NEAR(product(rows, i, j), information[i * n + j],
                  1e-12 * std::sqrt(information[i * n + i] * information[j * n + j]));
    for (std::size_t k = n + 1; k < stride; ++k) EXPECT_EQ(rows[i * stride + k], 0.0);
  }
}

TEST(FisherRows, ADirectionWithoutInformationStaysEmpty) {
  const std::vector<double> information{4.0, 2.0, 0.0, 2.0, 1.0, 0.0, 0.0, 0.0, 0.0};
  const std::vector<double> gradient{2.0, 1.0, 0.0};  // along (2, 1, 0)
  const AlignedVector rows = fisher_rows(information, gradient, stride);
  EXPECT_NEAR(product(rows, 0, n), 2.0, 1e-12);
  EXPECT_NEAR(product(rows, 1, n), 1.0, 1e-12);
  EXPECT_EQ(product(rows, 2, n), 0.0);
}

TEST(FisherRows, NumbersThatAreNoneStayNone) {
  const std::vector<double> information(n * n, std::nan(""));
  const AlignedVector rows = fisher_rows(information, std::vector<double>(n, 0.0), stride);
  EXPECT_TRUE(std::isnan(rows[0]));
}

}  // namespace
}  // namespace fitpack
