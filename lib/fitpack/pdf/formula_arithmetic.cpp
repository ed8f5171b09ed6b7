#include "fitpack/pdf/formula_arithmetic.hpp"

#include <cln/cln.h>

#include <cmath>
#include <map>
#include <stdexcept>

namespace fitpack {

namespace {

using GiNaC::ex;
using GiNaC::numeric;

constexpr int max_digits = 40;
constexpr int max_decimal_exponent = 300;
constexpr int max_exponent = 1000;
constexpr long max_bits = 8192;  ///< of an exact number

bool is_number(const ex& e) { return GiNaC::is_a<numeric>(e); }
const numeric& number(const ex& e) { return GiNaC::ex_to<numeric>(e); }

long bits(const numeric& value) {
  if (!value.is_rational()) throw std::domain_error("a number is not real");
  return value.numer().int_length() + value.denom().int_length();
}

/// The longest number in an expression: powers of it are formed when numbers are drawn out.
long longest_number(const ex& e) {
  if (is_number(e)) return bits(number(e));
  long longest = 0;
  for (const ex& operand : e) longest = std::max(longest, longest_number(operand));
  return longest;
}

struct Function {
  double (*value)(double);
  ex (*expression)(const ex&);
};

const std::map<std::string, Function>& functions() {
  static const std::map<std::string, Function> table{
      {"exp", {[](double v) { return std::exp(v); }, [](const ex& e) -> ex { return exp(e); }}},
      {"log", {[](double v) { return std::log(v); }, [](const ex& e) -> ex { return log(e); }}},
      {"sqrt", {[](double v) { return std::sqrt(v); }, [](const ex& e) { return GiNaC::sqrt(e); }}},
      {"sin", {[](double v) { return std::sin(v); }, [](const ex& e) -> ex { return sin(e); }}},
      {"cos", {[](double v) { return std::cos(v); }, [](const ex& e) -> ex { return cos(e); }}},
      {"tan", {[](double v) { return std::tan(v); }, [](const ex& e) -> ex { return tan(e); }}},
      {"sinh", {[](double v) { return std::sinh(v); }, [](const ex& e) -> ex { return sinh(e); }}},
      {"cosh", {[](double v) { return std::cosh(v); }, [](const ex& e) -> ex { return cosh(e); }}},
      {"tanh", {[](double v) { return std::tanh(v); }, [](const ex& e) -> ex { return tanh(e); }}},
      {"atan", {[](double v) { return std::atan(v); }, [](const ex& e) -> ex { return atan(e); }}},
  };
  return table;
}

}  // namespace

ex formula_value(double value) {
  if (!std::isfinite(value)) throw std::domain_error("the value is not a finite number");
  return numeric(cln::cl_N(cln::rationalize(cln::cl_R(value))));
}

ex formula_number(const std::string& text) {
  const std::size_t letter = text.find_first_of("eE");
  std::string digits = text.substr(0, letter);
  int exponent = 0;
  if (letter != std::string::npos) {
    const std::string power = text.substr(letter + 1);
    exponent = power.size() > 5 ? max_decimal_exponent + 1 : std::stoi(power);
  }
  if (const std::size_t point = digits.find('.'); point != std::string::npos) {
    exponent -= static_cast<int>(digits.size() - point - 1);
    digits.erase(point, 1);
  }
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
  if (digits.size() > max_digits) throw std::domain_error("the number has too many digits");
  if (std::abs(exponent) > max_decimal_exponent) {
    throw std::domain_error("the number is too large or too small");
  }
  return numeric(digits.c_str()) * numeric(10).power(numeric(exponent));
}

ex formula_power(const ex& base, const ex& exponent) {
  if (!is_number(exponent)) {
    if (base.is_zero()) throw std::domain_error("zero to a power that can be negative");
    return GiNaC::pow(base, exponent);
  }
  const numeric& power = number(exponent);
  if (abs(power) > numeric(max_exponent)) {
    throw std::domain_error("the exponent is beyond " + std::to_string(max_exponent));
  }
  if (base.is_zero() && !power.is_positive()) {
    throw std::domain_error("zero to a power that is not positive");
  }
  const double size = std::abs(power.to_double()) * static_cast<double>(longest_number(base));
  if (is_number(base) && !(power.is_integer() && size < max_bits)) {
    return formula_value(std::pow(number(base).to_double(), power.to_double()));
  }
  if (size > max_bits) throw std::domain_error("a number in this power is too long");
  return GiNaC::pow(base, exponent);
}

ex formula_function(const std::string& name, const ex& argument) {
  const Function& function = functions().at(name);
  if (!is_number(argument)) return function.expression(argument);
  return formula_value(function.value(number(argument).to_double()));
}

}  // namespace fitpack
