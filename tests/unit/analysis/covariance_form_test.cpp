#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <cmath>
#include <iostream>
#include <map>

#include "fitpack/analysis/run_fit.hpp"
#include "support/shipped_card.hpp"

namespace fitpack {
namespace {

/// The figure of the documentation, relative.
constexpr double nuisance_against_matrix = 1e-9;

/// The HERA data at LO: the χ² has nothing to do with the order.
RunCard hera_card(const std::vector<std::string>& overrides) {
  std::vector<std::string> all{"cache.enabled=false"};
  all.insert(all.end(), overrides.begin(), overrides.end());
  return shipped_card("hera_lo_zm.yaml", all);
}

struct Shape {
  bool theory_stat, theory_uncor, theory_sources;  // scaled with the theory
  bool t0_uncor, t0_sources;                       // or with t0
};

/// C = diag(δ²) + Σ_k c_k c_kᵀ straight from the tables, all rows and sources of all sets.
double matrix_chi2(const Measurements& data, const std::vector<double>& theory,
                   const std::vector<double>& t0, const Shape& shape) {
  const auto n = static_cast<Eigen::Index>(theory.size());
  std::map<std::pair<std::string, std::string>, Eigen::VectorXd> sources;
  Eigen::VectorXd difference(n), variance(n);
  Eigen::Index row = 0;
  for (const Dataset& set : data.datasets())
    for (std::size_t i = 0; i < set.size(); ++i, ++row) {
      const double d = set.value[i], t = theory[static_cast<std::size_t>(row)];
      const double r = t0.empty() ? d : t0[static_cast<std::size_t>(row)];
      difference[row] = t - d;
      const double stat = set.stat[i] * set.stat[i] * (shape.theory_stat ? std::abs(t / d) : 1.0);
      const double u = set.uncor[i] * (shape.theory_uncor ? t / d : shape.t0_uncor ? r / d : 1.0);
      variance[row] = stat + u * u;
      for (std::size_t s = 0; s < set.sources.size(); ++s) {
        const Source& source = set.sources[s];
        const bool shared = source.scope == Scope::shared;
        Eigen::VectorXd& column = sources
                                      .try_emplace({shared ? source.group : set.name, source.name},
                                                   Eigen::VectorXd::Zero(n))
                                      .first->second;
        const bool scales = source.treatment == Treatment::multiplicative;
        column[row] = set.shift(i, s) * (!scales                ? 1.0
                                         : shape.theory_sources ? t / d
                                         : shape.t0_sources     ? r / d
                                                                : 1.0);
      }
    }
  Eigen::MatrixXd c = variance.asDiagonal();
  for (const auto& [name, column] : sources) c += column * column.transpose();
  return difference.dot(c.llt().solve(difference));
}

class CovarianceForm : public testing::TestWithParam<std::pair<const char*, Shape>> {};

TEST_P(CovarianceForm, HasTheChiSquareOfTheShifts) {
  const auto& [name, shape] = GetParam();
  Analysis analysis({}, hera_card({std::string("objective.definition=") + name}), silent_logger());
  if (analysis.card().objective.chi_square().needs_reference()) {
    std::vector<double> t0 = analysis.reference();
    for (std::size_t i = 0; i < t0.size(); ++i)
      t0[i] *= 1.0 + 0.03 * std::cos(static_cast<double>(i));
    analysis.set_reference(t0);
  }
  const std::vector<double> start = analysis.card().parameters.start_values();
  const ObjectiveReport report = analysis.objective().report(start);
  ASSERT_TRUE(report.valid);
  const double shifts = report.chi2.points + report.chi2.correlated;
  const double matrix =
      matrix_chi2(analysis.measurements(), report.theory, analysis.reference(), shape);
  std::cout << "  " << name << ": chi2 " << shifts << ", relative difference to the matrix form "
            << std::abs(shifts / matrix - 1.0) << "\n";
  EXPECT_NEAR(shifts / matrix, 1.0, nuisance_against_matrix);
}

INSTANTIATE_TEST_SUITE_P(All, CovarianceForm,
                         testing::Values(std::pair{"experimental",
                                                   Shape{false, false, false, false, false}},
                                         std::pair{"t0", Shape{false, false, false, false, true}},
                                         std::pair{"nnpdf", Shape{false, false, false, true, true}},
                                         std::pair{"hera", Shape{true, true, true, false, false}}),
                         [](const auto& test) { return std::string(test.param.first); });

}  // namespace
}  // namespace fitpack
