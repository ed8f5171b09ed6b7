#include "fitpack/dis/coefficient_functions_nnlo.hpp"

#include <gtest/gtest.h>

#include "unit/qcd/convolution_reference.hpp"

namespace fitpack::dis {
namespace {

using testing::ConvolutionReference;
using testing::direct_moment;
using testing::expect_reference;

constexpr ConvolutionReference references[] = {
#include "convolution_checks_nnlo.inc"
};

/// The reference's own integration error is 2e-10, larger where terms cancel.
constexpr double reference_tolerance = 1e-9;
/// What rounding the plus coefficients to six digits changes, of a result of order 1 to 20: the
/// largest of the table is 6.7e-5.
constexpr double rounding_of_plus = 1e-4;

/// The reference has 14.2222, 61.3333, 1.77778, 8.5926 for the exact 128/9, 184/3, 16/9, 232/27.
qcd::ConvolutionKernel with_rounded_plus(qcd::ConvolutionKernel kernel, int nf) {
  kernel.plus = {188.64 + 6.3489 * nf, -31.105 - 8.5926 * nf, -61.3333 + 1.77778 * nf, 14.2222};
  return kernel;
}

TEST(CoefficientFunctionsNnlo, SingletAndLongitudinalAgreeWithReference) {
  const int nf = 4;
  expect_reference(references, "C2_2_ps", c2_2_ps(), reference_tolerance);
  expect_reference(references, "C2_2_g", c2_2_g(), reference_tolerance);
  expect_reference(references, "CL_2_ns+", cl_2_ns_plus(nf), reference_tolerance);
  expect_reference(references, "CL_2_ns-", cl_2_ns_minus(nf), reference_tolerance);
  expect_reference(references, "CL_2_ps", cl_2_ps(), reference_tolerance);
  expect_reference(references, "CL_2_g", cl_2_g(), reference_tolerance);
}

TEST(CoefficientFunctionsNnlo, NonSingletAgreesWithReferenceUpToItsRoundedConstants) {
  const int nf = 4;
  const auto check = [nf](const char* name, const qcd::ConvolutionKernel& kernel) {
    expect_reference(references, name, with_rounded_plus(kernel, nf), reference_tolerance);
    for (const ConvolutionReference& line : references) {
      if (std::string(line.name) != name) continue;
      const double value = testing::direct_convolution(kernel, line.x, testing::reference_shape);
      EXPECT_NEAR(value, line.value, rounding_of_plus) << name << " at x = " << line.x;
    }
  };
  check("C2_2_ns+", c2_2_ns_plus(nf));
  check("C2_2_ns-", c2_2_ns_minus(nf));
  check("C3_2_ns+", c3_2_ns_plus(nf));
  check("C3_2_ns-", c3_2_ns_minus(nf));
}

class CoefficientFunctionsNnloByFlavours : public ::testing::TestWithParam<int> {};

/// Exact: 0 for the difference of F_2 (Adler), -(55/12 - nf/3) (α_s/π)² for F_3 (Gross-Llewellyn
/// Smith). Measured deviation 3e-4 and 3e-3, of terms of size 300.
TEST_P(CoefficientFunctionsNnloByFlavours, FirstMomentsObeyAdlerAndGrossLlewellynSmith) {
  const int nf = GetParam();
  EXPECT_NEAR(direct_moment(c2_2_ns_minus(nf), 1), 0, 1e-3);
  EXPECT_NEAR(direct_moment(c3_2_ns_minus(nf), 1), -16 * (55.0 / 12 - nf / 3.0), 1e-2);
}

/// Exact second moments: Larin, Nogueira, van Ritbergen, Vermaseren, hep-ph/9605317. Measured
/// deviation 5e-5 + 1.4e-3 nf for C_2, 1e-4 for C_L.
TEST_P(CoefficientFunctionsNnloByFlavours, SecondMomentsAreTheExactOnes) {
  const int nf = GetParam();
  EXPECT_NEAR(direct_moment(c2_2_ns_plus(nf), 2), 17.69376589 - 16.0 / 3 * nf, 1e-2);
  EXPECT_NEAR(direct_moment(cl_2_ns_plus(nf), 2), 56.75530152 - 4.543209877 * nf, 1e-3);
}

INSTANTIATE_TEST_SUITE_P(Flavours, CoefficientFunctionsNnloByFlavours, ::testing::Range(3, 7));

}  // namespace
}  // namespace fitpack::dis
