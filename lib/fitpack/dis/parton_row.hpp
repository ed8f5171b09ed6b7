#pragma once

#include <array>
#include <span>
#include <vector>

#include "fitpack/qcd/evolution_basis.hpp"
#include "fitpack/qcd/scale_operators.hpp"

namespace fitpack::dis {

/// Partons at one scale on the x-nodes; q± = q ± q̄ by flavour, d, u, s, c, b, t.
struct PartonValues {
  qcd::Vector gluon;
  std::array<qcd::Vector, qcd::n_quarks> plus, minus;
};

/// A linear functional of the partons at one scale, as weights of their values on the x-nodes:
/// row · g + Σ_q (row · q⁺) + Σ_q (row · q⁻). Pulled back with evolution operators it becomes a row
/// over the initial components.
class PartonRow {
 public:
  /// n nodes; nf active flavours: couplings of others do not count.
  PartonRow(std::size_t n, int nf);

  void add_gluon(double weight, std::span<const double> row);
  /// Adds row · Σ_q (plus[q] q⁺ + minus[q] q⁻), each times `weight`.
  void add_quarks(const qcd::QuarkWeights& plus, const qcd::QuarkWeights& minus, double weight,
                  std::span<const double> row);
  /// Adds weight · (this · operators) to `out`, index = component * n + node.
  void pull_back(const qcd::ScaleOperators& operators, double weight, std::span<double> out) const;
  /// Value for these partons; flavours that are not active do not count.
  [[nodiscard]] double apply(const PartonValues& partons) const;

 private:
  using Row = Eigen::RowVectorXd;
  void add(Row& target, double weight, std::span<const double> row);
  [[nodiscard]] double apply(const std::array<Row, 6>& rows,
                             const std::array<qcd::Vector, qcd::n_quarks>& quarks) const;
  Eigen::Index n_;
  int nf_;
  Row gluon_;
  std::array<Row, 6> plus_, minus_;  // Σ T3 T8 T15 T24 T35 and V V3 V8 V15 V24 V35; empty: zero
};

}  // namespace fitpack::dis
