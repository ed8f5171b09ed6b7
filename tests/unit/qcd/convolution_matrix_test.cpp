#include "fitpack/qcd/convolution_matrix.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "fitpack/qcd/splitting_functions.hpp"
#include "support/worst.hpp"
#include "unit/qcd/direct_convolution.hpp"

namespace fitpack::qcd {
namespace {

using testing::direct_convolution;
using testing::Worst;

/// Required agreement with direct quadrature for the toy function, relative to the largest value of
/// the result. Interpolating the function carries most of it: kernels that act like derivatives at
/// z = 1 amplify that error.
constexpr double row_accuracy = 1e-8;
/// The same point by point, for splitting functions.
constexpr double pointwise_accuracy = 2e-8;
/// For functions that are exact on the grid only quadrature is left.
constexpr double quadrature_accuracy = 2e-9;

double toy(double x) { return std::pow(x, 0.3) * std::pow(1.0 - x, 3); }

std::vector<double> on_nodes(const XGrid& grid, double (*f)(double)) {
  std::vector<double> values;
  for (const double x : grid.nodes()) values.push_back(f(x));
  return values;
}

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

std::vector<ConvolutionKernel> splitting_functions() {
  return {p0_ns(), p0_qg(4), p0_gq(), p0_gg(4), p1_ns_minus(4), p1_ps(4), p1_qg(4), p1_gg(4)};
}

/// Also every plus distribution and δ alone.
std::vector<ConvolutionKernel> kernels() {
  std::vector<ConvolutionKernel> list = splitting_functions();
  for (std::size_t k = 0; k < 4; ++k) {
    ConvolutionKernel plus;
    plus.plus[k] = 1.0;
    list.push_back(plus);
  }
  list.push_back({{}, {}, 2.5});
  return list;
}

/// A polynomial in ln x that vanishes at x = 1: no element has to approximate it.
double exact_on_grid(double x) {
  const double u = std::log(x);
  return u * (1.0 + 0.3 * u - 0.02 * u * u);
}

/// What the rows of one kernel and direct quadrature give at every point.
struct Comparison {
  std::vector<double> rows, direct;
  double largest = 0.0;  ///< of |direct|
};

Comparison compare(const XGrid& grid, const ConvolutionKernel& kernel,
                   const std::vector<double>& points, double (*function)(double)) {
  const auto f = on_nodes(grid, function);
  Comparison result;
  for (const double x : points) {
    result.rows.push_back(dot(convolution_rows(grid, x, {&kernel, 1}).front(), f));
    result.direct.push_back(direct_convolution(kernel, x, function));
    result.largest = std::max(result.largest, std::abs(result.direct.back()));
  }
  return result;
}

std::string place(std::size_t kernel, double x) {
  return "kernel " + std::to_string(kernel) + " x = " + std::to_string(x);
}

/// The rows of all kernels relative to the largest value of each result.
Worst error_of_norm(const XGrid& grid, const std::vector<double>& points,
                    double (*function)(double)) {
  Worst worst;
  const auto list = kernels();
  for (std::size_t k = 0; k < list.size(); ++k) {
    const Comparison c = compare(grid, list[k], points, function);
    for (std::size_t i = 0; i < points.size(); ++i)
      worst.absolute(c.rows[i] / c.largest, c.direct[i] / c.largest, place(k, points[i]));
  }
  return worst;
}

/// Interior points, next to the borders of elements, and every third node.
std::vector<double> test_points(const XGrid& grid) {
  std::vector<double> points{1.3e-5,
                             1.11e-4,
                             2.7e-3,
                             9.5e-3,
                             0.033,
                             0.099,
                             0.21,
                             0.43,
                             0.61,
                             0.1 * (1.0 - 1e-9),
                             0.1 * (1.0 + 1e-9),
                             0.35 * (1.0 - 1e-6),
                             0.35 * (1.0 + 1e-6),
                             0.35 * (1.0 - 1e-3)};
  for (std::size_t i = 0; i < grid.size(); i += 3)
    if (grid.nodes()[i] < 0.7) points.push_back(grid.nodes()[i]);
  for (const auto& element : grid.elements()) points.push_back(grid.nodes()[element.first_node]);
  return points;
}

TEST(ConvolutionRows, AgreeWithDirectQuadratureForTheToyFunction) {
  const XGrid grid(1e-5);
  EXPECT_TRUE(error_of_norm(grid, test_points(grid), toy).within(row_accuracy));
}

TEST(ConvolutionRows, AgreeWithDirectQuadratureForFunctionsExactOnTheGrid) {
  const XGrid grid(1e-5);
  EXPECT_TRUE(error_of_norm(grid, test_points(grid), exact_on_grid).within(quadrature_accuracy));
}

TEST(ConvolutionRows, OfSplittingFunctionsAgreeAtEveryPoint) {
  const XGrid grid(1e-5);
  const auto points = test_points(grid);
  const auto list = splitting_functions();
  Worst worst;
  for (std::size_t k = 0; k < list.size(); ++k) {
    const Comparison c = compare(grid, list[k], points, toy);
    for (std::size_t i = 0; i < points.size(); ++i)
      worst.relative(c.rows[i], c.direct[i], place(k, points[i]));
  }
  EXPECT_TRUE(worst.within(pointwise_accuracy));
}

TEST(ConvolutionRows, OfTheDeltaFunctionIsInterpolation) {
  const XGrid grid(1e-4);
  const std::vector<ConvolutionKernel> one{{{}, {}, 1.0}};
  for (const double x : {1e-4, 3.3e-3, 0.1, 0.5, 0.96}) {
    const auto row = convolution_rows(grid, x, one).front();
    std::vector<double> expected(grid.size(), 0.0);
    const Stencil s = grid.stencil(x);
    std::copy(s.weights.begin(), s.weights.end(), expected.begin() + static_cast<long>(s.first));
    EXPECT_EQ(row, expected) << x;
  }
}

TEST(ConvolutionRows, NeedOnlyValuesAboveX) {
  const XGrid grid(1e-5);
  const double x = 0.2;  // inside the element that begins at 0.1
  for (const auto& row : convolution_rows(grid, x, kernels()))
    for (std::size_t i = 0; grid.nodes()[i] < 0.099; ++i) EXPECT_EQ(row[i], 0.0) << i;
}

TEST(ConvolutionRows, OfAPowerReproduceTheClosedForm) {
  // K = 1 and F = ln x: ∫_x^1 dz ln(x/z) = ln x + 1 − x, and F is exact on the grid.
  constexpr double rounding = 1e-12;
  const XGrid grid(1e-4);
  const std::vector<ConvolutionKernel> flat{{[](double) { return 1.0; }, {}, 0.0}};
  const auto f = on_nodes(grid, [](double x) { return std::log(x); });
  for (const double x : {1e-4, 1e-3, 0.05, 0.3, 0.8, 0.99})
    EXPECT_NEAR(dot(convolution_rows(grid, x, flat).front(), f) / (std::log(x) + 1.0 - x), 1.0,
                rounding / (1.0 - x) / (1.0 - x));
}

TEST(ConvolutionMatrices, HoldTheRowsOfTheNodes) {
  const XGrid grid(1e-3);
  const std::vector<ConvolutionKernel> two{p0_ns(), p0_gq()};
  const auto matrices = convolution_matrices(grid, two);
  ASSERT_EQ(matrices.size(), 2U);
  const auto n = static_cast<Eigen::Index>(grid.size());
  for (std::size_t k = 0; k < 2; ++k) {
    ASSERT_EQ(matrices[k].rows(), n);
    ASSERT_EQ(matrices[k].cols(), n);
    for (Eigen::Index i = 0; i < n; ++i) {
      const auto row = convolution_rows(grid, grid.nodes()[static_cast<std::size_t>(i)], two)[k];
      for (Eigen::Index j = 0; j < n; ++j)
        EXPECT_EQ(matrices[k](i, j), row[static_cast<std::size_t>(j)]);
    }
  }
}

}  // namespace
}  // namespace fitpack::qcd
