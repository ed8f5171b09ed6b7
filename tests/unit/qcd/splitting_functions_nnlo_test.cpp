#include "fitpack/qcd/splitting_functions_nnlo.hpp"

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

// The parametrisations obey exact laws to the digits of their coefficients: the moments below are
// sums of terms of size 10^3 with five digits. Measured for nf = 3…6: valence 7e-4, sea 1.9e-3,
// quark momentum 1.9e-2, gluon momentum 5.2e-3, second moment of P_ns⁺ 2.2e-2.
constexpr double valence_accuracy = 1e-3;
constexpr double sea_accuracy = 2e-3;
constexpr double momentum_accuracy = 2.5e-2;

TEST(SplittingFunctionsNnlo, ConvolutionsAgreeWithReference) {
  const int nf = 4;
  expect_reference(references, "P2ns+", p2_ns_plus(nf), reference_tolerance);
  expect_reference(references, "P2ns-", p2_ns_minus(nf), reference_tolerance);
  expect_reference(references, "P2ns_s(valence-extra)", p2_ns_sea(nf), reference_tolerance);
  expect_reference(references, "P2ps", p2_ps(nf), reference_tolerance);
  expect_reference(references, "P2qg", p2_qg(nf), reference_tolerance);
  expect_reference(references, "P2gq", p2_gq(nf), reference_tolerance);
  expect_reference(references, "P2gg", p2_gg(nf), reference_tolerance);
}

class SplittingFunctionsNnloByFlavours : public ::testing::TestWithParam<int> {};

TEST_P(SplittingFunctionsNnloByFlavours, ConserveValence) {
  EXPECT_NEAR(direct_moment(p2_ns_minus(GetParam()), 1), 0, valence_accuracy);
  EXPECT_NEAR(direct_moment(p2_ns_sea(GetParam()), 1), 0, sea_accuracy);
}

TEST_P(SplittingFunctionsNnloByFlavours, ConserveMomentum) {
  const int nf = GetParam();
  const double from_quarks =
      direct_moment(p2_ns_plus(nf), 2) + direct_moment(p2_ps(nf), 2) + direct_moment(p2_gq(nf), 2);
  const double from_gluons = direct_moment(p2_qg(nf), 2) + direct_moment(p2_gg(nf), 2);
  EXPECT_NEAR(from_quarks, 0, momentum_accuracy);
  EXPECT_NEAR(from_gluons, 0, momentum_accuracy);
}

/// Exact second moment: Larin, Nogueira, van Ritbergen, Vermaseren, hep-ph/9605317.
TEST_P(SplittingFunctionsNnloByFlavours, SecondNonSingletMomentIsTheExactOne) {
  const int nf = GetParam();
  const double exact = -(859.447836 - 133.438199 * nf - 1.229081 * nf * nf);
  EXPECT_NEAR(direct_moment(p2_ns_plus(nf), 2), exact, momentum_accuracy);
}

INSTANTIATE_TEST_SUITE_P(Flavours, SplittingFunctionsNnloByFlavours, ::testing::Range(3, 7));

}  // namespace
}  // namespace fitpack::qcd
