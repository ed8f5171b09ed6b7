#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "check_derivatives.hpp"
#include "example_pdfs.hpp"
#include "fitpack/pdf/polynomial_form.hpp"
#include "fitpack/pdf/unit_interval_rule.hpp"
#include "moment_integral.hpp"

namespace fitpack {
namespace {

using namespace examples;
using testing::HasSubstr;

/// The same formula written in another order.
constexpr double rounding = 1e-13;

PdfOptions pdf(const std::string& name, FormOptions form, AmplitudeOptions a) {
  return {name, {}, std::move(form), std::move(a)};
}

/// The valence u of the HERAPDF-like example replaced; its parameters stay in use.
PdfModelOptions with_uv(FormOptions form, AmplitudeOptions a) {
  PdfModelOptions options = herapdf_options();
  options.pdfs[1] = pdf("xuv", std::move(form), std::move(a));
  return options;
}

JamFormOptions jam_uv() {
  return {ShapeNorm::momentum,
          {named("Buv"), named("Cuv"), named("Duv"), named("Euv")},
          {{named("Agp"), {named("Bdv"), named("Cgp"), number(0.3), named("Dubar")}}}};
}

template <class Options>
Options polynomial_uv(XMap map, std::size_t degree) {
  Options form;
  form.map = map;
  form.x_min = 1e-4;
  form.b = named("Buv");
  form.c = named("Cuv");
  const std::size_t first = std::is_same_v<Options, ChebyshevFormOptions> ? 1 : 0;
  for (std::size_t k = first; k <= degree; ++k) {
    form.coefficients.push_back(k == 1   ? named("Duv")
                                : k == 2 ? named("Euv")
                                         : number(1.0 / static_cast<double>(1 + k)));
  }
  return form;
}

std::vector<Parameter> form_parameters() {
  std::vector<Parameter> parameters = herapdf_parameters();
  for (Parameter& p : parameters) {
    if (p.name == "Duv") p.start = 0.7;
    if (p.name == "Euv") p.start = 1.9;
  }
  return parameters;
}

double uv_at(const PdfModelOptions& options, double x) {
  return function(model(options, parameter_set(form_parameters())), "xuv")(x);
}

TEST(JamForm, ShapesAreDividedByTheirMoment) {
  const double b = 0.810476, c = 4.823512;
  const auto shape = [](double x, double p, double q, double d, double e) {
    return std::pow(x, p) * std::pow(1.0 - x, q) * (1.0 + d * std::sqrt(x) + e * x);
  };
  const auto moment = [](int n, double p, double q, double d, double e) {
    return std::beta(p + n, q + 1.0) + d * std::beta(p + n + 0.5, q + 1.0) +
           e * std::beta(p + n + 1.0, q + 1.0);
  };
  for (const auto& [norm, n] : {std::pair{ShapeNorm::momentum, 1}, {ShapeNorm::number, 0}}) {
    JamFormOptions form = jam_uv();
    form.norm = norm;
    const PdfModelOptions options = with_uv(form, amplitude(number(0.3)));
    for (const double x : {1e-4, 0.1, 0.6}) {
      const double expected = 0.3 * shape(x, b, c, 0.7, 1.9) / moment(n, b, c, 0.7, 1.9) +
                              0.166087 * shape(x, 1.029995, 25.0, 0.3, 1.548098) /
                                  moment(n, 1.029995, 25.0, 0.3, 1.548098);
      EXPECT_NEAR(uv_at(options, x), expected, rounding * expected) << "at x = " << x;
    }
  }
}

TEST(JamForm, AmplitudeIsTheMomentItNames) {
  JamFormOptions form = jam_uv();
  form.plus.clear();
  const PdfModelOptions options = with_uv(form, amplitude(named("Agp")));
  const PdfModel pdfs = model(options, parameter_set(form_parameters()));
  EXPECT_NEAR((*pdfs.moments(start(pdfs), 1))[1], 0.166087, rounding);
}

TEST(JamForm, SumRuleFixesTheFirstShape) {
  const PdfModel pdfs = model(with_uv(jam_uv(), number_sum(2.0)), parameter_set(form_parameters()));
  EXPECT_NEAR(integral(0, function(pdfs, "xuv")), 2.0, 2.0 * quadrature_tolerance);
  EXPECT_NEAR((*pdfs.moments(start(pdfs), 1))[1], integral(1, function(pdfs, "xuv")),
              quadrature_tolerance);
}

TEST(JamForm, Derivatives) {
  check_derivatives(with_uv(jam_uv(), number_sum(2.0)), all_free(form_parameters()));
  JamFormOptions by_number = jam_uv();
  by_number.norm = ShapeNorm::number;
  check_derivatives(with_uv(by_number, amplitude(named("Adbar"))), all_free(form_parameters()));
  JamFormOptions plain = jam_uv();
  plain.norm = ShapeNorm::none;
  check_derivatives(with_uv(plain, number_sum(2.0)), all_free(form_parameters()));
}

TEST(PolynomialBasis, ChebyshevPolynomialsAreCosines) {
  std::vector<double> values(8);
  for (const double angle : {0.1, 1.3, 2.9}) {
    polynomial_values(PolynomialKind::chebyshev, 0.5 * (1.0 + std::cos(angle)), values);
    for (std::size_t k = 0; k < values.size(); ++k)
      EXPECT_NEAR(values[k], std::cos(static_cast<double>(k) * angle), rounding);
  }
}

TEST(PolynomialBasis, BernsteinPolynomialsAreAPartitionOfUnity) {
  std::vector<double> values(7);
  for (const double y : {0.0, 0.2, 0.9, 1.0}) {
    polynomial_values(PolynomialKind::bernstein, y, values);
    EXPECT_NEAR(std::accumulate(values.begin(), values.end(), 0.0), 1.0, rounding);
    EXPECT_GE(*std::min_element(values.begin(), values.end()), 0.0);
    // Their mean position is y: Σ k b_k = n y.
    double mean = 0.0;
    for (std::size_t k = 0; k < values.size(); ++k) mean += static_cast<double>(k) * values[k];
    EXPECT_NEAR(mean, 6.0 * y, 6.0 * rounding);
  }
}

TEST(PolynomialBasis, PowersOfTheRootGiveTheSameValues) {
  for (const PolynomialKind kind : {PolynomialKind::chebyshev, PolynomialKind::bernstein}) {
    for (const XMap map :
         {XMap::x, XMap::sqrt_x, XMap::one_minus_sqrt_x, XMap::two_sqrt_x_minus_x}) {
      const auto in_root = *polynomials_in_root(kind, map, 4);
      const double x = 0.3, root = std::sqrt(x);
      std::vector<double> values(5);
      polynomial_values(kind, mapped_x(map, 1.0, std::log(x)), values);
      for (std::size_t k = 0; k < 5; ++k) {
        double sum = 0.0, power = 1.0;
        for (const double coefficient : in_root[k]) {
          sum += coefficient * power;
          power *= root;
        }
        // Coefficients of up to 1e4 cancel.
        EXPECT_NEAR(sum, values[k], 1e4 * rounding);
      }
    }
  }
}

TEST(PolynomialBasis, MapsOfX) {
  const double x = 0.09, log_x = std::log(x);
  EXPECT_NEAR(mapped_x(XMap::x, 1.0, log_x), 0.09, rounding);
  EXPECT_NEAR(mapped_x(XMap::sqrt_x, 1.0, log_x), 0.3, rounding);
  EXPECT_NEAR(mapped_x(XMap::one_minus_sqrt_x, 1.0, log_x), 0.7, rounding);
  EXPECT_NEAR(mapped_x(XMap::two_sqrt_x_minus_x, 1.0, log_x), 0.51, rounding);
  EXPECT_NEAR(mapped_x(XMap::log_x, 0.09 * 0.09, log_x), 0.5, rounding);
  EXPECT_NEAR(mapped_x(XMap::log_x, 1e-4, 0.0), 1.0, rounding);
}

TEST(UnitIntervalRule, BetaFunctionsWithPowersOfLogarithms) {
  const UnitIntervalRule& rule = unit_interval_rule();
  constexpr double tolerance = 1e-12;
  for (const double a : {0.02, 0.5, 3.0})
    for (const double b : {0.02, 1.0, 12.0}) {
      double sum = 0.0;
      for (std::size_t i = 0; i < rule.log_x.size(); ++i)
        sum += std::exp((a - 1.0) * rule.log_x[i] + (b - 1.0) * rule.log_one_minus_x[i] +
                        rule.log_weight[i]);
      EXPECT_NEAR(sum / std::beta(a, b), 1.0, tolerance) << a << ' ' << b;
    }
  // ∫ dx x^(a-1) (-ln x)^4 = 4!/a^5
  double sum = 0.0;
  for (std::size_t i = 0; i < rule.log_x.size(); ++i)
    sum += std::exp(-0.9 * rule.log_x[i] + rule.log_weight[i]) * std::pow(rule.log_x[i], 4);
  EXPECT_NEAR(sum / 24e5, 1.0, tolerance);
}

struct PolynomialCase {
  XMap map;
  std::size_t degree;
  bool exact;  ///< moments by Beta functions
};

class Polynomials : public testing::TestWithParam<PolynomialCase> {
 protected:
  [[nodiscard]] static PdfModelOptions chebyshev(AmplitudeOptions a) {
    return with_uv(polynomial_uv<ChebyshevFormOptions>(GetParam().map, GetParam().degree),
                   std::move(a));
  }
  [[nodiscard]] static PdfModelOptions bernstein(AmplitudeOptions a) {
    return with_uv(polynomial_uv<BernsteinFormOptions>(GetParam().map, GetParam().degree),
                   std::move(a));
  }
};

TEST_P(Polynomials, MomentsAgreeWithQuadrature) {
  for (const PdfModelOptions& options : {chebyshev(number_sum(2.0)), bernstein(number_sum(2.0))}) {
    const PdfModel pdfs = model(options, parameter_set(form_parameters()));
    EXPECT_NEAR(integral(0, function(pdfs, "xuv")), 2.0, 2.0 * quadrature_tolerance);
    const double momentum = integral(1, function(pdfs, "xuv"));
    EXPECT_NEAR((*pdfs.moments(start(pdfs), 1))[1], momentum,
                quadrature_tolerance * std::abs(momentum));
  }
}

TEST_P(Polynomials, Derivatives) {
  check_derivatives(chebyshev(number_sum(2.0)), all_free(form_parameters()));
  check_derivatives(bernstein(number_sum(2.0)), all_free(form_parameters()));
}

TEST_P(Polynomials, BetaFunctionsOrQuadrature) {
  Problems problems;
  const ParameterSet set = parameter_set(form_parameters());
  ParameterBinder binder(set, problems);
  const PolynomialForm form(PolynomialKind::chebyshev,
                            polynomial_uv<ChebyshevFormOptions>(GetParam().map, GetParam().degree),
                            "", binder, problems);
  EXPECT_EQ(form.has_exact_moments(), GetParam().exact);
}

INSTANTIATE_TEST_SUITE_P(Maps, Polynomials,
                         testing::Values(PolynomialCase{XMap::x, 2, true},
                                         PolynomialCase{XMap::sqrt_x, 4, true},
                                         PolynomialCase{XMap::one_minus_sqrt_x, 4, true},
                                         PolynomialCase{XMap::two_sqrt_x_minus_x, 2, true},
                                         PolynomialCase{XMap::sqrt_x, 10, false},
                                         PolynomialCase{XMap::log_x, 3, false}));

TEST(PolynomialForm, DegreeOneInXIsAPowerForm) {
  // 1 + a (2x - 1) = (1 - a) (1 + 2a/(1-a) x) with a = 0.7.
  ChebyshevFormOptions chebyshev = polynomial_uv<ChebyshevFormOptions>(XMap::x, 1);
  const PowerFormOptions power{named("Buv"), named("Cuv"), {number(1.4 / 0.3)}, {}};
  PdfModelOptions a = with_uv(chebyshev, number_sum(2.0));
  PdfModelOptions b = with_uv(power, number_sum(2.0));
  for (PdfModelOptions* options : {&a, &b})
    std::get<PowerFormOptions>(options->pdfs[2].form).polynomial = {named("Duv"), named("Euv")};
  for (const double x : {1e-3, 0.2, 0.8})
    EXPECT_NEAR(uv_at(a, x), uv_at(b, x), 10.0 * rounding * uv_at(b, x));
}

/// The text of the only problem.
std::string problem_of(const PdfModelOptions& options,
                       std::vector<Parameter> parameters = form_parameters()) {
  Problems problems;
  const PdfModel pdfs(options, parameter_set(std::move(parameters)), "card.yaml", problems,
                      {"Duv", "Euv", "Buv", "Cuv"});
  EXPECT_EQ(problems.size(), 1u) << problems.text();
  return problems.text();
}

std::vector<Parameter> with_start(const std::string& name, double value) {
  std::vector<Parameter> parameters = form_parameters();
  for (Parameter& p : parameters)
    if (p.name == name) p.start = value;
  return parameters;
}

TEST(FormProblems, DegreeZero) {
  ChebyshevFormOptions chebyshev = polynomial_uv<ChebyshevFormOptions>(XMap::x, 1);
  chebyshev.coefficients.clear();
  EXPECT_THAT(problem_of(with_uv(chebyshev, number_sum(2.0))),
              HasSubstr("pdfs.xuv: the polynomial has degree 0"));
  BernsteinFormOptions bernstein = polynomial_uv<BernsteinFormOptions>(XMap::x, 1);
  bernstein.coefficients.pop_back();
  EXPECT_THAT(problem_of(with_uv(bernstein, number_sum(2.0))), HasSubstr("degree 0"));
}

TEST(FormProblems, DegreeTooLarge) {
  EXPECT_THAT(
      problem_of(with_uv(polynomial_uv<ChebyshevFormOptions>(XMap::x, 21), number_sum(2.0))),
      HasSubstr("degree 21; the largest degree is 20"));
}

TEST(FormProblems, StartOfTheLogarithm) {
  ChebyshevFormOptions form = polynomial_uv<ChebyshevFormOptions>(XMap::log_x, 2);
  form.x_min = 1.0;
  EXPECT_THAT(problem_of(with_uv(form, number_sum(2.0))), HasSubstr("x_min of the map log_x"));
}

TEST(FormProblems, UnknownCoefficient) {
  ChebyshevFormOptions form = polynomial_uv<ChebyshevFormOptions>(XMap::x, 2);
  form.coefficients[1] = named("Euvv");
  EXPECT_THAT(problem_of(with_uv(form, number_sum(2.0))),
              HasSubstr("coefficients.1: there is no parameter Euvv; did you mean Euv?"));
  JamFormOptions jam = jam_uv();
  jam.plus[0].shape.c = named("Cgpp");
  EXPECT_THAT(problem_of(with_uv(jam, number_sum(2.0))),
              HasSubstr("plus.0.C: there is no parameter Cgpp"));
}

TEST(FormProblems, Divergence) {
  EXPECT_THAT(problem_of(with_uv(polynomial_uv<ChebyshevFormOptions>(XMap::x, 2), number_sum(2.0)),
                         with_start("Buv", -0.1)),
              HasSubstr("it needs B > 0, but B = -0.1"));
  EXPECT_THAT(
      problem_of(with_uv(polynomial_uv<BernsteinFormOptions>(XMap::log_x, 2), number_sum(2.0)),
                 with_start("Buv", 0.01)),
      HasSubstr("it needs B > 0.02, but B = 0.01"));
  EXPECT_THAT(problem_of(with_uv(jam_uv(), number_sum(2.0)), with_start("Buv", -0.1)),
              HasSubstr("it needs B > 0, but B = -0.1"));
}

TEST(FormProblems, NormOfAJamShape) {
  EXPECT_THAT(problem_of(with_uv(jam_uv(), number_sum(2.0)), with_start("Buv", -1.2)),
              HasSubstr("xuv has no values at the start values: the momentum that the shape is "
                        "divided by diverges: it needs B > -1, but B = -1.2"));
  JamFormOptions form = jam_uv();
  form.norm = ShapeNorm::number;
  form.plus[0].shape.b = number(-0.5);
  form.plus[0].shape.c = number(5.0);
  PdfModelOptions options = with_uv(form, amplitude(number(0.3)));
  EXPECT_THAT(problem_of(options), HasSubstr("it needs B > 0, but B = -0.5 in shape 0 of plus"));
}

}  // namespace
}  // namespace fitpack
