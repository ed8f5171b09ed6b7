#include "fitpack/dis/electroweak.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace fitpack::dis {
namespace {

/// Sums of a few products of numbers of order one.
constexpr double rounding = 1e-14;

constexpr double charge(int q) { return q % 2 == 0 ? -1.0 / 3.0 : 2.0 / 3.0; }
constexpr double isospin(int q) { return q % 2 == 0 ? -0.5 : 0.5; }

TEST(NcCouplings, BecomeThePhotonsAtSmallScales) {
  const ElectroweakOptions ew;
  constexpr double q2 = 1e-6;
  constexpr double z_admixture = 1e-9;  // of order Q²/M_Z²
  const auto even = nc_even_couplings(ew, q2), odd = nc_odd_couplings(ew, q2);
  const auto photon = photon_couplings();
  for (std::size_t q = 0; q < 6; ++q) {
    EXPECT_NEAR(photon[q], charge(static_cast<int>(q)) * charge(static_cast<int>(q)), rounding);
    EXPECT_NEAR(even[q], photon[q], z_admixture);
    EXPECT_NEAR(odd[q], 0.0, z_admixture);
  }
  EXPECT_EQ(nc_even_couplings(ew, 0.0), photon);
}

TEST(NcCouplings, AreTheSameForBothLeptonChargesWithoutPolarisation) {
  const ElectroweakOptions ew;
  for (const double q2 : {3.5, 100.0, 5e4}) {
    EXPECT_EQ(nc_even_couplings(ew, q2, 1), nc_even_couplings(ew, q2, -1));
    EXPECT_EQ(nc_odd_couplings(ew, q2, 1), nc_odd_couplings(ew, q2, -1));
  }
}

TEST(NcCouplings, DependOnlyOnTheProductOfChargeAndPolarisation) {
  const ElectroweakOptions ew;
  EXPECT_EQ(nc_even_couplings(ew, 1e3, 1, 0.4), nc_even_couplings(ew, 1e3, -1, -0.4));
  EXPECT_EQ(nc_odd_couplings(ew, 1e3, 1, 0.4), nc_odd_couplings(ew, 1e3, -1, -0.4));
  EXPECT_NE(nc_even_couplings(ew, 1e3, 1, 0.4), nc_even_couplings(ew, 1e3, 1, -0.4));
}

TEST(NcCouplings, UnpolarisedIsTheMeanOfBothPolarisations) {
  const ElectroweakOptions ew;
  for (const double polarisation : {0.3, 1.0}) {
    const auto plus = nc_even_couplings(ew, 8e3, -1, polarisation);
    const auto minus = nc_even_couplings(ew, 8e3, -1, -polarisation);
    const auto mean = nc_even_couplings(ew, 8e3);
    for (std::size_t q = 0; q < 6; ++q) EXPECT_NEAR(0.5 * (plus[q] + minus[q]), mean[q], rounding);
  }
}

/// With one helicity of the lepton, B and D are the sum and the difference of the squared
/// amplitudes e_q − g P (v_q ± a_q) of the two helicities of the quark, g = v_e ± a_e.
TEST(NcCouplings, AreSquaresOfHelicityAmplitudes) {
  const ElectroweakOptions ew;
  const double s2 = ew.sin2_theta_w;
  for (const double q2 : {50.0, 8315.0, 2e5}) {
    const double p = q2 / (q2 + ew.mz * ew.mz) / (4.0 * s2 * (1.0 - s2));
    for (const double helicity : {1.0, -1.0}) {
      const auto b = nc_even_couplings(ew, q2, 1, helicity);
      const auto d = nc_odd_couplings(ew, q2, 1, helicity);
      const double g = -0.5 + 2.0 * s2 - 0.5 * helicity;
      for (int q = 0; q < 6; ++q) {
        const double v = isospin(q) - 2.0 * charge(q) * s2, a = isospin(q);
        const double same = std::pow(charge(q) - g * p * (v + a), 2);
        const double opposite = std::pow(charge(q) - g * p * (v - a), 2);
        EXPECT_NEAR(b[static_cast<std::size_t>(q)], 0.5 * (same + opposite), rounding);
        EXPECT_NEAR(d[static_cast<std::size_t>(q)], 0.5 * helicity * (same - opposite), rounding);
      }
    }
  }
}

TEST(CcWeights, WithoutMixingEachQuarkHasOnePartner) {
  const ElectroweakOptions ew;
  ASSERT_EQ(ew.ckm, Ckm::off);
  EXPECT_EQ(cc_weights(ew, 3), (QuarkCouplings{1.0, 1.0, 0.0, 0.0, 0.0, 0.0}));
  EXPECT_EQ(cc_weights(ew, 4), (QuarkCouplings{1.0, 1.0, 1.0, 1.0, 0.0, 0.0}));
  EXPECT_EQ(cc_weights(ew, 5), (QuarkCouplings{1.0, 1.0, 1.0, 1.0, 0.0, 0.0}));
}

TEST(CcWeights, WithMixingAreSumsOverActivePartners) {
  ElectroweakOptions ew;
  ew.ckm = Ckm::on;
  ew.ckm_elements = {0.9, 0.4, 0.1, 0.3, 0.8, 0.2};
  const auto four = cc_weights(ew, 4), five = cc_weights(ew, 5);
  EXPECT_NEAR(four[up], 0.81 + 0.16, rounding);
  EXPECT_NEAR(five[up], 0.81 + 0.16 + 0.01, rounding);
  EXPECT_NEAR(five[charm], 0.09 + 0.64 + 0.04, rounding);
  EXPECT_NEAR(five[down], 0.81 + 0.09, rounding);
  EXPECT_NEAR(five[strange], 0.16 + 0.64, rounding);
  EXPECT_NEAR(five[bottom], 0.01 + 0.04, rounding);
  EXPECT_EQ(four[bottom], 0.0);
  EXPECT_EQ(five[top], 0.0);
}

TEST(CcWeights, UpAndDownSidesShareTheSameTotal) {
  ElectroweakOptions ew;
  ew.ckm = Ckm::on;
  for (int nf = 3; nf <= 5; ++nf) {
    const auto w = cc_weights(ew, nf);
    EXPECT_NEAR(w[up] + w[charm] + w[top], w[down] + w[strange] + w[bottom], rounding) << nf;
  }
}

TEST(CcWeights, DefaultMixingIsNearlyUnitary) {
  ElectroweakOptions ew;
  ew.ckm = Ckm::on;
  const auto w = cc_weights(ew, 5);
  constexpr double rounded_elements = 1e-4;
  EXPECT_NEAR(w[up], 1.0, rounded_elements);
  EXPECT_NEAR(w[charm], 1.0, rounded_elements);
}

}  // namespace
}  // namespace fitpack::dis
