#include "fitpack/pdf/pdf_grid.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "fitpack/core/error.hpp"

namespace fitpack {
namespace {

constexpr double rounding = 1e-12;

/// What stands in the table: bilinear in ln x and ln Q², which interpolation must reproduce;
/// another constant above the threshold.
double content(int flavour, double x, double q, double offset) {
  return offset + flavour * 0.1 + std::log(x) * (1.0 + 0.3 * std::log(q * q));
}

PdfSubgrid subgrid(std::vector<double> q, double offset) {
  PdfSubgrid grid{{1e-3, 1e-2, 0.05, 0.2, 0.6, 1.0}, std::move(q), {-1, 2, gluon_code}, {}};
  for (const double x : grid.x)
    for (const double scale : grid.q)
      for (const int flavour : grid.flavours)
        grid.values.push_back(content(flavour, x, scale, offset));
  return grid;
}

PdfGrid two_subgrids() {
  return PdfGrid({subgrid({1.3, 2.0, 3.0, 4.5}, 0.0), subgrid({4.5, 6.0, 10.0, 100.0}, 5.0)});
}

TEST(PdfGrid, InterpolatesInLogarithmsInsideEachSubgrid) {
  const PdfGrid grid = two_subgrids();
  const std::vector<double> x{1e-3, 0.0033, 0.07, 0.5, 0.9};
  for (const double q : {1.3, 1.7, 4.4999, 4.6, 42.0, 100.0}) {
    const double offset = q < 4.5 ? 0.0 : 5.0;
    const auto points = grid.at(x, q);
    for (std::size_t i = 0; i < x.size(); ++i) {
      EXPECT_NEAR(points[i].gluon, content(gluon_code, x[i], q, offset), rounding);
      EXPECT_NEAR(points[i].quark[1], content(2, x[i], q, offset), rounding);
      EXPECT_NEAR(points[i].antiquark[0], content(-1, x[i], q, offset), rounding);
      EXPECT_EQ(points[i].quark[3], 0.0);  // not in the table
    }
  }
}

TEST(PdfGrid, AtAThresholdTheUpperSubgridCounts) {
  const std::vector<double> x{0.1};
  EXPECT_NEAR(two_subgrids().at(x, 4.5)[0].gluon, content(gluon_code, 0.1, 4.5, 5.0), rounding);
}

TEST(PdfGrid, KnowsItsRangeAndRefusesTheRest) {
  const PdfGrid grid = two_subgrids();
  EXPECT_EQ(grid.x_min(), 1e-3);
  EXPECT_EQ(grid.x_max(), 1.0);
  EXPECT_EQ(grid.q_min(), 1.3);
  EXPECT_EQ(grid.q_max(), 100.0);
  EXPECT_TRUE(grid.has(2));
  EXPECT_FALSE(grid.has(4));
  const std::vector<double> x{0.1}, small{5e-4};
  EXPECT_THROW(static_cast<void>(grid.at(x, 1.2)), InputError);
  EXPECT_THROW(static_cast<void>(grid.at(x, 101.0)), InputError);
  EXPECT_THROW(static_cast<void>(grid.at(small, 10.0)), InputError);
}

}  // namespace
}  // namespace fitpack
