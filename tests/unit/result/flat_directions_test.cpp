#include "fitpack/result/flat_directions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "unit/result/example_result.hpp"

namespace fitpack {
namespace {

/// Eigenvalues of matrices of order one.
constexpr double rounding = 1e-14;

FitResult with_hessian(std::vector<std::string> names, std::vector<double> hessian) {
  FitResult result;
  result.free_names = std::move(names);
  result.hessian = std::move(hessian);
  return result;
}

TEST(FlatDirections, two_parameters_have_one_plus_and_minus_the_correlation) {
  // [[4, 3], [3, 9]]: scaled off-diagonal 3/√(4·9) = 1/2, so λ = 1 ∓ 1/2 along (1, ∓1)/√2.
  const auto directions = flat_directions(testing::example_result());
  ASSERT_EQ(directions.size(), 2u);
  EXPECT_NEAR(directions[0].eigenvalue, 0.5, rounding);
  EXPECT_NEAR(directions[1].eigenvalue, 1.5, rounding);
  EXPECT_NEAR(directions[0].error_inflation(), std::sqrt(2.0), rounding);
  ASSERT_EQ(directions[0].components.size(), 2u);
  const auto& [first, second] = std::tie(directions[0].components[0], directions[0].components[1]);
  EXPECT_NEAR(first.weight, std::sqrt(0.5), rounding);
  EXPECT_NEAR(second.weight, -std::sqrt(0.5), rounding);
}

TEST(FlatDirections, a_shift_along_one_raises_chi2_by_one) {
  const std::vector<double> hessian{5.0, 2.0, -1.0, 2.0, 7.0, 0.5, -1.0, 0.5, 90.0};
  const std::vector<std::string> names{"a", "b", "c"};
  for (const FlatDirection& direction : flat_directions(with_hessian(names, hessian))) {
    std::vector<double> shift(3);
    for (const auto& component : direction.components)
      shift[static_cast<std::size_t>(component.parameter[0] - 'a')] = component.shift;
    double rise = 0.0;  // of χ², to which the Hessian of χ²/2 adds dᵀHd
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j) rise += shift[i] * hessian[3 * i + j] * shift[j];
    EXPECT_NEAR(rise, 1.0, 10 * rounding);
  }
}

TEST(FlatDirections, do_not_depend_on_the_units_of_a_parameter) {
  const auto plain = flat_directions(with_hessian({"a", "b"}, {4.0, 3.0, 3.0, 9.0}));
  const auto scaled = flat_directions(with_hessian({"a", "b"}, {4.0e8, 3.0e4, 3.0e4, 9.0}));
  EXPECT_NEAR(plain[0].eigenvalue, scaled[0].eigenvalue, rounding);
}

TEST(FlatDirections, a_parameter_without_effect_is_a_direction_of_its_own) {
  const auto directions =
      flat_directions(with_hessian({"a", "idle", "c"}, {2.0, 0.0, 1.0, 0, 0, 0, 1.0, 0.0, 2.0}));
  ASSERT_EQ(directions.size(), 3u);
  EXPECT_EQ(directions[0].eigenvalue, 0.0);
  EXPECT_EQ(directions[0].components[0].parameter, "idle");
  EXPECT_TRUE(std::isinf(directions[0].components[0].shift));
  EXPECT_EQ(directions[0].components[1].shift, 0.0);
}

TEST(FlatDirections, are_as_many_as_asked_for) {
  EXPECT_EQ(flat_directions(testing::example_result(), 1).size(), 1u);
}

TEST(FlatDirections, are_none_without_a_usable_hessian) {
  EXPECT_TRUE(flat_directions(FitResult{}).empty());
  EXPECT_TRUE(flat_directions(with_hessian({"a"}, {})).empty());
  EXPECT_TRUE(flat_directions(with_hessian({"a"}, {NAN})).empty());
}

TEST(ParametersAtBound, are_named) {
  EXPECT_THAT(parameters_at_bound(testing::example_result()), ::testing::ElementsAre("Cg"));
}

}  // namespace
}  // namespace fitpack
