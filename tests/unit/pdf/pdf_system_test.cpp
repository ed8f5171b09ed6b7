#include "fitpack/pdf/pdf_system.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <memory>

#include "fitpack/pdf/sum_rules.hpp"

namespace fitpack {
namespace {

constexpr double rounding = 1e-14;

/// A x^p with p from the parameter 0, column 1 of the gradient.
class Power final : public FunctionalForm {
 public:
  void add(const FormInput& input, ConstDualRow amplitude, const XNodes& nodes,
           PdfRows rows) const override {
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      const double power = std::exp(input.all[0] * nodes.log_x(i));
      add_scaled(rows.row(i), amplitude, power);
      add_derivative(rows.row(i), 1, amplitude[0] * power * nodes.log_x(i));
    }
  }
  bool add_moments(int n, const FormInput& input, DualRow shape, DualRow) const override {
    const double inverse = 1.0 / (input.all[0] + n);
    shape[0] += inverse;
    add_derivative(shape, 1, -inverse * inverse);
    return true;
  }
  std::string divergence(int, std::span<const double>) const override { return {}; }
};

/// A f(x)² for another function f, its moments by the midpoints of two halves.
class SquareOfAnother final : public FunctionalForm {
 public:
  explicit SquareOfAnother(std::size_t other) : other_{other} {}
  std::span<const std::size_t> references() const override { return other_; }
  const XNodes* moment_nodes() const override { return &nodes_; }
  void add(const FormInput& input, ConstDualRow amplitude, const XNodes& nodes,
           PdfRows rows) const override {
    for (std::size_t i = 0; i < nodes.size(); ++i)
      add_product(rows.row(i), amplitude, square(input, i)[0]);
  }
  bool add_moments(int n, const FormInput& input, DualRow shape, DualRow) const override {
    for (std::size_t i = 0; i < nodes_.size(); ++i)
      add_scaled(shape, square(input, i)[0], 0.5 * std::pow(nodes_.x(i), n - 1));
    return true;
  }
  std::string divergence(int, std::span<const double>) const override { return {}; }

 private:
  static DualRows square(const FormInput& input, std::size_t i) {
    DualRows result(1, input.references[0].width);
    add_product(result[0], input.references[0].row(i), input.references[0].row(i));
    return result;
  }
  std::array<std::size_t, 1> other_;
  XNodes nodes_{std::array{0.25, 0.75}};
};

/// Function 0 refers to 1, a combination 2 f_2, and 2 has the number 3.
PdfSystem chain() {
  BoundCoefficient two;
  two.number = 2.0;
  PdfSystem system;
  system.entries.resize(3);
  system.entries[0].form = std::make_shared<SquareOfAnother>(1);
  system.entries[0].amplitude = {AmplitudeRule::number_sum, 5.0, {}, {}};
  system.entries[0].needs = {2, 1};
  system.entries[1].combination.terms.push_back({2, CombinationFactor(FactorKind::plain, two)});
  system.entries[2].form = std::make_shared<Power>();
  system.entries[2].amplitude = {AmplitudeRule::number_sum, 3.0, {}, {}};
  system.order = {2, 1, 0};
  system.momentum_weights = {1.0, 1.0, 1.0};
  return system;
}

/// 3 p x^p has the number 3; the square of its double is 36 p² x^2p.
TEST(PdfSystem, FormsCanReferToOthers) {
  const PdfSystem system = chain();
  const std::array all{0.5};
  DualRows amplitudes(3, 2);
  ASSERT_TRUE(solve_amplitudes(system, all, amplitudes));
  EXPECT_NEAR(amplitudes[2][0], 1.5, rounding);
  // Midpoints: 5 = A · 36 p² · ½ (0.25^(2p-1) + 0.75^(2p-1)) with 2p = 1.
  EXPECT_NEAR(amplitudes[0][0], 5.0 / 9.0, rounding);
  const XNodes nodes(std::array{0.1, 0.4});
  std::vector<double> values(3 * 2 * 2);
  tabulate(system, system.order, all, amplitudes, nodes, {values.data(), 2, 2});
  const PdfRows rows{values.data(), 2, 2};
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_NEAR(rows.row(i)[0], 5.0 / 9.0 * 9.0 * nodes.x(i), rounding);
    // ln of A f²: A ~ 1/(p² (0.25^(2p-1) + 0.75^(2p-1))), f² ~ p² x^2p.
    const double slope = 2.0 * nodes.log_x(i) - (std::log(0.25) + std::log(0.75));
    EXPECT_NEAR(rows.row(i)[1], rows.row(i)[0] * slope, rounding);
  }
}

TEST(PdfSystem, MomentsOfCombinationsFollowThoseOfTheirTerms) {
  const PdfSystem system = chain();
  const std::array all{0.5};
  DualRows amplitudes(3, 1), moment(1, 1);
  ASSERT_TRUE(solve_amplitudes(system, all, amplitudes));
  ASSERT_TRUE(add_moment(system, 1, 0, all, amplitudes, moment[0]));
  EXPECT_NEAR(moment[0][0], 6.0, rounding);
}

}  // namespace
}  // namespace fitpack
