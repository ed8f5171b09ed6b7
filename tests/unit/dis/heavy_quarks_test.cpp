#include "fitpack/dis/heavy_quarks.hpp"

#include <gtest/gtest.h>

namespace fitpack::dis {
namespace {

qcd::TheoryOptions options_of(qcd::Scheme scheme, qcd::Damping damping = qcd::Damping::on) {
  qcd::TheoryOptions options;
  options.scheme = scheme;
  options.damping = damping;
  options.mc = 1.5;
  options.mb = 5.0;
  return options;
}

TEST(HeavyQuarks, NoneHasAMassInZmVfns) {
  const HeavyQuarks heavy(options_of(qcd::Scheme::zm_vfns), 9.0, 4);
  for (const Quark q : {down, up, strange, charm, bottom, top}) {
    EXPECT_FALSE(heavy.massive(q)) << q;
    EXPECT_EQ(heavy.massless_weight(q), 1.0) << q;
  }
}

TEST(HeavyQuarks, CharmAndBottomHaveMassesInFonllA) {
  const HeavyQuarks heavy(options_of(qcd::Scheme::fonll_a), 9.0, 4);
  for (const Quark q : {down, up, strange, top}) {
    EXPECT_FALSE(heavy.massive(q)) << q;
    EXPECT_EQ(heavy.massless_weight(q), 1.0) << q;
  }
  EXPECT_TRUE(heavy.massive(charm));
  EXPECT_TRUE(heavy.massive(bottom));
  EXPECT_DOUBLE_EQ(heavy.mass_ratio(charm), 0.25);
  EXPECT_DOUBLE_EQ(heavy.mass_ratio(bottom), 25.0 / 9.0);
  EXPECT_DOUBLE_EQ(heavy.massless_weight(charm), 0.5625);
  EXPECT_EQ(heavy.massless_weight(bottom), 0.0);
}

TEST(HeavyQuarks, DampingOffAppliesAboveTheThresholdOnly) {
  const auto options = options_of(qcd::Scheme::fonll_a, qcd::Damping::off);
  EXPECT_EQ(HeavyQuarks(options, 9.0, 4).massless_weight(charm), 1.0);
  EXPECT_EQ(HeavyQuarks(options, 2.25, 3).massless_weight(charm), 0.0);
  EXPECT_EQ(HeavyQuarks(options, 24.9, 4).massless_weight(bottom), 0.0);
}

/// With μ_F < m < Q the quark is not active and has no massless part.
TEST(HeavyQuarks, AQuarkThatIsNotActiveHasNoMasslessPart) {
  EXPECT_EQ(HeavyQuarks(options_of(qcd::Scheme::fonll_a), 9.0, 3).massless_weight(charm), 0.0);
}

TEST(HeavyQuarks, FfnsHasNoMasslessPartAtAnyScale) {
  const HeavyQuarks heavy(options_of(qcd::Scheme::ffns), 1e4, 3);
  EXPECT_TRUE(heavy.massive(charm));
  EXPECT_EQ(heavy.massless_weight(charm), 0.0);
  EXPECT_EQ(heavy.massless_weight(bottom), 0.0);
}

}  // namespace
}  // namespace fitpack::dis
