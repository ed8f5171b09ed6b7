#pragma once

#include <string>
#include <vector>

#include "fitpack/core/error.hpp"
#include "fitpack/pdf/functional_form.hpp"
#include "fitpack/pdf/polynomial_basis.hpp"

namespace fitpack {

/// x f(x) = A x^B (1-x)^C Σ_k a_k p_k(y(x)) with Chebyshev polynomials (a_0 = 1), as in MSHT, or
/// Bernstein polynomials, as in CT; see PolynomialFormOptions. Moments by Beta functions where the
/// p_k are well-conditioned polynomials in √x, else by UnitIntervalRule.
class PolynomialForm final : public FunctionalForm {
 public:
  /// Problems: unknown parameters, a degree out of range, x_min out of range.
  PolynomialForm(PolynomialKind kind, const PolynomialFormOptions& options,
                 const std::string& place, ParameterBinder& binder, Problems& problems);

  void add(const FormInput& input, ConstDualRow amplitude, const XNodes& nodes,
           PdfRows rows) const override;
  [[nodiscard]] bool add_moments(int n, const FormInput& input, DualRow shape,
                                 DualRow rest) const override;
  [[nodiscard]] std::string divergence(int n, std::span<const double> all) const override;

  /// Whether moments are sums of Beta functions.
  [[nodiscard]] bool has_exact_moments() const { return !in_root_.empty(); }

 private:
  void bind_coefficients(const PolynomialFormOptions& options, const std::string& place,
                         ParameterBinder& binder);
  void add_exact_moment(int n, std::span<const double> all, DualRow sum) const;
  void add_integrated_moment(int n, std::span<const double> all, DualRow sum) const;
  /// B + n and C + 1 must exceed it.
  [[nodiscard]] double least_power() const;

  PolynomialKind kind_;
  XMap map_;
  double x_min_;
  BoundCoefficient b_, c_;
  std::vector<BoundCoefficient> coefficients_;  ///< a_0 … a_n
  std::vector<std::vector<double>> in_root_;    ///< [k][power of √x]; empty: quadrature
};

}  // namespace fitpack
