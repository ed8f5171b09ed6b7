#pragma once

#include <ginac/ginac.h>

#include <string>

namespace fitpack {

// Operations of formulas, with limits where exact arithmetic could run away. All throw
// std::domain_error with a reason where there is no (finite, real) value.

/// A decimal number ("1.5", ".5e-3") as an exact fraction.
[[nodiscard]] GiNaC::ex formula_number(const std::string& text);

/// The double as an exact fraction.
[[nodiscard]] GiNaC::ex formula_value(double value);

/// base^exponent. Numbers to a small integer power stay exact, other powers of numbers are
/// rounded to double precision. |exponent| <= 1000.
[[nodiscard]] GiNaC::ex formula_power(const GiNaC::ex& base, const GiNaC::ex& exponent);

/// exp, log, sqrt, …; rounded to double precision for a number.
[[nodiscard]] GiNaC::ex formula_function(const std::string& name, const GiNaC::ex& argument);

}  // namespace fitpack
