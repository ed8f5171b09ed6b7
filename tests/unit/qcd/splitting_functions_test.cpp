#include "fitpack/qcd/splitting_functions.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "fitpack/core/constants.hpp"
#include "support/mellin_moment.hpp"
#include "support/reference_table.hpp"
#include "support/worst.hpp"
#include "unit/qcd/direct_convolution.hpp"

namespace fitpack::qcd {
namespace {

using constants::CA;
using constants::CF;
using testing::direct_convolution;
using testing::mellin_moment;
using testing::Worst;

/// Of the moments: quadrature to 1e-12 of integrands with values up to 1e3.
constexpr double moment_accuracy = 1e-9;

TEST(SplittingFunctions, LeadingOrderConservesQuarkNumber) {
  EXPECT_NEAR(mellin_moment(p0_ns(), 1), 0.0, moment_accuracy);
}

TEST(SplittingFunctions, NextToLeadingOrderConservesQuarkNumber) {
  for (int nf = 3; nf <= 6; ++nf)
    EXPECT_NEAR(mellin_moment(p1_ns_minus(nf), 1), 0.0, moment_accuracy) << nf;
}

TEST(SplittingFunctions, QuarkMomentumIsConserved) {
  EXPECT_NEAR(mellin_moment(p0_ns(), 2) + mellin_moment(p0_gq(), 2), 0.0, moment_accuracy);
  for (int nf = 3; nf <= 6; ++nf)
    EXPECT_NEAR(mellin_moment(p1_ns_plus(nf), 2) + mellin_moment(p1_ps(nf), 2) +
                    mellin_moment(p1_gq(nf), 2),
                0.0, moment_accuracy)
        << nf;
}

TEST(SplittingFunctions, GluonMomentumIsConserved) {
  for (int nf = 3; nf <= 6; ++nf) {
    EXPECT_NEAR(mellin_moment(p0_qg(nf), 2) + mellin_moment(p0_gg(nf), 2), 0.0, moment_accuracy);
    EXPECT_NEAR(mellin_moment(p1_qg(nf), 2) + mellin_moment(p1_gg(nf), 2), 0.0, moment_accuracy);
  }
}

TEST(SplittingFunctions, SecondMomentsAreThePublishedAnomalousDimensions) {
  for (int nf = 3; nf <= 6; ++nf) {
    EXPECT_NEAR(mellin_moment(p0_ns(), 2), -8.0 / 3.0 * CF, moment_accuracy);
    EXPECT_NEAR(mellin_moment(p0_qg(nf), 2), 2.0 / 3.0 * nf, moment_accuracy);
    // Larin, Nogueira, van Ritbergen, Vermaseren, hep-ph/9605317, N = 2.
    EXPECT_NEAR(mellin_moment(p1_ns_plus(nf), 2),
                -CF * (376.0 / 27.0 * CA - 112.0 / 27.0 * CF - 64.0 / 27.0 * nf), moment_accuracy);
    EXPECT_NEAR(mellin_moment(p1_ps(nf), 2), 40.0 / 27.0 * CF * nf, moment_accuracy);
    EXPECT_NEAR(mellin_moment(p1_qg(nf), 2), nf * (35.0 / 27.0 * CA + 74.0 / 27.0 * CF),
                moment_accuracy);
  }
}

TEST(SplittingFunctions, AgreeWithIndependentKernels) {
  /// Required; the reference numbers carry 2e-10.
  constexpr double kernel_accuracy = 1e-7;
  const std::map<std::string, ConvolutionKernel> kernels{
      {"P0ns", p0_ns()},        {"P0qg(nf=4)", p0_qg(4)}, {"P0gq", p0_gq()},
      {"P0gg(nf=4)", p0_gg(4)}, {"P1ns+", p1_ns_plus(4)}, {"P1ns-", p1_ns_minus(4)},
      {"P1ps", p1_ps(4)},       {"P1qg", p1_qg(4)},       {"P1gq", p1_gq(4)},
      {"P1gg", p1_gg(4)}};
  const auto f = [](double x) { return std::pow(x, 0.3) * std::pow(1.0 - x, 3); };
  Worst worst;
  for (const auto& [name, kernel] : kernels)
    for (const auto& row : testing::reference_table("convolutions.csv", "operator", name))
      worst.relative(direct_convolution(kernel, row.number("x"), f),
                     row.number("value_direct_consistent"), name + " x = " + row.text("x"));
  EXPECT_TRUE(worst.within(kernel_accuracy));
}

}  // namespace
}  // namespace fitpack::qcd
