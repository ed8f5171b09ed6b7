#include "fitpack/pdf/formula_parser.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "fitpack/core/philox.hpp"

namespace fitpack {
namespace {

using testing::HasSubstr;

constexpr double x_value = 0.3;
const std::vector<std::string> parameter_names{"Buv", "Cuv", "Duv", "e5"};
const std::vector<double> parameter_values{0.8, 4.5, -1.5, 2.0};

const FormulaSymbols& symbols() {
  static const FormulaSymbols all(parameter_names, {"xg", "xdbar"});
  return all;
}

ParsedFormula parsed(const std::string& text) {
  return parse_formula(text, symbols(), AmplitudeName::known);
}

double value(const std::string& text) {
  const ParsedFormula formula = parsed(text);
  EXPECT_TRUE(formula.errors.empty()) << text << ": " << formula.errors.front().message;
  if (!formula.errors.empty()) return std::nan("");
  GiNaC::exmap values{{symbols().x, x_value}, {symbols().amplitude, 7.0}};
  for (std::size_t p = 0; p < parameter_values.size(); ++p) {
    values[symbols().parameters[p]] = parameter_values[p];
  }
  return GiNaC::ex_to<GiNaC::numeric>(formula.expression.subs(values).evalf()).to_double();
}

void expect_value(const std::string& text, double expected) {
  EXPECT_NEAR(value(text), expected, 1e-13 * std::abs(expected)) << text;
}

TEST(FormulaParser, FollowsTheUsualPrecedence) {
  expect_value("1+2*3^2", 19.0);
  expect_value("-x^2", -0.09);
  expect_value("2^3^2", 512.0);
  expect_value("8/4/2", 1.0);
  expect_value("7-4-2", 1.0);
  expect_value("x^-2", 1.0 / 0.09);
  expect_value("-2^2 - -3", -1.0);
  expect_value("(1 + 2)*-3", -9.0);
}

TEST(FormulaParser, KnowsNumbersNamesAndFunctions) {
  expect_value(".5 + 1.e1 + 2E-3 + 0007", 17.502);
  expect_value("e5*1e5", 2e5);
  expect_value("A*x^Buv", 7.0 * std::pow(x_value, 0.8));
  expect_value("\t exp(x) *log( x )\n", std::exp(x_value) * std::log(x_value));
  expect_value("sqrt(x)+sin(x)+cos(x)+tan(x)",
               std::sqrt(x_value) + std::sin(x_value) + std::cos(x_value) + std::tan(x_value));
  expect_value("sinh(x)+cosh(x)+tanh(x)+atan(x)",
               std::sinh(x_value) + std::cosh(x_value) + std::tanh(x_value) + std::atan(x_value));
  expect_value("pow(1-x, Cuv) + pi", std::pow(1.0 - x_value, 4.5) + std::acos(-1.0));
  expect_value("sqrt(2) + 2^0.5 + exp(1)", 2.0 * std::sqrt(2.0) + std::exp(1.0));
  expect_value("1.1^1000", std::pow(1.1, 1000));
}

TEST(FormulaParser, RemembersWhichNamesOccur) {
  const ParsedFormula formula = parsed("Cuv - Cuv + fs0*0");
  EXPECT_EQ(formula.parameters, (std::set<std::size_t>{1}));
  EXPECT_FALSE(formula.has_amplitude);
  const ParsedFormula other = parsed("A*(xg + xdbar)");
  EXPECT_EQ(other.pdfs, (std::set<std::size_t>{0, 1}));
  EXPECT_TRUE(other.has_amplitude);
}

struct BadFormula {
  std::string text;
  std::size_t column;
  std::string message;
};

class BadFormulas : public testing::TestWithParam<BadFormula> {};

TEST_P(BadFormulas, AreReportedWithTheirColumn) {
  const ParsedFormula formula = parsed(GetParam().text);
  ASSERT_FALSE(formula.errors.empty()) << GetParam().text.substr(0, 80);
  EXPECT_EQ(formula.errors.front().column, GetParam().column);
  EXPECT_THAT(formula.errors.front().message, HasSubstr(GetParam().message));
}

std::string repeated(const std::string& text, int n) {
  std::string all;
  for (int i = 0; i < n; ++i) all += text;
  return all;
}

INSTANTIATE_TEST_SUITE_P(
    Formula, BadFormulas,
    testing::Values(
        BadFormula{"", 1, "the formula is empty"}, BadFormula{"x**2", 3, "unexpected '*'"},
        BadFormula{"2x", 2, "expected an operator before 'x'"},
        BadFormula{"x^(1-x", 3, "this ( is never closed"},
        BadFormula{"x^2)", 4, "there is no ( for this )"},
        BadFormula{"x + ", 5, "expected a number, a name or ( instead of the end"},
        BadFormula{"x + /2", 5, "instead of '/'"}, BadFormula{"x # 2", 3, "a character '#'"},
        BadFormula{"1,5*x", 2, "unexpected ','"}, BadFormula{"x*\xc3\xa9", 3, "a character"},
        BadFormula{"x*Buw", 3, "there is no parameter and no PDF Buw"},
        BadFormula{"x*expp(x)", 3, "there is no function expp"},
        BadFormula{"x(1-x)", 1, "there is no function x"},
        BadFormula{"exp*x", 1, "exp is a function"}, BadFormula{"exp(x, x)", 1, "1 argument"},
        BadFormula{"pow(x)", 1, "pow takes 2 arguments, not 1"},
        BadFormula{"x/(2-2)", 3, "division by zero"}, BadFormula{"log(0)", 1, "not a finite"},
        BadFormula{"sqrt(1-2)", 1, "not a finite"}, BadFormula{"(0-8)^(1/3)", 6, "not a finite"},
        BadFormula{"0^-1", 2, "zero to a power"}, BadFormula{"0^Buv", 2, "zero to a power"},
        BadFormula{"x^1001", 2, "beyond 1000"}, BadFormula{"1e999*x", 1, "too large"},
        BadFormula{"exp(1000)", 1, "not a finite"},
        BadFormula{"1" + repeated("0", 50), 1, "too many digits"},
        BadFormula{"((7*x)^900)^900", 12, "too long"},
        BadFormula{repeated("(", 300) + "x" + repeated(")", 300), 101, "levels of nesting"},
        BadFormula{repeated("-", 300) + "x", 200, "levels of nesting"},
        BadFormula{"x" + repeated("+x", 2500), 4001, "characters"}));

TEST(FormulaParser, CollectsUnknownNamesWithSuggestions) {
  const ParsedFormula formula = parsed("x^Buw*(1-x)^Cuv*(1+Duw*x)");
  ASSERT_EQ(formula.errors.size(), 2u);
  EXPECT_EQ(formula.errors[1].column, 20u);
  EXPECT_THAT(formula.errors[1].suggestion, HasSubstr("Duv"));
  const ParsedFormula amplitude = parse_formula("A*x", symbols(), AmplitudeName::unknown);
  ASSERT_EQ(amplitude.errors.size(), 1u);
  EXPECT_THAT(amplitude.errors[0].suggestion, HasSubstr("A: {number_sum: 2}"));
}

TEST(FormulaParser, MarksThePlace) {
  EXPECT_EQ(marked_message("x**2", {3, "why", ""}), "formula, column 3: why in 'x* >>> *2'");
  EXPECT_THAT(marked_message("\x01" + std::string(100, 'x'), {80, "why", ""}),
              HasSubstr("'..." + std::string(24, 'x') + " >>> " + std::string(22, 'x') + "'"));
  EXPECT_EQ(marked_message("\x01", {1, "why", ""}), "formula, column 1: why in ' >>> ?'");
}

/// Neither crashes nor hangs, whatever the text: tokens in random order, and random bytes.
TEST(FormulaParser, SurvivesRandomText) {
  const std::vector<std::string> pieces{"x",    "A", "Buv", "xg", "(",    ")",     "(",    ")",
                                        "+",    "-", "*",   "/",  "^",    ",",     "exp(", "log(",
                                        "pow(", "1", "0",   "2",  "1e99", "0.125", "1000", " "};
  const Philox random(20);
  std::size_t good = 0;
  for (std::uint32_t i = 0; i < 20000; ++i) {
    std::string text;
    const auto length = 1 + static_cast<std::uint32_t>(random.uniform({i, 0, 0, 0}) * 12.0);
    for (std::uint32_t k = 1; k <= length; ++k) {
      const double u = random.uniform({i, k, 0, 0});
      if (i % 4 == 0) {
        text += static_cast<char>(u * 256.0);
      } else {
        text += pieces[static_cast<std::size_t>(u * static_cast<double>(pieces.size()))];
      }
    }
    const ParsedFormula formula = parsed(text);
    if (formula.errors.empty()) ++good;
    for (const FormulaError& error : formula.errors) {
      EXPECT_GE(error.column, 1u);
      EXPECT_LE(error.column, text.size() + 1) << text;
    }
  }
  EXPECT_GT(good, 500u);  // the test means something
}

}  // namespace
}  // namespace fitpack
