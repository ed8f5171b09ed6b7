#pragma once

#include <array>
#include <vector>

#include "fitpack/pdf/x_grid.hpp"
#include "fitpack/qcd/running_coupling.hpp"
#include "fitpack/qcd/scale_operators.hpp"

namespace fitpack::qcd {

/// Splitting functions of one number of flavours as matrices on the x-nodes, index = power of a_s.
struct SplittingMatrices {
  std::vector<Matrix> ns_plus, ns_minus, ns_valence;  ///< n × n
  std::vector<Matrix> singlet;                        ///< 2n × 2n on (Σ, g)
};
SplittingMatrices splitting_matrices(const XGrid& grid, int nf, Order order);

/// Operator matrix elements at μ = m as matrices: coefficients of a_s² in the step from nf to nf+1
/// flavours. Empty below NNLO, where PDFs are continuous.
struct MatchingMatrices {
  Matrix qq_ns, hq, hg, gq, gg;
};
MatchingMatrices matching_matrices(const XGrid& grid, Order order);

/// Solves the DGLAP equations for the operators themselves.
///
/// With τ = −ln a_s the equation reads dE/dτ = [Σ_n a^n P^(n)] / [Σ_n β_n a^n] · E; both sides
/// are truncated at the order, nothing is expanded further. Runge-Kutta of fourth order. For
/// μ_R ≠ μ_F the splitting functions are re-expanded in a_s(μ_R²), Eq. (2.8) of hep-ph/0408244.
class Evolution {
 public:
  Evolution(const TheoryOptions& options, const XGrid& grid);

  [[nodiscard]] const RunningCoupling& coupling() const { return coupling_; }
  [[nodiscard]] const TheoryOptions& options() const { return options_; }
  [[nodiscard]] const XGrid& grid() const { return grid_; }
  /// Splitting functions of nf flavours as published, for μ_R = μ_F.
  [[nodiscard]] const SplittingMatrices& splitting(int nf) const;
  /// The coupling that evolution at the factorisation scale μ_F uses: a_s(μ_R²), μ_R/μ_F fixed.
  [[nodiscard]] double a_s_at(double mu_f2, int nf) const;
  /// Active flavours at the initial scale.
  [[nodiscard]] int initial_flavours() const;
  /// Operators at the initial scale: identities.
  [[nodiscard]] ScaleOperators initial_operators() const;
  /// Takes the operators from a_from to a_to at fixed nf.
  void advance(ScaleOperators& operators, int nf, double a_from, double a_to) const;
  /// From nf to nf+1 flavours at μ = m; a_s is that of nf+1 flavours.
  void cross_threshold(ScaleOperators& operators, int nf, double a_s) const;

 private:
  TheoryOptions options_;
  XGrid grid_;
  RunningCoupling coupling_;
  // nf = 3 … 6, those that are active
  std::array<SplittingMatrices, 4> splitting_;   // μ_R = μ_F
  std::array<SplittingMatrices, 4> reexpanded_;  // in a_s(μ_R²)
  MatchingMatrices matching_;
};

}  // namespace fitpack::qcd
