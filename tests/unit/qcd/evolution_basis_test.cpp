#include "fitpack/qcd/evolution_basis.hpp"

#include <gtest/gtest.h>

namespace fitpack::qcd {
namespace {

/// Sums of six products of numbers below ten.
constexpr double rounding = 1e-14;

/// Any distinct numbers: q⁺ of d, u, s, c, b, t.
constexpr QuarkWeights quarks{0.7, 1.9, 0.31, 0.13, 0.057, 0.011};

/// Σ, T3, T8, T15, T24, T35 of the first nf quarks, from their definitions.
struct Basis {
  double singlet = 0.0, t3, t8;
  std::array<double, 3> heavy{};
};

Basis basis_of(const QuarkWeights& q, int nf) {
  Basis b;
  b.t3 = q[1] - q[0];
  b.t8 = q[1] + q[0] - 2.0 * q[2];
  for (int i = 0; i < nf; ++i) b.singlet += q[static_cast<std::size_t>(i)];
  double lighter = q[0] + q[1] + q[2];
  for (int n = 4; n <= nf; ++n) {
    const auto i = static_cast<std::size_t>(n - 1);
    b.heavy[i - 3] = lighter - (n - 1) * q[i];
    lighter += q[i];
  }
  return b;
}

double combine(const EvolutionWeights& w, const Basis& b) {
  double sum = w.singlet * b.singlet + w.w3 * b.t3 + w.w8 * b.t8;
  for (std::size_t h = 0; h < 3; ++h) sum += w.heavy[h] * b.heavy[h];
  return sum;
}

TEST(EvolutionWeights, ReconstructEveryFlavour) {
  for (int nf = 3; nf <= 6; ++nf) {
    for (std::size_t q = 0; q < static_cast<std::size_t>(nf); ++q) {
      QuarkWeights one{};
      one[q] = 1.0;
      EXPECT_NEAR(combine(evolution_weights(one, nf), basis_of(quarks, nf)), quarks[q], rounding)
          << "nf = " << nf << ", quark " << q;
    }
  }
}

TEST(EvolutionWeights, AreLinearInTheCouplings) {
  const QuarkWeights couplings{1.0 / 9.0, 4.0 / 9.0, 1.0 / 9.0, 4.0 / 9.0, 1.0 / 9.0, 4.0 / 9.0};
  for (int nf = 3; nf <= 6; ++nf) {
    double expected = 0.0;
    for (std::size_t q = 0; q < static_cast<std::size_t>(nf); ++q)
      expected += couplings[q] * quarks[q];
    EXPECT_NEAR(combine(evolution_weights(couplings, nf), basis_of(quarks, nf)), expected,
                rounding);
  }
}

TEST(EvolutionWeights, OfEqualCouplingsAreTheSingletAlone) {
  for (int nf = 3; nf <= 6; ++nf) {
    QuarkWeights equal{};
    for (std::size_t q = 0; q < static_cast<std::size_t>(nf); ++q) equal[q] = 1.0;
    const auto w = evolution_weights(equal, nf);
    EXPECT_NEAR(w.singlet, 1.0, rounding);
    EXPECT_NEAR(w.w3, 0.0, rounding);
    EXPECT_NEAR(w.w8, 0.0, rounding);
    for (const double h : w.heavy) EXPECT_NEAR(h, 0.0, rounding);
  }
}

TEST(EvolutionWeights, IgnoreQuarksThatAreNotActive) {
  QuarkWeights bottom{};
  bottom[4] = 1.0;
  for (int nf = 3; nf <= 4; ++nf)
    EXPECT_EQ(combine(evolution_weights(bottom, nf), basis_of(quarks, nf)), 0.0) << nf;
}

}  // namespace
}  // namespace fitpack::qcd
