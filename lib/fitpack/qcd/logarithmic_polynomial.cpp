#include "fitpack/qcd/logarithmic_polynomial.hpp"

#include <array>
#include <cmath>
#include <cstddef>

#include "fitpack/core/contracts.hpp"

namespace fitpack::qcd {
namespace {

/// Powers x^-1 … x^4 of a number; index = power + 1.
std::array<double, 6> powers_of(double x) {
  return {1 / x, 1.0, x, x * x, x * x * x, x * x * x * x};
}

double at(const std::array<double, 6>& powers, int power) {
  return powers[static_cast<std::size_t>(power) + 1];
}

[[maybe_unused]] bool within_range(const LogarithmicTerm& term) {
  return term.z >= -1 && term.z <= 3 && term.one_minus_z >= -1 && term.one_minus_z <= 3 &&
         term.log_z >= 0 && term.log_z <= 4 && term.log_one_minus_z >= 0 &&
         term.log_one_minus_z <= 4;
}

}  // namespace

LogarithmicPolynomial& LogarithmicPolynomial::add(double factor,
                                                  std::span<const LogarithmicTerm> terms) {
  for (LogarithmicTerm term : terms) {
    FITPACK_EXPECTS(within_range(term));
    term.coefficient *= factor;
    if (term.coefficient != 0) terms_.push_back(term);
  }
  return *this;
}

double LogarithmicPolynomial::operator()(double z) const {
  const auto z_powers = powers_of(z);
  const auto one_minus_z_powers = powers_of(1 - z);
  const auto log_z_powers = powers_of(std::log(z));
  const auto log_one_minus_z_powers = powers_of(std::log1p(-z));
  double sum = 0;
  for (const LogarithmicTerm& term : terms_) {
    sum += term.coefficient * at(z_powers, term.z) * at(one_minus_z_powers, term.one_minus_z) *
           at(log_z_powers, term.log_z) * at(log_one_minus_z_powers, term.log_one_minus_z);
  }
  return sum;
}

}  // namespace fitpack::qcd
