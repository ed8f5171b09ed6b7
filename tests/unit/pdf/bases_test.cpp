#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "check_derivatives.hpp"
#include "example_pdfs.hpp"
#include "moment_integral.hpp"

namespace fitpack {
namespace {

using namespace examples;
using testing::HasSubstr;

JamShapeOptions shape(Coefficient b, double c, double d = 0.0) {
  return {std::move(b), number(c), number(d), {}};
}

PdfOptions jam(const std::string& name, AmplitudeOptions a, JamShapeOptions s) {
  return {name, {}, JamFormOptions{ShapeNorm::momentum, std::move(s), {}}, std::move(a)};
}

PdfOptions times(const std::string& name, const std::string& other, double factor) {
  return {name, {}, CombinationFormOptions{{{other, FactorKind::plain, number(factor)}}}, {}};
}

std::vector<Parameter> basis_parameters() {
  return {parameter("Bg", 0.1),    parameter("Bv", 0.7),      parameter("Bsea", -0.2),
          parameter("Asea", 0.03), parameter("Asbar", 0.004), parameter("Bs", 0.6)};
}

/// s and sbar of different shapes and equal numbers, light and strange sea.
PdfModelOptions jam_options() {
  return {
      "jam",
      {jam("xg", momentum_sum(), shape(named("Bg"), 5.0)),
       jam("xuv", number_sum(2.0), shape(named("Bv"), 3.5, 0.4)),
       jam("xdv", number_sum(1.0), shape(named("Bv"), 4.5)),
       jam("xsea", amplitude(named("Asea")), shape(named("Bsea"), 8.0)),
       jam("xubar", amplitude(number(0.004)), shape(number(0.8), 7.0)),
       jam("xdbar", amplitude(number(0.01)), shape(number(0.8), 6.0)), times("xssea", "xsea", 0.5),
       jam("xs", {AmplitudeRule::number_sum, 0.0, {}, "xsbar"}, shape(number(0.9), 6.0)),
       jam("xsbar", amplitude(named("Asbar")), shape(named("Bs"), 9.0))}};
}

/// Valence-like functions by their number sums, a strange valence among them.
PdfModelOptions evolution_options() {
  return {"evolution",
          {jam("xg", momentum_sum(), shape(named("Bg"), 5.0)),
           jam("xSigma", amplitude(number(0.55)), shape(named("Bsea"), 4.0)),
           jam("xV", number_sum(3.0), shape(named("Bv"), 3.5)),
           jam("xV3", number_sum(1.0), shape(named("Bv"), 3.0)),
           jam("xV8", number_sum(3.0), shape(named("Bs"), 3.7)),
           jam("xT3", amplitude(named("Asea")), shape(number(0.7), 3.0)),
           jam("xT8", amplitude(named("Asbar")), shape(number(-0.1), 4.0))}};
}

/// Σ_k sign_k ∫ dx x^{n-1} x f_k of partons, by quadrature.
double parton_integral(const PdfModel& pdfs, int n, const PartonContent& signs) {
  std::vector<double> factors;
  for (const PartonContent& content : pdfs.basis().content)
    factors.push_back(std::inner_product(content.begin(), content.end(), signs.begin(), 0.0));
  const std::vector<double> all = start(pdfs);
  const auto sum = [&](double x) {
    const std::vector<double> f = *pdfs.values(all, std::vector<double>{x});
    return std::inner_product(f.begin(), f.end(), factors.begin(), 0.0);
  };
  return integral(n, sum, 0.1 * quadrature_tolerance);
}

class Bases : public testing::TestWithParam<PdfModelOptions> {};

TEST_P(Bases, SumRulesHoldForThePartons) {
  const PdfModel pdfs = model(GetParam(), parameter_set(basis_parameters()));
  // g, u, ubar, d, dbar, s, sbar
  EXPECT_NEAR(parton_integral(pdfs, 0, {0, 1, -1, 0, 0, 0, 0}), 2.0, quadrature_tolerance);
  EXPECT_NEAR(parton_integral(pdfs, 0, {0, 0, 0, 1, -1, 0, 0}), 1.0, quadrature_tolerance);
  EXPECT_NEAR(parton_integral(pdfs, 0, {0, 0, 0, 0, 0, 1, -1}), 0.0, quadrature_tolerance);
  EXPECT_NEAR(parton_integral(pdfs, 1, {1, 1, 1, 1, 1, 1, 1}), 1.0, quadrature_tolerance);
  // The strange quarks do differ.
  EXPECT_GT(std::abs(parton_integral(pdfs, 1, {0, 0, 0, 0, 0, 1, -1})), 1e-4);
}

TEST_P(Bases, Derivatives) { check_derivatives(GetParam(), basis_parameters()); }

INSTANTIATE_TEST_SUITE_P(JamAndEvolution, Bases,
                         testing::Values(jam_options(), evolution_options()),
                         [](const auto& basis) { return basis.param.basis; });

/// The toy in every basis has the partons of the toy.
TEST(LesHouchesToy, IsTheSameInEveryBasis) {
  constexpr double rounding = 1e-14;
  const std::vector<double> x = sample_x(12);
  const auto partons = [&](const PdfModelOptions& options) {
    const PdfModel pdfs = model(options, ParameterSet{});
    const std::vector<double> f = *pdfs.values({}, x);
    std::vector<double> result(n_partons * x.size(), 0.0);
    for (std::size_t a = 0; a < pdfs.n_functions(); ++a)
      for (std::size_t k = 0; k < n_partons; ++k)
        for (std::size_t i = 0; i < x.size(); ++i)
          result[k * x.size() + i] += pdfs.basis().content[a][k] * f[a * x.size() + i];
    return result;
  };
  const std::vector<double> expected = partons(les_houches_options());
  for (const PdfModelOptions& options : {les_houches_in_jam(), les_houches_in_evolution()}) {
    const std::vector<double> found = partons(options);
    for (std::size_t j = 0; j < found.size(); ++j) {
      const double largest = std::max(expected[j], expected[x.size() + j % x.size()]);
      EXPECT_NEAR(found[j], expected[j], rounding * largest) << options.basis << ' ' << j;
    }
  }
}

/// The text of the only problem.
std::string problem_of(const PdfModelOptions& options,
                       const std::vector<std::string>& used_elsewhere = {}) {
  Problems problems;
  const PdfModel pdfs(options, parameter_set(basis_parameters()), "card.yaml", problems,
                      used_elsewhere);
  EXPECT_EQ(problems.size(), 1u) << problems.text();
  return problems.text();
}

TEST(BasisProblems, MissingPdf) {
  PdfModelOptions options = evolution_options();
  options.pdfs.erase(options.pdfs.begin() + 3);
  EXPECT_THAT(problem_of(options), HasSubstr("the PDF xV3 is missing; the basis evolution needs "
                                             "xg, xSigma, xV, xV3, xV8, xT3, xT8"));
}

TEST(BasisProblems, DifferenceFromAnUnknownPdf) {
  PdfModelOptions options = jam_options();
  options.pdfs[7].amplitude.minus = "xsbr";
  EXPECT_THAT(problem_of(options), HasSubstr("pdfs.xs: the number sum subtracts xsbr, which is no "
                                             "PDF of the basis; did you mean xsbar?"));
}

TEST(BasisProblems, DifferenceFromItself) {
  PdfModelOptions options = jam_options();
  options.pdfs[7].amplitude.minus = "xs";
  EXPECT_THAT(problem_of(options), HasSubstr("in a circle: xs -> xs"));
}

TEST(BasisProblems, DifferenceFromWhatTheMomentumFixes) {
  PdfModelOptions options = jam_options();
  options.pdfs[7].amplitude.minus = "xg";
  EXPECT_THAT(problem_of(options),
              HasSubstr("xs refers to xg, whose amplitude the momentum sum rule fixes"));
}

TEST(BasisProblems, DifferenceThatDiverges) {
  PdfModelOptions options = jam_options();
  // Through the combination xssea: the sea has no finite number.
  options.pdfs[7].amplitude.minus = "xssea";
  EXPECT_THAT(problem_of(options),
              HasSubstr("pdfs.xsea: a sum rule over xsea diverges at the start values: it needs "
                        "B > 0, but B = -0.2"));
}

TEST(BasisProblems, MomentumSumOnAFunctionWithoutMomentum) {
  PdfModelOptions options = evolution_options();
  options.pdfs[5].amplitude = momentum_sum();
  options.pdfs[0].amplitude = amplitude(named("Asea"));
  EXPECT_THAT(
      problem_of(options),
      HasSubstr("pdfs.xT3: the momentum sum rule cannot fix xT3, which carries no momentum"));
}

}  // namespace
}  // namespace fitpack
