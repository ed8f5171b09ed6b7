#include "fitpack/drell_yan/luminosity.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "fitpack/dis/parton_row.hpp"
#include "support/les_houches.hpp"

namespace fitpack::drell_yan {
namespace {

/// Of polynomials in ln μ² in a piece, relative to the largest density.
constexpr double interpolation_error = 2e-7;
constexpr double rounding = 1e-12;

const XGrid& grid() {
  static const XGrid grid(0.01);
  return grid;
}

/// Evolution of the toy PDFs.
struct Toy {
  qcd::Evolution evolution{[] {
                             qcd::TheoryOptions options =
                                 testing::les_houches_options(qcd::Order::nlo, 0.01);
                             options.q2_max = 1000.0;
                             return options;
                           }(),
                           grid()};
  qcd::EvolutionTable table{evolution};
  dis::BasisChange basis{*flavour_basis("herapdf"), grid().size()};
  std::vector<double> f;

  Toy() {
    for (const auto& function : {+[](const testing::Partons& p) { return p.gluon; },
                                 +[](const testing::Partons& p) { return p.u_valence; },
                                 +[](const testing::Partons& p) { return p.d_valence; },
                                 +[](const testing::Partons& p) { return p.ubar; },
                                 +[](const testing::Partons& p) { return p.dbar; },
                                 +[](const testing::Partons& p) { return p.strange; }})
      for (const double x : grid().nodes()) f.push_back(function(testing::les_houches(x)));
  }
};

const Toy& toy() {
  static const Toy toy;
  return toy;
}

std::vector<double> partons_at(const PartonOperators& operators, double mu2) {
  const PieceStencil stencil = operators.stencil(mu2);
  const AlignedVector initial = operators.initial(toy().f, 1);
  std::vector<double> sum(operators.node_size(), 0.0), node(sum.size());
  for (std::size_t m = 0; m < stencil.weights.size(); ++m) {
    operators.kernel().apply(stencil.piece * stencil.weights.size() + m, initial, node);
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += stencil.weights[m] * node[i];
  }
  return operators.flavours(sum);
}

/// Without the nodes in the scale: weights of q⁺ of every flavour in turn.
double direct(std::size_t component, std::size_t node, double mu2) {
  const qcd::ScaleStencil scale = toy().table.scales().stencil(mu2);
  dis::PartonRow row(grid().size(), scale.nf);
  std::vector<double> unit(grid().size(), 0.0);
  unit[node] = 1.0;
  qcd::QuarkWeights plus{}, minus{};
  if (component == gluon)
    row.add_gluon(1.0, unit);
  else if (component < down_minus)
    plus[component - down_plus] = 1.0;
  else
    minus[component - down_minus] = 1.0;
  row.add_quarks(plus, minus, 1.0, unit);
  std::vector<double> initial(qcd::n_initial_components * grid().size(), 0.0);
  row.pull_back(toy().table.at(scale), 1.0, initial);
  const auto components = toy().basis.components(toy().f);
  return std::inner_product(initial.begin(), initial.end(), components.begin(), 0.0);
}

const std::vector<double> scales{16.0, 20.25, 20.3, 55.0, 81.0, 81.1, 290.0};

PartonOperators operators() {
  return {toy().table, toy().basis, grid().size(), window_above(grid(), 0.2), scales};
}

TEST(PartonOperators, InterpolateInTheScale) {
  const PartonOperators all = operators();
  for (const double mu2 : scales) {
    const std::vector<double> partons = partons_at(all, mu2);
    for (std::size_t c = 0; c < n_components; ++c)
      for (std::size_t i = 0; i < all.window().size; i += 7)
        EXPECT_NEAR(partons[c * all.window().size + i], direct(c, all.window().first + i, mu2),
                    interpolation_error)
            << "component " << c << " node " << i << " scale " << mu2;
  }
}

TEST(PartonOperators, HaveNoBottomAtItsThreshold) {
  const PartonOperators all = operators();
  const auto bottom = [&](double mu2) {
    return partons_at(all, mu2)[bottom_plus * all.window().size + 3];
  };
  EXPECT_NEAR(bottom(20.25), 0.0, rounding);
  EXPECT_GT(bottom(55.0), 0.0);
}

class LuminosityOf : public ::testing::Test {
 protected:
  PartonOperators operators_ = operators();
  std::vector<double> partons_ = partons_at(operators_, 55.0);
  ChannelForms forms_ = channel_forms(grid(), Variable::feynman_x, {0.45, 0.25}, {0.03, 0.0});
  Luminosity luminosity_{forms_, operators_.window(), partons_, Luminosity::Want::gradient};
};

TEST_F(LuminosityOf, NucleusIsTheMeanOfItsNucleons) {
  const double proton = luminosity_.value(1.0), neutron = luminosity_.value(0.0);
  EXPECT_NEAR(luminosity_.value(0.3) / (0.3 * proton + 0.7 * neutron), 1.0, rounding);
  EXPECT_NE(proton, neutron);
}

/// L is quadratic: a central difference is exact.
TEST_F(LuminosityOf, GradientIsThatOfDifferences) {
  std::vector<double> gradient(partons_.size(), 0.0);
  luminosity_.add_gradient(0.3, 2.0, gradient);
  for (std::size_t k = 0; k < partons_.size(); k += 3) {
    const auto at = [&](double step) {
      std::vector<double> moved = partons_;
      moved[k] += step;
      return Luminosity(forms_, operators_.window(), moved, Luminosity::Want::value).value(0.3);
    };
    EXPECT_NEAR(gradient[k], at(1.0) - at(-1.0), rounding) << k;
  }
}

/// Two protons do not know which of them is the beam.
TEST_F(LuminosityOf, ProtonsMayBeExchanged) {
  const ChannelForms other = channel_forms(grid(), Variable::feynman_x, {0.25, 0.45}, {0.03, 0.0});
  const Luminosity exchanged(other, operators_.window(), partons_, Luminosity::Want::value);
  EXPECT_NEAR(exchanged.value(1.0) / luminosity_.value(1.0), 1.0, rounding);
}

}  // namespace
}  // namespace fitpack::drell_yan
