#include "fitpack/dis/coefficient_table.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "fitpack/dis/dis_observable.hpp"
#include "support/evolved_partons.hpp"
#include "support/worst.hpp"

namespace fitpack::dis {
namespace {

/// Scale nodes of the table interpolate to 1e-9; near a zero of xF3 in units of F2.
constexpr double table_accuracy = 1e-8;

qcd::TheoryOptions options(qcd::Order order, qcd::Scheme scheme) {
  qcd::TheoryOptions o = testing::les_houches_options(order, 0.01);
  o.scheme = scheme;
  if (scheme == qcd::Scheme::ffns) o.nf_max = 3;
  o.q2_max = 1e4;
  return o;
}

/// The toy PDFs evolved by the program itself, and both ways to a structure function of them.
class BothWays {
 public:
  explicit BothWays(const qcd::TheoryOptions& o)
      : grid_(o.x_min),
        evolution_(o, grid_),
        table_(evolution_),
        rows_(evolution_, table_),
        coefficients_(evolution_),
        initial_(testing::initial_components(grid_, testing::les_houches)) {}

  /// By rows over the initial scale.
  [[nodiscard]] double with_evolution(const DisObservable& o, double x, double q2) const {
    std::vector<double> row = rows_.row(o.massless, x, q2);
    const auto massive = massive_row(evolution_, table_, o.massive, x, q2);
    for (std::size_t k = 0; k < row.size(); ++k) row[k] += massive[k];
    return std::inner_product(row.begin(), row.end(), initial_.begin(), 0.0);
  }
  /// By coefficient functions on the partons at μ_F.
  [[nodiscard]] double on_partons(const DisObservable& o, double x, double q2) const {
    const qcd::TheoryOptions& theory = evolution_.options();
    const double ratio = theory.mu_f_over_q * theory.mu_f_over_q, mu2 = ratio * q2;
    const qcd::ScaleStencil scale = table_.scales().stencil(mu2);
    const testing::EvolvedPartons evolved(grid_, table_.at(scale), initial_, scale.nf);
    PartonValues partons;
    partons.gluon = evolved.gluon();
    for (std::size_t f = 0; f < qcd::n_quarks; ++f) {
      partons.plus[f] = evolved.plus(f);
      partons.minus[f] = evolved.minus(f);
    }
    const PointScales scales{scale.a_s, -std::log(ratio), scale.nf};
    return coefficients_.row(o.massless, x, q2, scale.nf, scale.a_s).apply(partons) +
           massive_parton_row(grid_, scales, o.massive, x).apply(partons);
  }
  [[nodiscard]] HeavyQuarks heavy(double q2) const {
    return {evolution_.options(), q2, rows_.active_flavours(q2)};
  }

 private:
  XGrid grid_;
  qcd::Evolution evolution_;
  qcd::EvolutionTable table_;
  StructureFunctionTable rows_;
  CoefficientTable coefficients_;
  std::vector<double> initial_;
};

/// Every structure function of every current, below and above the thresholds.
testing::Worst deviation(const qcd::TheoryOptions& o) {
  const BothWays both(o);
  testing::Worst worst;
  for (const double q2 : {2.5, 15.0, 40.0, 5000.0}) {
    for (const double x : {0.013, 0.3}) {
      for (const Current current :
           {Current::photon, Current::nc, Current::cc_positron, Current::cc_electron}) {
        const auto of = [&](StructureFunction f) {
          return structure_function(f, current, {}, both.heavy(q2), q2);
        };
        const double f2 = both.with_evolution(of(StructureFunction::f2), x, q2);
        for (const auto f : {StructureFunction::f2, StructureFunction::fl, StructureFunction::f3})
          worst.absolute(both.on_partons(of(f), x, q2) / f2, both.with_evolution(of(f), x, q2) / f2,
                         "x = " + std::to_string(x) + ", Q2 = " + std::to_string(q2));
      }
    }
  }
  return worst;
}

TEST(CoefficientTable, OwnEvolutionGivesTheRowsOfTheTable) {
  EXPECT_TRUE(deviation(options(qcd::Order::nlo, qcd::Scheme::zm_vfns)).within(table_accuracy));
  EXPECT_TRUE(deviation(options(qcd::Order::nnlo, qcd::Scheme::zm_vfns)).within(table_accuracy));
}

TEST(CoefficientTable, MassiveSchemes) {
  EXPECT_TRUE(deviation(options(qcd::Order::nlo, qcd::Scheme::fonll_a)).within(table_accuracy));
  EXPECT_TRUE(deviation(options(qcd::Order::nlo, qcd::Scheme::ffns)).within(table_accuracy));
}

TEST(CoefficientTable, ScalesAndTargetMass) {
  qcd::TheoryOptions o = options(qcd::Order::nlo, qcd::Scheme::zm_vfns);
  o.mu_r_over_q = 2.0;
  o.mu_f_over_q = 1.5;
  o.target_mass = qcd::TargetMass::on;
  EXPECT_TRUE(deviation(o).within(table_accuracy));
}

}  // namespace
}  // namespace fitpack::dis
