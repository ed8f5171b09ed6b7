#include "fitpack/dis/massive_coefficients.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <string>

#include "fitpack/dis/coefficient_functions.hpp"
#include "unit/qcd/convolution_reference.hpp"

namespace fitpack::dis {
namespace {

using qcd::ConvolutionKernel;
using testing::direct_convolution;
using testing::direct_moment;
using testing::reference_shape;

TEST(MassiveCoefficients, RescaledMomentumFractions) {
  EXPECT_DOUBLE_EQ(pair_chi(0.1, 0.5), 0.3);
  EXPECT_DOUBLE_EQ(slow_rescaling_chi(0.1, 0.5), 0.15);
  EXPECT_DOUBLE_EQ(cc_heavy_cl_q_leading(0.25), 0.2);
  EXPECT_DOUBLE_EQ(cc_heavy_c3_q_leading(0.25), 0.8);
}

/// Real photons, Q² -> 0: C_2 becomes the Breit-Wheeler cross section of γ g -> h h̄ in s = Q²/z,
/// C_L vanishes against it.
TEST(MassiveCoefficients, PhotoproductionLimitIsBreitWheeler) {
  const double r = 1e7;
  for (double y : {0.05, 0.3, 0.7, 0.95}) {
    const double z = y / (1 + 4 * r);
    const double m2_over_s = y / 4;
    const double v = std::sqrt(1 - y);
    const double breit_wheeler =
        (1 + 4 * m2_over_s - 8 * m2_over_s * m2_over_s) * std::log((1 + v) / (1 - v)) -
        (1 + 4 * m2_over_s) * v;
    const double c2 = nc_heavy_c2_g(r).regular(y) * (1 + 4 * r) / 2;
    EXPECT_NEAR(c2 / breit_wheeler, 1, 100 * z) << y;  // corrections are powers of z
    EXPECT_LT(std::abs(nc_heavy_cl_g(r).regular(y) * (1 + 4 * r)), 100 * z) << y;
  }
}

TEST(MassiveCoefficients, PairProductionVanishesAtThreshold) {
  const double distance = 1e-12;
  for (double r : {0.01, 0.5, 10.0}) {
    const double largest = 10 * std::sqrt(distance * (1 + r));  // proportional to the velocity
    EXPECT_LT(std::abs(nc_heavy_c2_g(r).regular(1 - distance)), largest) << r;
    EXPECT_LT(std::abs(nc_heavy_cl_g(r).regular(1 - distance)), largest) << r;
  }
}

/// The Adler sum rule holds for any masses: no correction to the first moment of F_2.
TEST(MassiveCoefficients, ChargedCurrentQuarkKernelObeysAdler) {
  constexpr double quadrature = 1e-10;  // measured 3e-12 for the smallest mass
  for (double r : {1.5, 0.5, 0.1, 1e-2, 1e-3}) {
    EXPECT_NEAR(direct_moment(cc_heavy_c2_q(r), 1), 0, quadrature) << r;
  }
}

struct ChargedCurrentReference {
  double r, x;
  std::array<double, 6> values;  ///< C2_q, CL_q, C3_q, C2_g, CL_g, C3_g on reference_shape
};

/// The kernels in the form in which APFEL 3.1 has them (its own split into regular, plus and local
/// parts), integrated with 25 digits by mpmath.
constexpr ChargedCurrentReference charged_current[] = {
    {0.5,
     0.001,
     {0.08838854409554, -0.1684123226335, 0.05801516303733, 0.4077686682981, 0.2451481862745,
      -0.1237122344273}},
    {0.5,
     0.1,
     {-0.7601336287092, -0.6414580883043, -0.3256073882273, 0.09376058978959, 0.1619116182731,
      -0.2314799893888}},
    {0.5,
     0.5,
     {1.383718514954, 0.363501647208, 1.013043420981, -0.04803564974711, -0.01216510584563,
      -0.03835789167021}},
    {0.02,
     0.001,
     {0.2219187867449, 0.3008086011411, -0.3385833237381, 0.6860678299064, 0.216780436606,
      -0.4639724382883}},
    {0.02,
     0.1,
     {-0.9585952532139, 0.5987451072003, -1.801656653334, 0.5096896056647, 0.3345985944879,
      -0.6452921999689}},
    {0.02,
     0.5,
     {0.7755834728117, 0.0587145952177, 0.7095576487776, -0.01911279805509, 0.01205050128451,
      -0.06727518952114}},
};

TEST(MassiveCoefficients, ChargedCurrentAgreesWithReference) {
  constexpr double quadrature = 1e-10;
  for (const auto& line : charged_current) {
    const double r = line.r;
    const std::array<ConvolutionKernel, 6> kernels = {cc_heavy_c2_q(r), cc_heavy_cl_q(r),
                                                      cc_heavy_c3_q(r), cc_heavy_c2_g(r),
                                                      cc_heavy_cl_g(r), cc_heavy_c3_g(r)};
    for (std::size_t k = 0; k < kernels.size(); ++k) {
      EXPECT_NEAR(direct_convolution(kernels[k], line.x, reference_shape), line.values[k],
                  quadrature)
          << "kernel " << k << ", r = " << r << ", x = " << line.x;
    }
  }
}

/// |massive(χ) / limit(x) - 1| must fall like r ln(1/r); 20 covers x <= 0.5, F_L being the slowest.
void expect_massless_limit(const std::string& name, ConvolutionKernel (*massive)(double),
                           const std::function<ConvolutionKernel(double)>& limit,
                           double (*chi)(double, double)) {
  for (double r : {1e-4, 1e-5, 1e-6}) {
    for (double x : {1e-3, 0.1, 0.5}) {
      const double value = direct_convolution(massive(r), chi(x, r), reference_shape);
      const double expected = direct_convolution(limit(r), x, reference_shape);
      EXPECT_NEAR(value / expected, 1, 20 * r * -std::log(r)) << name << " r=" << r << " x=" << x;
    }
  }
}

TEST(MassiveCoefficients, MasslessLimits) {
  const auto constant = [](ConvolutionKernel (*kernel)()) {
    return [kernel](double) { return kernel(); };
  };
  expect_massless_limit("nc c2 g", nc_heavy_c2_g, nc_heavy_limit_c2_g, pair_chi);
  expect_massless_limit("nc cl g", nc_heavy_cl_g, constant(nc_heavy_limit_cl_g), pair_chi);
  expect_massless_limit("cc c2 g", cc_heavy_c2_g, cc_heavy_limit_c2_g, slow_rescaling_chi);
  expect_massless_limit("cc cl g", cc_heavy_cl_g, constant(cc_heavy_limit_cl_g),
                        slow_rescaling_chi);
  expect_massless_limit("cc c3 g", cc_heavy_c3_g, cc_heavy_limit_c3_g, slow_rescaling_chi);
  expect_massless_limit("cc c2 q", cc_heavy_c2_q, constant(c2_1_quark), slow_rescaling_chi);
  expect_massless_limit("cc cl q", cc_heavy_cl_q, constant(cl_1_quark), slow_rescaling_chi);
  expect_massless_limit("cc c3 q", cc_heavy_c3_q, constant(c3_1_quark), slow_rescaling_chi);
}

/// Without the logarithm of the mass, the limits are the massless MSbar gluon coefficients.
TEST(MassiveCoefficients, LimitsWithoutLogarithmAreMassless) {
  for (double z : {0.01, 0.4, 0.9}) {
    EXPECT_NEAR(nc_heavy_limit_c2_g(1).regular(z), c2_1_gluon().regular(z), 1e-13) << z;
    EXPECT_NEAR(cc_heavy_limit_c2_g(1).regular(z), c2_1_gluon().regular(z), 1e-13) << z;
    EXPECT_NEAR(nc_heavy_limit_cl_g().regular(z), cl_1_gluon().regular(z), 1e-13) << z;
    EXPECT_NEAR(cc_heavy_limit_cl_g().regular(z), cl_1_gluon().regular(z), 1e-13) << z;
    EXPECT_EQ(cc_heavy_limit_c3_g(1).regular(z), 0) << z;
  }
}

}  // namespace
}  // namespace fitpack::dis
