#include "fitpack/qcd/matching.hpp"

#include <gtest/gtest.h>

#include "convolution_reference.hpp"

namespace fitpack::qcd {
namespace {

using testing::ConvolutionReference;
using testing::direct_moment;
using testing::expect_reference;

constexpr ConvolutionReference references[] = {
#include "convolution_checks_nnlo.inc"
};

/// The reference's own integration error is 2e-10, larger where terms cancel.
constexpr double reference_tolerance = 1e-9;
/// The matrix elements are exact: sum rules hold to the quadrature of terms of size 10…100.
constexpr double sum_rule_tolerance = 1e-11;

TEST(Matching, ConvolutionsAgreeWithReference) {
  expect_reference(references, "A1_Hg_L(coef_of_ln)", a1_hg_log(), reference_tolerance);
  expect_reference(references, "A2_Hq_PS_0", a2_hq(), reference_tolerance);
  expect_reference(references, "A2_Hg_0", a2_hg(), reference_tolerance);
  expect_reference(references, "A2_qqH_NS_0", a2_qq_ns(), reference_tolerance);
  expect_reference(references, "A2_gqH_0", a2_gq(), reference_tolerance);
  expect_reference(references, "A2_ggH_0", a2_gg(), reference_tolerance);
}

TEST(Matching, ConservesValence) {
  EXPECT_NEAR(direct_moment(a2_qq_ns(), 1), 0, sum_rule_tolerance);
}

TEST(Matching, ConservesMomentum) {
  const double from_quarks =
      direct_moment(a2_qq_ns(), 2) + direct_moment(a2_hq(), 2) + direct_moment(a2_gq(), 2);
  const double from_gluons = direct_moment(a2_hg(), 2) + direct_moment(a2_gg(), 2);
  EXPECT_NEAR(from_quarks, 0, sum_rule_tolerance);
  EXPECT_NEAR(from_gluons, 0, sum_rule_tolerance);
}

/// The logarithm at O(a_s) takes from the gluon what it gives to h+h̄: (4/3) T_R of momentum.
TEST(Matching, FirstOrderLogarithmCarriesItsMomentum) {
  EXPECT_NEAR(direct_moment(a1_hg_log(), 2), 2.0 / 3, sum_rule_tolerance);
}

}  // namespace
}  // namespace fitpack::qcd
