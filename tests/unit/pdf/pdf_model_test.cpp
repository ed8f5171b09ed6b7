#include "fitpack/pdf/pdf_model.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "example_pdfs.hpp"
#include "moment_integral.hpp"

namespace fitpack {
namespace {

using namespace examples;
using testing::HasSubstr;

/// The same formula written in another order.
constexpr double rounding = 1e-13;

TEST(PdfModel, SumRulesHoldByQuadrature) {
  const PdfModel pdfs = model(herapdf_options(), parameter_set(herapdf_parameters()));
  EXPECT_NEAR(integral(0, function(pdfs, "xuv")), 2.0, 2.0 * quadrature_tolerance);
  EXPECT_NEAR(integral(0, function(pdfs, "xdv")), 1.0, quadrature_tolerance);
  double momentum = 0.0;
  for (std::size_t a = 0; a < pdfs.n_functions(); ++a) {
    momentum +=
        pdfs.basis().momentum_weights()[a] * integral(1, function(pdfs, pdfs.basis().functions[a]));
  }
  EXPECT_NEAR(momentum, 1.0, quadrature_tolerance);
}

TEST(PdfModel, MomentumSumCountsCombinationsOfTheGluon) {
  PdfModelOptions options = herapdf_options();
  options.pdfs[5].form = CombinationFormOptions{
      {{"xg", FactorKind::plain, number(0.05)}, {"xdbar", FactorKind::odds, named("fs")}}};
  const PdfModel pdfs = model(options, parameter_set(herapdf_parameters()));
  const std::vector<double> moments = *pdfs.moments(start(pdfs), 1);
  double momentum = 0.0;
  for (std::size_t a = 0; a < 6; ++a) {
    momentum += pdfs.basis().momentum_weights()[a] * moments[a];
  }
  EXPECT_NEAR(momentum, 1.0, rounding);
}

TEST(PdfModel, MomentsAgreeWithQuadrature) {
  const PdfModel pdfs = model(herapdf_options(), parameter_set(herapdf_parameters()));
  const std::vector<double> moments = *pdfs.moments(start(pdfs), 1);
  for (std::size_t a = 0; a < pdfs.n_functions(); ++a) {
    const double expected = integral(1, function(pdfs, pdfs.basis().functions[a]));
    EXPECT_NEAR(moments[a], expected, quadrature_tolerance * std::abs(expected))
        << pdfs.basis().functions[a];
  }
}

TEST(PdfModel, NumberOfSeaQuarksDiverges) {
  const PdfModel pdfs = model(herapdf_options(), parameter_set(herapdf_parameters()));
  EXPECT_EQ(pdfs.moments(start(pdfs), 0), std::nullopt);
}

TEST(PdfModel, HerapdfFormulas) {
  const PdfModel pdfs = model(herapdf_options(), parameter_set(herapdf_parameters()));
  const auto solved = *pdfs.solved_amplitudes(start(pdfs));
  ASSERT_EQ(solved.size(), 3u);
  EXPECT_EQ(solved[0].name, "Ag");
  EXPECT_EQ(solved[1].name, "Auv");
  EXPECT_EQ(solved[2].name, "Adv");
  for (const double x : {1e-4, 0.03, 0.4, 0.8}) {
    const auto power = [x](double a, double b, double c) {
      return a * std::pow(x, b) * std::pow(1.0 - x, c);
    };
    const double dbar = power(0.161300, -0.127300, 9.586246);
    const std::vector<double> expected{
        power(solved[0].value, -0.061953, 5.562367) - power(0.166087, -0.383100, 25.0),
        power(solved[1].value, 0.810476, 4.823512) * (1.0 + 9.921366 * x * x),
        power(solved[2].value, 1.029995, 4.846279),
        power(0.161300, -0.127300, 7.059694) * (1.0 + 1.548098 * x),
        dbar,
        0.4 / 0.6 * dbar};
    const std::vector<double> values = *pdfs.values(start(pdfs), std::vector<double>{x});
    for (std::size_t a = 0; a < 6; ++a) {
      EXPECT_NEAR(values[a], expected[a], 1e-12 * std::abs(expected[a]))
          << pdfs.basis().functions[a] << " at x = " << x;
    }
  }
}

TEST(PdfModel, GradientOfSolvedAmplitudes) {
  const ParameterSet set = parameter_set(herapdf_parameters());
  const PdfModel pdfs = model(herapdf_options(), set);
  const auto solved = *pdfs.solved_amplitudes(start(pdfs));
  for (std::size_t p = 0; p < set.n_free(); ++p) {
    std::vector<double> theta = set.start_values();
    const double h = 1e-5 * std::max(0.1, std::abs(theta[p]));
    theta[p] += h;
    const auto up = *pdfs.solved_amplitudes(set.all_values(theta));
    theta[p] -= 2.0 * h;
    const auto down = *pdfs.solved_amplitudes(set.all_values(theta));
    for (std::size_t k = 0; k < solved.size(); ++k) {
      EXPECT_NEAR(solved[k].gradient[p], (up[k].value - down[k].value) / (2.0 * h),
                  1e-6 * std::abs(solved[k].value))
          << solved[k].name << " by " << set.free(p).name;
    }
  }
}

TEST(PdfModel, LesHouchesToy) {
  const PdfModel pdfs = model(les_houches_options(), ParameterSet{});
  EXPECT_TRUE(pdfs.solved_amplitudes({})->empty());
  for (const double x : {1e-7, 1e-3, 0.1, 0.5, 0.9}) {
    const std::vector<double> f = *pdfs.values({}, std::vector<double>{x});
    const double dbar = 0.1939875 * std::pow(x, -0.1) * std::pow(1.0 - x, 6.0);
    const double ubar = (1.0 - x) * dbar;
    EXPECT_NEAR(f[0], 1.7 * std::pow(x, -0.1) * std::pow(1.0 - x, 5.0), rounding * f[0]);
    EXPECT_NEAR(f[1], 5.1072 * std::pow(x, 0.8) * std::pow(1.0 - x, 3.0), rounding * f[1]);
    EXPECT_NEAR(f[2], 3.06432 * std::pow(x, 0.8) * std::pow(1.0 - x, 4.0), rounding * f[2]);
    EXPECT_NEAR(f[3], ubar, rounding * ubar);
    EXPECT_NEAR(f[4], dbar, rounding * dbar);
    EXPECT_NEAR(f[5], 0.2 * (ubar + dbar), rounding * f[5]);
  }
}

TEST(PdfModel, LesHouchesToySatisfiesTheSumRulesToItsDigits) {
  constexpr double seven_printed_digits = 1e-6;
  const PdfModel pdfs = model(les_houches_options(), ParameterSet{});
  const std::vector<double> m = *pdfs.moments({}, 1);
  double momentum = 0.0;
  for (std::size_t a = 0; a < 6; ++a) momentum += pdfs.basis().momentum_weights()[a] * m[a];
  EXPECT_NEAR(momentum, 1.0, seven_printed_digits);
  EXPECT_NEAR(integral(0, function(pdfs, "xuv")), 2.0, seven_printed_digits);
  EXPECT_NEAR(integral(0, function(pdfs, "xdv")), 1.0, seven_printed_digits);
}

/// The text of the only problem.
std::string problem_of(const PdfModelOptions& options,
                       std::vector<Parameter> parameters = herapdf_parameters()) {
  Problems problems;
  const PdfModel pdfs(options, parameter_set(std::move(parameters)), "card.yaml", problems);
  EXPECT_EQ(problems.size(), 1u) << problems.text();
  return problems.text();
}

PowerFormOptions& power(PdfModelOptions& options, std::size_t i) {
  return std::get<PowerFormOptions>(options.pdfs[i].form);
}

std::vector<Parameter> with_start(const std::string& name, double value) {
  std::vector<Parameter> parameters = herapdf_parameters();
  for (Parameter& p : parameters) {
    if (p.name == name) p.start = value;
  }
  return parameters;
}

TEST(PdfModelProblems, UnknownBasis) {
  PdfModelOptions options = herapdf_options();
  options.basis = "herpdf";
  EXPECT_EQ(problem_of(options),
            "card.yaml: pdfs.basis: there is no basis herpdf; did you mean herapdf?");
}

TEST(PdfModelProblems, UnknownParameter) {
  PdfModelOptions options = herapdf_options();
  options.pdfs[0].place = "card.yaml:12: pdfs.xg";
  power(options, 0).b = named("Bgg");
  EXPECT_EQ(problem_of(options),
            "card.yaml:12: pdfs.xg: B: there is no parameter Bgg; did you mean Bg?");
}

TEST(PdfModelProblems, UnusedParameter) {
  std::vector<Parameter> parameters = herapdf_parameters();
  parameters.push_back(parameter("Bs", 1.0));
  EXPECT_THAT(problem_of(herapdf_options(), parameters),
              HasSubstr("parameters.Bs: nothing uses the parameter Bs"));
}

TEST(PdfModelProblems, MissingPdf) {
  PdfModelOptions options = herapdf_options();
  options.pdfs.pop_back();
  options.pdfs[4].form = PowerFormOptions{named("Bdbar"), named("Cdbar"), {named("fs")}, {}};
  EXPECT_THAT(problem_of(options), HasSubstr("the PDF xs is missing"));
}

TEST(PdfModelProblems, PdfOutsideTheBasis) {
  PdfModelOptions options = herapdf_options();
  options.pdfs.push_back({"xuvv", {}, power(options, 1), number_sum(2.0)});
  EXPECT_EQ(problem_of(options),
            "card.yaml: pdfs.xuvv: the basis herapdf has no PDF xuvv; did you mean xuv?");
}

TEST(PdfModelProblems, PdfGivenTwice) {
  PdfModelOptions options = herapdf_options();
  options.pdfs.push_back(options.pdfs[2]);
  EXPECT_THAT(problem_of(options), HasSubstr("the PDF xdv is given twice"));
}

TEST(PdfModelProblems, UnknownReference) {
  PdfModelOptions options = herapdf_options();
  options.pdfs[5].form = CombinationFormOptions{{{"xdbr", FactorKind::odds, named("fs")}}};
  EXPECT_THAT(problem_of(options), HasSubstr("refers to xdbr, which is no PDF of the basis; "
                                             "did you mean xdbar?"));
}

TEST(PdfModelProblems, CyclicReferences) {
  PdfModelOptions options = herapdf_options();
  options.pdfs[4].form = CombinationFormOptions{
      {{"xs", FactorKind::plain, named("Cdbar")}, {"xubar", FactorKind::plain, number(1.0)}}};
  EXPECT_THAT(problem_of(options), HasSubstr("in a circle: xdbar -> xs -> xdbar"));
}

TEST(PdfModelProblems, ReferenceToItself) {
  PdfModelOptions options = herapdf_options();
  options.pdfs[5].form = CombinationFormOptions{{{"xs", FactorKind::odds, named("fs")}}};
  EXPECT_THAT(problem_of(options), HasSubstr("in a circle: xs -> xs"));
}

TEST(PdfModelProblems, EmptyCombination) {
  PdfModelOptions options = herapdf_options();
  power(options, 4).polynomial = {named("fs")};
  options.pdfs[5].form = CombinationFormOptions{};
  EXPECT_THAT(problem_of(options), HasSubstr("the combination has no terms"));
}

TEST(PdfModelProblems, TwoMomentumSums) {
  PdfModelOptions options = herapdf_options();
  options.pdfs[3].amplitude = momentum_sum();
  EXPECT_THAT(problem_of(options), HasSubstr("more than one PDF: xg, xubar"));
}

TEST(PdfModelProblems, NumberSumNotFinite) {
  PdfModelOptions options = herapdf_options();
  options.pdfs[1].amplitude = number_sum(INFINITY);
  EXPECT_THAT(problem_of(options), HasSubstr("the number sum is not a finite number"));
}

TEST(PdfModelProblems, SumRulesDivergeAtTheStart) {
  EXPECT_THAT(problem_of(herapdf_options(), with_start("Buv", -0.1)),
              HasSubstr("pdfs.xuv: a sum rule over xuv diverges at the start values: "
                        "it needs B > 0, but B = -0.1"));
  EXPECT_THAT(problem_of(herapdf_options(), with_start("Cg", -1.5)),
              HasSubstr("it needs C > -1, but C = -1.5"));
  EXPECT_THAT(problem_of(herapdf_options(), with_start("Bgp", -1.0)),
              HasSubstr("it needs B > -1, but B = -1 in the subtracted term"));
}

TEST(PdfModelProblems, NotFiniteAtTheStart) {
  EXPECT_THAT(problem_of(herapdf_options(), with_start("fs", 1.0)),
              HasSubstr("not finite at the start values"));
}

TEST(PdfModelProblems, AllAreReportedAtOnce) {
  PdfModelOptions options = herapdf_options();
  power(options, 0).b = named("Bgg");
  power(options, 1).c = named("Cuvv");
  options.pdfs[3].amplitude = momentum_sum();
  Problems problems;
  const PdfModel pdfs(options, parameter_set(herapdf_parameters()), "card.yaml", problems);
  EXPECT_EQ(problems.size(), 3u) << problems.text();
}

}  // namespace
}  // namespace fitpack
