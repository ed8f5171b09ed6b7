#include "fitpack/dis/coefficient_set.hpp"

#include <gtest/gtest.h>

#include "fitpack/dis/coefficient_functions.hpp"

namespace fitpack::dis {
namespace {

using qcd::ConvolutionKernel;
using qcd::Matrix;
using qcd::Order;

bool is_zero(const ConvolutionKernel& k) {
  return !k.regular && k.delta == 0.0 && k.plus == std::array<double, 4>{};
}

TEST(CoefficientKernels, AtLeadingOrderAreTheNakedQuarks) {
  for (const auto function : {StructureFunction::f2, StructureFunction::f3}) {
    const auto c = coefficient_kernels(function, 4, Order::lo);
    for (const auto* list : {&c.ns_plus, &c.ns_minus}) {
      ASSERT_EQ(list->size(), 1U);
      EXPECT_FALSE(list->front().regular);
      EXPECT_EQ(list->front().delta, 1.0);
    }
    EXPECT_TRUE(c.gluon.empty());
    EXPECT_TRUE(c.ps.empty());
  }
}

TEST(CoefficientKernels, LongitudinalVanishesAtLeadingOrder) {
  for (const Order order : {Order::lo, Order::nlo}) {
    const auto c = coefficient_kernels(StructureFunction::fl, 4, order);
    EXPECT_TRUE(is_zero(c.ns_plus.front()));
    EXPECT_TRUE(is_zero(c.ns_minus.front()));
  }
}

TEST(CoefficientKernels, AtNextOrderBringTheGluonToF2AndFlOnly) {
  constexpr double z = 0.3;
  const auto f2 = coefficient_kernels(StructureFunction::f2, 4, Order::nlo);
  const auto fl = coefficient_kernels(StructureFunction::fl, 4, Order::nlo);
  const auto f3 = coefficient_kernels(StructureFunction::f3, 4, Order::nlo);
  EXPECT_EQ(f2.ns_plus.at(1).regular(z), c2_1_quark().regular(z));
  EXPECT_EQ(fl.ns_plus.at(1).regular(z), cl_1_quark().regular(z));
  EXPECT_EQ(f3.ns_minus.at(1).regular(z), c3_1_quark().regular(z));
  ASSERT_EQ(f2.gluon.size(), 2U);
  EXPECT_TRUE(is_zero(f2.gluon[0]));
  EXPECT_EQ(f2.gluon[1].regular(z), c2_1_gluon().regular(z));
  EXPECT_EQ(fl.gluon.at(1).regular(z), cl_1_gluon().regular(z));
  EXPECT_TRUE(f3.gluon.empty());
}

TEST(ToMatrices, BuildsEachListInItsPlace) {
  CoefficientKernels kernels;
  kernels.ns_plus.resize(3);
  kernels.ns_minus.resize(2);
  kernels.gluon.resize(1);
  const auto matrices = to_matrices(kernels, [](const std::vector<ConvolutionKernel>& list) {
    return std::vector<Matrix>(list.size(), Matrix::Constant(1, 1, double(list.size())));
  });
  EXPECT_EQ(matrices.ns_plus.size(), 3U);
  EXPECT_EQ(matrices.ns_minus.size(), 2U);
  EXPECT_TRUE(matrices.ps.empty());
  ASSERT_EQ(matrices.gluon.size(), 1U);
  EXPECT_EQ(matrices.gluon[0](0, 0), 1.0);
}

TEST(SumOrders, IsThePolynomialInTheCoupling) {
  const std::vector<Matrix> list{Matrix::Constant(2, 2, 3.0), Matrix::Constant(2, 2, -1.0),
                                 Matrix::Constant(2, 2, 8.0)};
  EXPECT_EQ(sum_orders(list, 0.5), Matrix(Matrix::Constant(2, 2, 3.0 - 0.5 + 2.0)));
  EXPECT_EQ(sum_orders({list[0]}, 0.5), list[0]);
  EXPECT_EQ(sum_orders({}, 0.5).size(), 0);
}

}  // namespace
}  // namespace fitpack::dis
