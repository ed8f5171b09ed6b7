#pragma once

#include <span>
#include <vector>

namespace fitpack::qcd {

/// One term  coefficient · z^z (1-z)^one_minus_z ln^log_z(z) ln^log_one_minus_z(1-z).
/// Powers of z and 1-z: -1…3, of the logarithms: 0…4.
struct LogarithmicTerm {
  double coefficient;
  int z = 0;
  int one_minus_z = 0;
  int log_z = 0;
  int log_one_minus_z = 0;
};

/// A sum of such terms: the form in which the regular parts of third-order splitting functions and
/// second-order coefficient functions are published. Lets their coefficients be tables.
class LogarithmicPolynomial {
 public:
  LogarithmicPolynomial() = default;
  explicit LogarithmicPolynomial(std::span<const LogarithmicTerm> terms) { add(1.0, terms); }
  /// Adds factor · terms.
  LogarithmicPolynomial& add(double factor, std::span<const LogarithmicTerm> terms);
  /// Value at 0 < z < 1.
  [[nodiscard]] double operator()(double z) const;

 private:
  std::vector<LogarithmicTerm> terms_;
};

}  // namespace fitpack::qcd
