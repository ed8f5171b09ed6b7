#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace fitpack {

/// What a penalty does with v = Σ_a row_a f_a.
enum class PenaltyShape {
  negative,   ///< λ min(0, v)²: positivity
  quadratic,  ///< λ v²: a quantity that is to be small, as x^p f at small x
};

/// A term of χ² beside the data: a function of one linear combination of the PDFs on the x-nodes.
struct PenaltyTerm {
  std::string name;  ///< terms of one name are summed in results
  PenaltyShape shape = PenaltyShape::negative;
  double weight = 1.0;                              ///< λ
  std::vector<std::pair<std::size_t, double>> row;  ///< (a, row_a), a ascending

  /// r with r² = this term; f of element a is f[a * stride].
  [[nodiscard]] double residual(std::span<const double> f, std::size_t stride) const;
  /// Writes [∂r/∂θ | r] of n + 1 numbers; table: rows [f | ∂f/∂θ] of the given stride.
  void write_row(std::span<const double> table, std::size_t stride, std::span<double> out) const;
};

}  // namespace fitpack
