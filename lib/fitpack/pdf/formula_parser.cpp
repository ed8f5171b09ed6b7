#include "fitpack/pdf/formula_parser.hpp"

#include <algorithm>
#include <cmath>

#include "fitpack/core/error.hpp"
#include "fitpack/pdf/formula_arithmetic.hpp"
#include "fitpack/pdf/formula_lexer.hpp"

namespace fitpack {

namespace {

using GiNaC::ex;

constexpr std::size_t max_length = 4000;
constexpr int max_depth = 100;

std::string quoted(const FormulaToken& token) {
  return token.kind == TokenKind::end ? "the end" : "'" + token.text + "'";
}

/// Recursive descent. The first error that is not an unknown name ends it by an exception.
class Parser {
 public:
  Parser(const std::string& text, const FormulaSymbols& symbols, AmplitudeName amplitude,
         ParsedFormula& result)
      : lexer_(text), symbols_(symbols), amplitude_(amplitude), result_(result) {}

  ex run() {
    advance();
    if (token_.kind == TokenKind::end) fail(token_, "the formula is empty");
    const ex value = sum();
    if (token_.kind != TokenKind::end) unexpected_after_value();
    return value;
  }

 private:
  [[noreturn]] static void fail(const FormulaToken& at, const std::string& message,
                                const std::string& suggestion = {}) {
    throw FormulaError{at.column, message, suggestion};
  }
  void advance() { token_ = lexer_.next(); }
  [[nodiscard]] bool is(const char* text) const {
    return token_.kind == TokenKind::sign && token_.text == text;
  }

  [[noreturn]] void unexpected_after_value() const {
    if (is(")")) fail(token_, "there is no ( for this )");
    if (is(",")) fail(token_, "unexpected ','", "numbers have a decimal point");
    fail(token_, "expected an operator before " + quoted(token_),
         "products are written with *: 2*x");
  }

  ex sum() {
    const Depth depth(*this);
    ex value = product();
    while (is("+") || is("-")) {
      const bool minus = is("-");
      advance();
      const ex term = product();
      if (minus) {
        value -= term;
      } else {
        value += term;
      }
    }
    return value;
  }

  ex product() {
    ex value = factor();
    while (is("*") || is("/")) {
      const FormulaToken sign = token_;
      advance();
      if (is("*")) fail(token_, "unexpected '*' after '*'", "powers are written ^");
      const FormulaToken start = token_;
      const ex other = factor();
      if (sign.text == "*") {
        value *= other;
      } else if (other.is_zero()) {
        fail(start, "division by zero");
      } else {
        value /= other;
      }
    }
    return value;
  }

  ex factor() {
    const Depth depth(*this);
    if (is("-") || is("+")) {
      const bool minus = is("-");
      advance();
      const ex value = factor();
      return minus ? -value : value;
    }
    const ex base = atom();
    if (!is("^")) return base;
    const FormulaToken sign = token_;
    advance();
    return checked(sign, [&, exponent = factor()] { return formula_power(base, exponent); });
  }

  ex atom() {
    const FormulaToken start = token_;
    if (token_.kind == TokenKind::number) {
      advance();
      return checked(start, [&] { return formula_number(start.text); });
    }
    if (token_.kind == TokenKind::name) {
      advance();
      return is("(") ? call(start) : named(start);
    }
    if (!is("(")) fail(token_, "expected a number, a name or ( instead of " + quoted(token_));
    advance();
    const ex value = sum();
    close(start);
    return value;
  }

  void close(const FormulaToken& opened) {
    if (!is(")")) {
      if (token_.kind == TokenKind::end) fail(opened, "this ( is never closed");
      unexpected_after_value();
    }
    advance();
  }

  ex call(const FormulaToken& name) {
    const auto& functions = formula_functions();
    if (std::ranges::find(functions, name.text) == functions.end()) {
      const std::string guess = closest_match(name.text, functions);
      fail(name, "there is no function " + name.text,
           guess.empty() ? "products are written with *" : "did you mean " + guess + "?");
    }
    const FormulaToken opened = token_;
    advance();
    std::vector<ex> arguments{sum()};
    while (is(",")) {
      advance();
      arguments.push_back(sum());
    }
    const std::size_t wanted = name.text == "pow" ? 2 : 1;
    if (arguments.size() != wanted) {
      fail(name, name.text + " takes " + std::to_string(wanted) + " argument" +
                     (wanted == 1 ? "" : "s") + ", not " + std::to_string(arguments.size()));
    }
    close(opened);
    return checked(name, [&] {
      return wanted == 2 ? formula_power(arguments[0], arguments[1])
                         : formula_function(name.text, arguments[0]);
    });
  }

  ex named(const FormulaToken& token) {
    const std::string& name = token.text;
    if (name == "x") return symbols_.x;
    if (name == "pi") return formula_value(std::acos(-1.0));
    if (name == "A" && amplitude_ == AmplitudeName::known) {
      result_.has_amplitude = true;
      return symbols_.amplitude;
    }
    const auto position = [&](const std::vector<std::string>& names) {
      return static_cast<std::size_t>(std::ranges::find(names, name) - names.begin());
    };
    if (const std::size_t p = position(symbols_.parameter_names); p < symbols_.parameters.size()) {
      result_.parameters.insert(p);
      return symbols_.parameters[p];
    }
    if (const std::size_t f = position(symbols_.pdf_names); f < symbols_.pdfs.size()) {
      result_.pdfs.insert(f);
      return symbols_.pdfs[f];
    }
    return unknown(token);
  }

  /// Reading goes on with a symbol of its own, so that every unknown name is found.
  ex unknown(const FormulaToken& token) {
    const auto& functions = formula_functions();
    if (std::ranges::find(functions, token.text) != functions.end()) {
      fail(token, token.text + " is a function", "give it an argument in parentheses");
    }
    std::vector<std::string> known = symbols_.parameter_names;
    known.insert(known.end(), symbols_.pdf_names.begin(), symbols_.pdf_names.end());
    const std::string guess = closest_match(token.text, known);
    std::string suggestion = "list it under parameters";
    if (!guess.empty()) suggestion = "did you mean " + guess + "?";
    if (token.text == "A") suggestion = "say what fixes the amplitude: A: {number_sum: 2}";
    result_.errors.push_back(
        {token.column, "there is no parameter and no PDF " + token.text, suggestion});
    return GiNaC::symbol(token.text);
  }

  /// The result of an operation that may refuse, with the place where it was asked for.
  template <class Operation>
  static ex checked(const FormulaToken& at, Operation&& operation) {
    try {
      return operation();
    } catch (const std::exception& error) {
      fail(at, error.what());
    }
  }

  /// Limits how deep the calls nest.
  class Depth {
   public:
    explicit Depth(Parser& parser) : parser_(parser) {
      if (++parser_.depth_ > 2 * max_depth) {
        fail(parser_.token_, "more than " + std::to_string(max_depth) + " levels of nesting");
      }
    }
    ~Depth() { --parser_.depth_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;

   private:
    Parser& parser_;
  };

  FormulaLexer lexer_;
  const FormulaSymbols& symbols_;
  AmplitudeName amplitude_;
  ParsedFormula& result_;
  FormulaToken token_;
  int depth_ = 0;
};

}  // namespace

FormulaSymbols::FormulaSymbols(std::vector<std::string> parameters_in,
                               std::vector<std::string> pdfs_in)
    : x("x"),
      amplitude("A"),
      parameter_names(std::move(parameters_in)),
      pdf_names(std::move(pdfs_in)) {
  for (const std::string& name : parameter_names) parameters.emplace_back(name);
  for (const std::string& name : pdf_names) pdfs.emplace_back(name);
}

ParsedFormula parse_formula(const std::string& text, const FormulaSymbols& symbols,
                            AmplitudeName amplitude) {
  ParsedFormula result;
  if (text.size() > max_length) {
    result.errors.push_back({max_length + 1,
                             "the formula has " + std::to_string(text.size()) +
                                 " characters, at most " + std::to_string(max_length) + " are read",
                             "split it into several PDFs"});
    return result;
  }
  try {
    result.expression = Parser(text, symbols, amplitude, result).run();
  } catch (const FormulaError& error) {
    result.errors.push_back(error);
  } catch (const std::exception& error) {  // of GiNaC, in a sum or a product
    result.errors.push_back({1, std::string("the formula has no value: ") + error.what(), {}});
  }
  return result;
}

const std::vector<std::string>& formula_functions() {
  static const std::vector<std::string> names{"exp",  "log",  "sqrt", "sin",  "cos", "tan",
                                              "sinh", "cosh", "tanh", "atan", "pow"};
  return names;
}

std::string marked_message(const std::string& text, const FormulaError& error) {
  constexpr std::size_t around = 24;
  const std::size_t at = std::min(error.column - 1, text.size());
  const std::size_t begin = at > around ? at - around : 0;
  const auto printable = [&](std::size_t from, std::size_t to) {
    std::string part = text.substr(from, to - from);
    std::ranges::replace_if(
        part, [](char c) { return c < ' ' || c > '~'; }, '?');
    return part;
  };
  const std::size_t end = std::min(text.size(), at + around);
  return "formula, column " + std::to_string(error.column) + ": " + error.message + " in '" +
         (begin > 0 ? "..." : "") + printable(begin, at) + " >>> " + printable(at, end) +
         (end < text.size() ? "..." : "") + "'";
}

}  // namespace fitpack
