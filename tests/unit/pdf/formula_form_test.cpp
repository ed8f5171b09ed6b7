#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>

#include "example_pdfs.hpp"
#include "fitpack/core/philox.hpp"
#include "fitpack/pdf/domain_check.hpp"
#include "fitpack/pdf/double_exponential.hpp"
#include "fitpack/pdf/special_functions.hpp"
#include "fitpack/pdf/x_grid.hpp"

namespace fitpack {
namespace {

using namespace examples;
using testing::HasSubstr;

/// The same function written in another order: sums over the nodes, Beta functions.
constexpr double rounding = 2e-13;
/// Central differences of functions of order one.
constexpr double difference_tolerance = 2e-7;

PdfOptions formula(const std::string& name, const std::string& text) {
  return {name, {}, FormulaFormOptions{text, false}, {}};
}
PdfOptions formula(const std::string& name, const std::string& text, AmplitudeOptions a) {
  return {name, {}, FormulaFormOptions{text, true}, std::move(a)};
}

PdfModelOptions herapdf_formulas() {
  return {"herapdf",
          {formula("xg", "A*x^Bg*(1-x)^Cg - Agp*x^Bgp*(1-x)^Cgp", momentum_sum()),
           formula("xuv", "A*x^Buv*(1-x)^Cuv*(1 + Duv*x + Euv*x^2)", number_sum(2.0)),
           formula("xdv", "A*x^Bdv*(1-x)^Cdv", number_sum(1.0)),
           formula("xubar", "Adbar*x^Bdbar*(1-x)^Cubar*(1 + Dubar*x)"),
           formula("xdbar", "Adbar*x^Bdbar*(1-x)^Cdbar"), formula("xs", "fs/(1-fs)*xdbar")}};
}

/// herapdf_formulas with one PDF given another formula.
PdfModelOptions with(const PdfOptions& pdf) {
  PdfModelOptions options = herapdf_formulas();
  for (PdfOptions& other : options.pdfs) {
    if (other.name == pdf.name) other = pdf;
  }
  return options;
}

std::vector<Parameter> all_free() {
  std::vector<Parameter> parameters = herapdf_parameters();
  for (Parameter& p : parameters) p.fixed = false;
  return parameters;
}

/// The table of values and derivatives on the nodes of the theory.
struct Table {
  std::size_t width = 0, n_x = 0;
  std::vector<double> values;
  bool finite = false;

  Table(const PdfModel& pdfs, std::span<const double> theta) : width(1 + theta.size()) {
    const XNodes nodes(XGrid(1e-5).nodes());
    n_x = nodes.size();
    values.resize(pdfs.n_functions() * n_x * width);
    finite = pdfs.tabulate(pdfs.parameters().all_values(theta), nodes,
                           PdfRows{values.data(), width, width});
  }
  [[nodiscard]] std::span<const double> row(std::size_t r) const {
    return std::span(values).subspan(r * width, width);
  }
};

PdfModel model(const PdfModelOptions& options, const ParameterSet& parameters) {
  Problems problems;
  PdfModel pdfs(options, parameters, "card.yaml", problems);
  problems.throw_if_any(ExitCode::usage);
  return pdfs;
}

TEST(FormulaForm, EqualsThePowerForm) {
  const ParameterSet set = parameter_set(all_free());
  const PdfModel power = model(herapdf_options(), set);
  const PdfModel formulas = model(herapdf_formulas(), set);
  const Table expected(power, set.start_values());
  const Table found(formulas, set.start_values());
  ASSERT_TRUE(found.finite);
  for (std::size_t r = 0; r < expected.values.size() / expected.width; ++r) {
    double size = 0.0;  // of the row: a derivative can be the difference of large terms
    for (const double v : expected.row(r)) size = std::max(size, std::abs(v));
    for (std::size_t q = 0; q < expected.width; ++q) {
      ASSERT_NEAR(found.row(r)[q], expected.row(r)[q], rounding * size) << r << " " << q;
    }
  }
  const auto all = set.all_values(set.start_values());
  const auto amplitudes = *power.solved_amplitudes(all);
  const auto same = *formulas.solved_amplitudes(all);
  for (std::size_t k = 0; k < amplitudes.size(); ++k) {
    EXPECT_NEAR(same[k].value, amplitudes[k].value, rounding * std::abs(amplitudes[k].value));
  }
}

/// Derivatives of every PDF at every node against central differences.
void expect_derivatives(const PdfModelOptions& options, const ParameterSet& set) {
  const PdfModel pdfs = model(options, set);
  const Table table(pdfs, set.start_values());
  ASSERT_TRUE(table.finite);
  for (std::size_t p = 0; p < set.n_free(); ++p) {
    std::vector<double> theta = set.start_values();
    const double h = 1e-5 * std::max(0.1, std::abs(theta[p]));
    theta[p] += h;
    const Table up(pdfs, theta);
    theta[p] -= 2.0 * h;
    const Table down(pdfs, theta);
    for (std::size_t r = 0; r < table.values.size() / table.width; ++r) {
      const double difference = (up.row(r)[0] - down.row(r)[0]) / (2.0 * h);
      ASSERT_NEAR(table.row(r)[1 + p], difference,
                  difference_tolerance * std::max(1.0, std::abs(difference)))
          << set.free(p).name << ", row " << r;
    }
  }
}

TEST(FormulaForm, DerivativesOfPowers) {
  expect_derivatives(herapdf_formulas(), parameter_set(all_free()));
}

TEST(FormulaForm, DerivativesOfFunctions) {
  // The number sum needs the quadrature, the momentum sum that of all.
  expect_derivatives(
      with(formula("xuv",
                   "A*x^Buv*(1-x)^Cuv*exp(Duv*sqrt(x))*(2 + sin(Euv*x) + tanh(Duv*x) "
                   "+ log(1 + Dubar*x)^2 + cos(x)^Duv + (1 + x)^(-Cuv) + pow(2, Duv*x))",
                   number_sum(2.0))),
      parameter_set(all_free()));
}

TEST(FormulaForm, DerivativesThroughReferences) {
  // Of a form fixed by its own number sum, not linear, with an amplitude of its own.
  PdfModelOptions options = with(
      formula("xubar", "A*sqrt(xdbar*xuv)*(1-x)^Cubar + Dubar*x*xdv", amplitude(named("Bdbar"))));
  options.pdfs.back() = formula("xs", "fs/(1-fs)*(xdbar + Cgp*xubar) + 0.01*xg");
  expect_derivatives(options, parameter_set(all_free()));
}

TEST(FormulaForm, ReferencesKeepTheMomentumSum) {
  PdfModelOptions options = with(formula("xubar", "(1-x)^Cubar*xdbar*(1 + Dubar*x)"));
  options.pdfs.back() = formula("xs", "fs/(1-fs)*xdbar + 0.01*xg");
  const PdfModel pdfs = model(options, parameter_set(herapdf_parameters()));
  const auto moments =
      *pdfs.moments(pdfs.parameters().all_values(pdfs.parameters().start_values()), 1);
  double momentum = 0.0;
  for (std::size_t a = 0; a < 6; ++a) momentum += pdfs.basis().momentum_weights()[a] * moments[a];
  EXPECT_NEAR(momentum, 1.0, 1e-12);
  // xubar is a product of powers as well.
  const double expected = 0.1613 * (beta_function(1 - 0.1273, 1 + 9.586246 + 7.059694) +
                                    1.548098 * beta_function(2 - 0.1273, 1 + 9.586246 + 7.059694));
  EXPECT_NEAR(moments[3], expected, 1e-12 * expected);
}

TEST(FormulaForm, ClosedMomentsAndQuadratureAgree) {
  // exp(0*…) hides the powers from the closed form.
  std::vector<Parameter> parameters = herapdf_parameters();
  parameters.push_back(parameter("zero", 0.0, true));
  const ParameterSet set = parameter_set(std::move(parameters));
  PdfModelOptions closed = with(formula("xdv", "A*x^Bdv*(1-x)^Cdv*(1 + zero)", number_sum(1.0)));
  const PdfModel exact = model(closed, set);
  const PdfModel numeric =
      model(with(formula("xdv", "A*x^Bdv*(1-x)^Cdv*exp(zero*x)", number_sum(1.0))), set);
  const auto all = set.all_values(set.start_values());
  const auto a = *exact.solved_amplitudes(all);
  const auto b = *numeric.solved_amplitudes(all);
  EXPECT_NEAR(b[2].value, a[2].value, 1e-12 * a[2].value);
  for (std::size_t p = 0; p < set.n_free(); ++p) {
    EXPECT_NEAR(b[2].gradient[p], a[2].gradient[p], 1e-11 * a[2].value) << set.free(p).name;
  }
}

TEST(DoubleExponential, IntegratesPowersAtBothEnds) {
  const DoubleExponential rule;
  for (const double b : {0.06, 0.3, 1.0, 2.5, 30.0}) {
    for (const double c : {-0.9, -0.3, 0.0, 4.0, 25.0}) {
      CheckedSum sum;
      for (std::size_t i = 0; i < rule.nodes().size(); ++i) {
        sum.add(rule.weight(0, i) *
                std::exp(b * rule.nodes().log_x(i) + c * rule.nodes().log_one_minus_x(i)));
      }
      EXPECT_TRUE(sum.converged()) << b << " " << c;
      EXPECT_NEAR(sum.value() / beta_function(b, c + 1.0), 1.0, 1e-12) << b << " " << c;
    }
  }
}

TEST(DoubleExponential, NoticesDivergence) {
  const DoubleExponential rule;
  for (const auto& [b, c] : {std::pair{0.0, 1.0}, {-0.2, 1.0}, {0.5, -1.0}, {0.5, -1.3}}) {
    CheckedSum sum;
    for (std::size_t i = 0; i < rule.nodes().size(); ++i) {
      sum.add(rule.weight(0, i) *
              std::exp(b * rule.nodes().log_x(i) + c * rule.nodes().log_one_minus_x(i)));
    }
    EXPECT_FALSE(sum.converged()) << b << " " << c;
  }
}

TEST(FormulaForm, TermsThatDivergeMayCancel) {
  // x^b and x^b (1-x) diverge under dx/x, their difference does not: Beta(b+1, C+1). Where
  // 1-x rounds to 1 the formula is zero, which leaves out 2 sqrt(1e-16) of the integral.
  constexpr double rounded_off = 1e-7;
  std::vector<Parameter> parameters = herapdf_parameters();
  parameters[9].start = -0.5;  // Bdv
  const ParameterSet set = parameter_set(std::move(parameters));
  const PdfModel pdfs =
      model(with(formula("xdv", "A*(x^Bdv - x^Bdv*(1-x))*(1-x)^Cdv", number_sum(1.0))), set);
  const auto solved = *pdfs.solved_amplitudes(set.all_values(set.start_values()));
  EXPECT_NEAR(solved[2].value * beta_function(0.5, 1.0 + 4.846279), 1.0, rounded_off);
}

TEST(FormulaForm, IsZeroAtOne) {
  const PdfModel pdfs = model(with(formula("xdbar", "Adbar*x^Bdbar*exp(-Cdbar*x)")),
                              parameter_set(herapdf_parameters()));
  const auto all = pdfs.parameters().all_values(pdfs.parameters().start_values());
  const auto f = *pdfs.values(all, std::vector<double>{0.5, 1.0});
  const std::size_t a = *pdfs.basis().find("xdbar");
  EXPECT_GT(f[2 * a], 0.0);
  EXPECT_EQ(f[2 * a + 1], 0.0);
}

std::string problems_of(const PdfModelOptions& options, std::vector<Parameter> parameters) {
  Problems problems;
  const ParameterSet set(std::move(parameters), "card.yaml", problems);
  const PdfModel pdfs(options, set, "card.yaml", problems);
  if (problems.empty()) {
    check_domain(pdfs, options, XNodes(XGrid(1e-5).nodes()), "card.yaml", problems);
  }
  return problems.text();
}

TEST(FormulaForm, ProblemsNameThePlaceInTheFormula) {
  const auto text = [](const PdfOptions& pdf) {
    return problems_of(with(pdf), herapdf_parameters());
  };
  EXPECT_EQ(text(formula("xdv", "A*x^Bdv*(1-x)^Cdv)", number_sum(1.0))),
            "card.yaml: pdfs.xdv: formula, column 18: there is no ( for this ) in "
            "'A*x^Bdv*(1-x)^Cdv >>> )'");
  EXPECT_THAT(text(formula("xdv", "A*x^Bdw*(1-x)^Cdv", number_sum(1.0))),
              HasSubstr("column 5: there is no parameter and no PDF Bdw in 'A*x^ >>> "
                        "Bdw*(1-x)^Cdv'; did you mean Bdv?"));
  EXPECT_THAT(text(formula("xdv", "A*x^Bdv*(1-x)^4", number_sum(1.0))),
              HasSubstr("nothing uses the parameter Cdv"));
  EXPECT_THAT(text(formula("xdv", "x^Bdv*(1-x)^Cdv", number_sum(1.0))),
              HasSubstr("there is a key A, but no A in the formula"));
  EXPECT_THAT(text(formula("xdv", "A*x^Bdv*(1-x)^(Cdv*A)", number_sum(1.0))),
              HasSubstr("not of the form A*S(x) + R(x)"));
  EXPECT_THAT(text(formula("xdbar", "Adbar*x^Bdbar*(1-x)^Cdbar + xs")),
              HasSubstr("PDFs refer to each other in a circle: xdbar -> xs -> xdbar"));
  EXPECT_THAT(text(formula("xubar", "Dubar*x*xg + 0*Cubar*x")),
              HasSubstr("xubar refers to xg, whose amplitude the momentum sum rule fixes"));
}

TEST(FormulaForm, ProblemsAtTheStartValues) {
  const auto text = [](const PdfOptions& pdf) {
    return problems_of(with(pdf), herapdf_parameters());
  };
  EXPECT_THAT(text(formula("xdbar", "Adbar*x^Bdbar*(1-x)^Cdbar*sqrt(0.5-x)")),
              HasSubstr("the formula is nan at x = 0.5"));
  EXPECT_THAT(text(formula("xdv", "A*x^(Bdv-2)*(1-x)^Cdv", number_sum(1.0))),
              HasSubstr("a sum rule over xdv diverges at the start values: a term x^b needs b > 0, "
                        "but b = -0.97"));
  EXPECT_THAT(text(formula("xdv", "A*x^(Bdv-2)*(1-x)^Cdv*exp(x)", number_sum(1.0))),
              HasSubstr("the integral of the formula/x does not converge"));
  // The derivative of the root at zero.
  std::vector<Parameter> parameters = herapdf_parameters();
  parameters[15].start = 0.0;  // Dubar
  EXPECT_THAT(problems_of(with(formula("xubar", "Adbar*x^Bdbar*(1-x)^Cubar*(1+sqrt(Dubar*x))")),
                          parameters),
              HasSubstr("a sum rule has no finite derivatives at the start values"));
}

/// Expansions, derivatives and numbers that would fill the memory are not made.
TEST(FormulaForm, FormulasThatCouldExplodeAreQuick) {
  const auto repeated = [](const std::string& text, int n) {
    std::string all;
    for (int i = 0; i < n; ++i) all += text;
    return all;
  };
  const auto start = std::chrono::steady_clock::now();
  for (const std::string& text :
       {std::string("(Bdv + Cdv + Buv + Cuv + Euv + Cdbar)^64*xdbar"),
        std::string("(Bdv + Cdv*x + Buv*x^2 + Cuv*x^3)^32*x"),
        std::string("x^((Bdv + Cdv + Buv + Cuv)^64) + x^((Bdv + Cdv)^64)"),
        "x*(Bdv + Cdv)" + repeated("*(1 + Bdv*x^0.3 + Cdv*x)", 120),
        repeated("(", 90) + "x" + repeated("+Bdv)^2", 90) + "*Cdv",
        "x" + repeated("^Bdv", 90) + "*Cdv",
        repeated("sqrt(1+", 90) + "Bdv*x*Cdv" + repeated(")", 90),
        "Bdv*Cdv*x" + repeated("*1.234567890123456789^900", 100)}) {
    const std::string problems = problems_of(with(formula("xdv", text)), herapdf_parameters());
    EXPECT_THAT(problems, testing::Not(HasSubstr("nothing uses"))) << text.substr(0, 60);
  }
  // It takes milliseconds; what explodes would take ages.
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST(FormulaForm, DomainErrorsNamePdfAndNode) {
  // No sum rule meets the formula: what a node finds is reported with its x.
  PdfModelOptions options{
      "herapdf",
      {formula("xg", "x^a*(1-x)^5"), formula("xuv", "x*(1-x)^3"), formula("xdv", "x*(1-x)^4"),
       formula("xubar", "log(a - x)"), formula("xdbar", "(1-x)^7"), formula("xs", "0.5*xubar")}};
  const std::string text = problems_of(options, {parameter("a", 0.09)});
  EXPECT_THAT(text, HasSubstr("card.yaml: pdfs.xubar: xubar is nan"));
  EXPECT_THAT(text, HasSubstr("is nan at x = 0.096153 and the start values"));
}

TEST(FormulaForm, ParametersMustNotHaveNamesOfFormulas) {
  for (const std::string name : {"x", "exp", "pi", "xs"}) {
    std::vector<Parameter> parameters = herapdf_parameters();
    parameters.push_back(parameter(name, 1.0));
    EXPECT_THAT(problems_of(herapdf_formulas(), parameters),
                HasSubstr("card.yaml: parameters." + name + ": the parameter " + name +
                          " has the name of"));
  }
}

}  // namespace
}  // namespace fitpack
