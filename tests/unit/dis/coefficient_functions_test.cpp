#include "fitpack/dis/coefficient_functions.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "fitpack/core/constants.hpp"
#include "support/mellin_moment.hpp"
#include "support/reference_table.hpp"
#include "support/worst.hpp"
#include "unit/qcd/direct_convolution.hpp"

namespace fitpack::dis {
namespace {

using constants::CF;
using constants::TR;
using testing::mellin_moment;

/// Of the moments: quadrature to 1e-12 of integrands of order 1e2.
constexpr double moment_accuracy = 1e-10;

TEST(CoefficientFunctions, AdlerSumRuleHasNoCorrection) {
  EXPECT_NEAR(mellin_moment(c2_1_quark(), 1), 0.0, moment_accuracy);
}

TEST(CoefficientFunctions, GrossLlewellynSmithSumRuleIsReducedByAlphasOverPi) {
  EXPECT_NEAR(mellin_moment(c3_1_quark(), 1), -3.0 * CF, moment_accuracy);
}

TEST(CoefficientFunctions, LongitudinalMomentsAreRationalNumbers) {
  for (int n = 1; n <= 6; ++n) {
    EXPECT_NEAR(mellin_moment(cl_1_quark(), n), 4.0 * CF / (n + 1.0), moment_accuracy);
    EXPECT_NEAR(mellin_moment(cl_1_gluon(), n), 16.0 * TR / ((n + 1.0) * (n + 2.0)),
                moment_accuracy);
  }
}

TEST(CoefficientFunctions, QuarkMomentsAreHarmonicSums) {
  // Bardeen, Buras, Duke, Muta, Phys. Rev. D18 (1978) 3998, in a_s = α_s/4π.
  for (int n = 1; n <= 8; ++n) {
    double s1 = 0.0, s2 = 0.0;
    for (int k = 1; k <= n; ++k) {
      s1 += 1.0 / k;
      s2 += 1.0 / (k * k);
    }
    const double expected = CF * (2.0 * s1 * s1 - 2.0 * s2 + 3.0 * s1 - 2.0 * s1 / (n * (n + 1.0)) +
                                  3.0 / n + 4.0 / (n + 1.0) + 2.0 / (n * n) - 9.0);
    EXPECT_NEAR(mellin_moment(c2_1_quark(), n), expected, moment_accuracy) << n;
  }
}

TEST(CoefficientFunctions, AgreeWithIndependentKernels) {
  /// Required; the reference numbers carry 2e-10.
  constexpr double kernel_accuracy = 1e-7;
  const std::map<std::string, qcd::ConvolutionKernel> kernels{{"C2_1_ns", c2_1_quark()},
                                                              {"C2_1_g", c2_1_gluon()},
                                                              {"CL_1_ns", cl_1_quark()},
                                                              {"CL_1_g", cl_1_gluon()},
                                                              {"C3_1_ns", c3_1_quark()}};
  const auto f = [](double x) { return std::pow(x, 0.3) * std::pow(1.0 - x, 3); };
  testing::Worst worst;
  for (const auto& [name, kernel] : kernels)
    for (const auto& row : testing::reference_table("convolutions.csv", "operator", name))
      worst.relative(testing::direct_convolution(kernel, row.number("x"), f),
                     row.number("value_direct_consistent"), name + " x = " + row.text("x"));
  EXPECT_TRUE(worst.within(kernel_accuracy));
}

}  // namespace
}  // namespace fitpack::dis
