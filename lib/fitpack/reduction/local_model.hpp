#pragma once

#include <cstddef>
#include <vector>

namespace fitpack {

/// χ² and its parts: total = points + correlated + log_penalty + prior + penalty + events.
struct ChiSquareParts {
  double total = 0.0;
  double points = 0.0;       ///< Σ r_i(b*)²
  double correlated = 0.0;   ///< Σ b*_j²
  double log_penalty = 0.0;  ///< Σ ln(δ²/…)
  double prior = 0.0;        ///< Σ ((θ_p - mean)/σ)²
  double penalty = 0.0;      ///< Σ of the penalty terms
  double events = 0.0;       ///< −2 ln L of single events
};

/// The objective F = χ²/2 with the shifts eliminated, and its exact Gauss-Newton model
///   F(θ + d) ≈ F + zᵀR d + ½|R d|².
/// Gradient Rᵀz, Gauss-Newton Hessian RᵀR.
struct LocalModel {
  bool valid = false;      ///< false: no PDFs at θ or a value that is not finite; the rest is void
  double objective = 0.0;  ///< F
  ChiSquareParts chi2;
  std::size_t n = 0;      ///< number of free parameters
  std::vector<double> r;  ///< upper triangle R, n × n, row-major; empty if only F was asked for
  std::vector<double> z;  ///< n
  std::vector<double> slope;  ///< ∂F/∂θ, where that alone was asked for
  std::vector<double> b;      ///< shifts b* of the sources

  /// R_ij, i <= j.
  [[nodiscard]] double triangle(std::size_t i, std::size_t j) const { return r[i * n + j]; }
  /// ∂F/∂θ: Rᵀz, or the slope.
  [[nodiscard]] std::vector<double> gradient() const;
  /// |z|²/2: how much F decreases in the minimum of the model.
  [[nodiscard]] double predicted_decrease() const;
  /// ζ² such that ½|R d + z|² + ½ζ² = F + `offset` at d = 0. Rows that are no squares (the log
  /// term) have their gradient and information in R and z, but not their value: so the corner of
  /// the triangle is replaced. `offset` is fixed at the start of a fit, large enough for ζ² > 0.
  [[nodiscard]] double corner_squared(double offset) const;
};

}  // namespace fitpack
