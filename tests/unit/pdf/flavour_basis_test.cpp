#include "fitpack/pdf/flavour_basis.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fitpack {
namespace {

using testing::ElementsAre;

TEST(FlavourBasis, HerapdfIsKnown) {
  EXPECT_THAT(flavour_basis_names(), testing::Contains("herapdf"));
  EXPECT_TRUE(flavour_basis("herapdf").has_value());
  EXPECT_FALSE(flavour_basis("nothing").has_value());
}

TEST(FlavourBasis, HerapdfFunctionsInOrder) {
  const FlavourBasis basis = *flavour_basis("herapdf");
  EXPECT_THAT(basis.functions, ElementsAre("xg", "xuv", "xdv", "xubar", "xdbar", "xs"));
  EXPECT_EQ(basis.find("xdbar"), 4u);
  EXPECT_EQ(basis.find("xc"), std::nullopt);
}

/// Partons of given basis values.
PartonContent partons(const FlavourBasis& basis, const std::vector<double>& f) {
  PartonContent sum{};
  for (std::size_t a = 0; a < basis.size(); ++a) {
    for (std::size_t k = 0; k < n_partons; ++k) sum[k] += f[a] * flavour_content(basis)[a][k];
  }
  return sum;
}

TEST(FlavourBasis, HerapdfContent) {
  const FlavourBasis basis = *flavour_basis("herapdf");
  // g, uv, dv, ubar, dbar, s
  EXPECT_THAT(partons(basis, {1.0, 10.0, 20.0, 3.0, 5.0, 7.0}),
              ElementsAre(1.0, 13.0, 3.0, 25.0, 5.0, 7.0, 7.0));
}

TEST(FlavourBasis, JamContent) {
  const FlavourBasis basis = *flavour_basis("jam");
  // g, uv, dv, sea, ubar, dbar, strange sea, s, sbar
  EXPECT_THAT(partons(basis, {1.0, 10.0, 20.0, 100.0, 3.0, 5.0, 200.0, 7.0, 8.0}),
              ElementsAre(1.0, 113.0, 103.0, 125.0, 105.0, 207.0, 208.0));
}

TEST(FlavourBasis, EvolutionContentInvertsTheDefinitions) {
  const FlavourBasis basis = *flavour_basis("evolution");
  const double u = 0.9, ubar = 0.3, d = 0.6, dbar = 0.35, s = 0.2, sbar = 0.1;
  const double v = u - ubar + d - dbar + s - sbar;
  const PartonContent found = partons(
      basis, {2.0, u + ubar + d + dbar + s + sbar, v, u - ubar - d + dbar, v - 3.0 * (s - sbar),
              u + ubar - d - dbar, u + ubar + d + dbar - 2.0 * (s + sbar)});
  const PartonContent expected{2.0, u, ubar, d, dbar, s, sbar};
  for (std::size_t k = 0; k < n_partons; ++k) EXPECT_NEAR(found[k], expected[k], 1e-15) << k;
}

TEST(FlavourBasis, DifferencesOfQuarksCarryNoMomentum) {
  EXPECT_THAT(flavour_basis("evolution")->momentum_weights(),
              ElementsAre(1, testing::DoubleEq(1), 0, 0, 0, 0, 0));
  EXPECT_THAT(flavour_basis("jam")->momentum_weights(), ElementsAre(1, 1, 1, 4, 2, 2, 2, 1, 1));
}

TEST(FlavourBasis, MomentumWeightsCountEveryParton) {
  EXPECT_THAT(flavour_basis("herapdf")->momentum_weights(), ElementsAre(1, 1, 1, 2, 2, 2));
}

}  // namespace
}  // namespace fitpack
