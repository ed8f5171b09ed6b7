#include "fitpack/prediction/batch_form.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "../../support/synthetic_forms.hpp"

namespace fitpack {
namespace {

using synthetic::FormKind;
using synthetic::Problem;

/// Sums of a few dozen products in another order.
constexpr double rounding = 1e-13;

/// Σ_k w_k (K_k f)_i of part row i.
double sum_of(const FormPart& part, const BatchForm& form, std::size_t cell, std::size_t i,
              std::span<const double> weights, std::span<const double> f) {
  double sum = 0.0;
  const std::size_t n = form.n_columns, rows = part.rows.size();
  for (std::size_t k = 0; k < form.parameters.n_members(cell); ++k)
    for (std::size_t a = 0; a < n; ++a)
      sum += weights[k] * part.cells[cell][(k * rows + i) * n + a] * f[a];
  return sum;
}

/// The definition, word for word.
std::vector<double> theory_of(const BatchForm& form, std::span<const double> theta,
                              std::span<const double> f) {
  std::vector<double> numbers(form.parameters.n_numbers());
  const std::size_t cell = form.parameters.write_numbers(theta, numbers);
  const auto weights = std::span<const double>(numbers).subspan(form.parameters.first_weight());
  std::vector<double> theory(form.n_rows, std::nan(""));
  for (std::size_t i = 0; i < form.leading.rows.size(); ++i)
    theory[form.leading.rows[i]] = sum_of(form.leading, form, cell, i, weights, f);
  for (std::size_t i = 0; i < form.denominator.rows.size(); ++i)
    theory[form.denominator.rows[i]] /= sum_of(form.denominator, form, cell, i, weights, f);
  for (std::size_t i = 0; i < form.f2.rows.size(); ++i) {
    const auto [x, q2] = form.points[form.f2.rows[i]];
    const double h = numbers[0] * std::pow(x, numbers[1]) * (1.0 + numbers[2] * x);
    theory[form.f2.rows[i]] += h / q2 * sum_of(form.f2, form, cell, i, weights, f);
  }
  for (std::size_t i = 0; i < form.normalisation.size(); ++i)
    if (form.normalisation[i] >= 0)
      theory[i] /= numbers[form.parameters.first_normalisation() +
                           static_cast<std::size_t>(form.normalisation[i])];
  return theory;
}

std::vector<double> theory_of(Prediction& prediction, std::span<const double> theta,
                              std::span<const double> f) {
  prediction.set_parameters(theta);
  std::vector<double> theory;
  for (std::size_t b = 0; b < prediction.n_blocks(); ++b) {
    std::vector<double> rows(prediction.n_rows(b));
    prediction.values(b, f, rows);
    theory.insert(theory.end(), rows.begin(), rows.end());
  }
  return theory;
}

TEST(BatchForm, IsThePredictionOfEveryKind) {
  const Problem problem;
  const synthetic::Pdfs pdfs(problem.n_columns, problem.n_parameters);
  for (const FormKind& kind : synthetic::form_kinds()) {
    SCOPED_TRACE(kind.name);
    const auto prediction = synthetic::prediction_of(kind, problem, {});
    const std::optional<BatchForm> form = prediction->batch_form();
    ASSERT_TRUE(form.has_value());
    EXPECT_EQ(form->is_plain(), kind.name == "plain" || kind.name == "single");
    for (const std::vector<double>& theta : synthetic::thetas_of_forms(problem, 6)) {
      std::vector<double> f(problem.n_columns);
      ASSERT_TRUE(pdfs.values(theta, f));
      const std::vector<double> found = theory_of(*form, theta, f);
      const std::vector<double> expected = theory_of(*prediction, theta, f);
      ASSERT_EQ(found.size(), expected.size());
      for (std::size_t i = 0; i < found.size(); ++i)
        EXPECT_NEAR(found[i], expected[i], rounding * (1.0 + std::abs(expected[i]))) << i;
    }
  }
}

TEST(BatchForm, NumbersComeInEveryCell) {
  const Problem problem;
  const FormKind kind = synthetic::form_kinds().back();
  const std::optional<BatchForm> form = synthetic::prediction_of(kind, problem, {})->batch_form();
  const FormParameters& parameters = form->parameters;
  EXPECT_EQ(parameters.n_cells(), 4U);
  EXPECT_EQ(parameters.n_members(0), 9U);
  EXPECT_EQ(parameters.n_members(3), 8U);
  EXPECT_EQ(parameters.n_numbers(), 3U + 2U + 3U * 12U);
  EXPECT_EQ(parameters.columns(), (std::vector<int>{2, 3, 4, -1, 1, 4, 5}));
  std::vector<double> numbers(parameters.n_numbers());
  std::vector<double> theta{1.5, 0.1, 0.2, -0.3, 0.4};
  EXPECT_EQ(parameters.write_numbers(theta, numbers), 1U);
  EXPECT_EQ(numbers[0], 0.1);
  EXPECT_EQ(numbers[3], 1.1);
  EXPECT_EQ(numbers[4], 1.5);
  EXPECT_NEAR(numbers[5], 1.0, rounding);  // of the base: Σ ℓ = 1
  theta[4] = std::nan("");
  EXPECT_LT(parameters.write_numbers(theta, numbers), 4U);
}

/// Nothing but what the builder makes is taken for a form.
TEST(BatchForm, RefusesWhatItCannotExpress) {
  const Problem problem;
  const auto form = [&](const char* name) {
    for (const FormKind& kind : synthetic::form_kinds())
      if (kind.name == name) return synthetic::prediction_of(kind, problem, {})->batch_form();
    return std::optional<BatchForm>();
  };
  EXPECT_TRUE(with_denominator(form("plain"), form("single"), {0, 1}));
  EXPECT_FALSE(with_denominator(form("plain"), form("ratios"), {0, 1}));
  EXPECT_FALSE(with_denominator(form("ratios"), form("plain"), {0, 1}));
  EXPECT_FALSE(with_denominator(form("plain"), form("one parameter"), {0, 1}));
  EXPECT_FALSE(with_denominator(form("plain"), std::nullopt, {0, 1}));
  const std::vector<HigherTwistPoint> points(problem.n_rows);
  EXPECT_TRUE(with_higher_twist_term(form("ratios"), form("plain"), {}, points));
  EXPECT_FALSE(with_higher_twist_term(form("free twist"), form("plain"), {}, points));
  EXPECT_FALSE(with_higher_twist_term(form("normalisations"), form("plain"), {}, points));
  EXPECT_FALSE(with_higher_twist_term(form("plain"), form("two parameters"), {}, points));
  const std::vector<int> none(problem.n_rows, -1);
  EXPECT_TRUE(divided_by(form("everything fixed"), {{1.0, 0}}, none));
  EXPECT_FALSE(divided_by(form("normalisations"), {{1.0, 0}}, none));
}

}  // namespace
}  // namespace fitpack
