#include "fitpack/drell_yan/point.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "fitpack/core/error.hpp"
#include "fitpack/drell_yan/electromagnetic_coupling.hpp"

namespace fitpack::drell_yan {
namespace {

constexpr double rounding = 1e-14;

Dataset toy(Observable observable) {
  Dataset data;
  data.process = Process::drell_yan;
  data.observable = observable;
  data.sqrt_s = 40.0;
  data.x = {0.1};
  data.q2 = {64.0};
  data.value = {1.0};
  data.extra_kinematics = {{"rap", {0.3}}, {"xF", {-0.2}}};
  return data;
}

TEST(DrellYanPoint, FractionsHaveTheMassAndTheVariable) {
  const MomentumFractions y = at_rapidity(0.04, 0.3);
  EXPECT_NEAR(y.x1 * y.x2, 0.04, rounding);
  EXPECT_NEAR(0.5 * std::log(y.x1 / y.x2), 0.3, rounding);
  for (const double x_f : {-0.5, 0.0, 0.7}) {
    const MomentumFractions f = at_feynman_x(0.04, x_f);
    EXPECT_NEAR(f.x1 * f.x2, 0.04, rounding);
    EXPECT_NEAR(f.x1 - f.x2, x_f, rounding);
  }
}

/// dx_F = (x1 + x2) dY and d√τ = dM/√s: both forms are one cross section.
TEST(DrellYanPoint, BothFormsAreTheSameCrossSection) {
  Dataset by_y = toy(Observable::s_d2sigma_dsqrttau_drap);
  Dataset by_xf = toy(Observable::m3_d2sigma_dm_dxf);
  by_xf.extra_kinematics[1].second[0] = 0.4 * std::sinh(0.3);  // 2 √τ sinh Y
  const Point a = point_of(by_y, 0), b = point_of(by_xf, 0);
  EXPECT_NEAR(a.x.x1, b.x.x1, rounding);
  // s dσ/d√τ dY = s^{3/2}/M³ (x1 + x2) M³ dσ/dM dx_F
  EXPECT_NEAR(a.prefactor / (std::pow(5.0, 3) * (b.x.x1 + b.x.x2) * b.prefactor), 1.0, 1e-12);
}

TEST(DrellYanPoint, RatiosHaveNoPrefactorAndFactorsMultiply) {
  Dataset data = toy(Observable::sigma_pd_over_2pp);
  EXPECT_EQ(point_of(data, 0).prefactor, 1.0);
  data.theory_factor = {3.0};
  EXPECT_EQ(point_of(data, 0).prefactor, 3.0);
}

TEST(DrellYanPoint, NoRoomForPartonsIsAnError) {
  Dataset data = toy(Observable::s_d2sigma_dsqrttau_drap);
  data.extra_kinematics[0].second[0] = 2.0;
  EXPECT_THROW(static_cast<void>(point_of(data, 0)), InputError);
  data.extra_kinematics.clear();
  EXPECT_THROW(static_cast<void>(point_of(data, 0)), InputError);
}

/// 1/α rises from 127.95 ± 0.01 at M_Z (Particle Data Group 2024, MS-bar; on shell 128.95) towards
/// 137 at zero; the data of e⁺e⁻ give about 1/132.7 at 7 GeV.
TEST(ElectromagneticCoupling, RunsBetweenTheKnownValues) {
  EXPECT_NEAR(1.0 / electromagnetic_coupling(91.1876 * 91.1876), 128.95, 0.05);
  EXPECT_NEAR(1.0 / electromagnetic_coupling(49.0), 132.7, 0.3);
}

}  // namespace
}  // namespace fitpack::drell_yan
