#include <gtest/gtest.h>

#include <cmath>

#include "fitpack/analysis/analysis.hpp"
#include "support/shipped_card.hpp"

namespace fitpack {
namespace {

/// Two ways to compute the same functions, and sums over points of both.
constexpr double agreement = 1e-12;

RunCard card(const std::string& name) { return shipped_card(name, {"cache.enabled=false"}); }

/// χ² and gradient of the HERA fit with formulas, at the start and away from it, are those of the
/// built-in class.
TEST(FormulaCard, EqualsTheBuiltInForm) {
  Analysis built_in({}, card("hera_nlo_zm.yaml"), silent_logger());
  Analysis formulas({}, card("formula_example.yaml"), silent_logger());
  const ParameterSet& parameters = built_in.card().parameters;
  ASSERT_EQ(formulas.card().parameters.names(), parameters.names());
  std::vector<double> theta = parameters.start_values();
  ASSERT_EQ(formulas.card().parameters.start_values(), theta);
  const std::vector<double> steps = parameters.steps();
  for (int k = 0; k < 3; ++k) {
    const LocalModel expected = built_in.objective().evaluate(theta, Want::model);
    const LocalModel found = formulas.objective().evaluate(theta, Want::model);
    ASSERT_TRUE(expected.valid && found.valid);
    EXPECT_NEAR(found.objective, expected.objective, agreement * expected.objective);
    const std::vector<double> a = expected.gradient(), b = found.gradient();
    for (std::size_t p = 0; p < theta.size(); ++p)
      EXPECT_NEAR(b[p], a[p], agreement * std::abs(a[p])) << parameters.free(p).name;
    for (std::size_t p = 0; p < theta.size(); ++p)
      theta[p] += 0.05 * (p % 2 == 0 ? steps[p] : -steps[p]);
  }
}

}  // namespace
}  // namespace fitpack
