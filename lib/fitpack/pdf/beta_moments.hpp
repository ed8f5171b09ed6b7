#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "fitpack/pdf/dual_row.hpp"
#include "fitpack/pdf/formula_program.hpp"

namespace fitpack {

/// Moments of a sum of powers, Σ_j K_j x^{b_j} (1-x)^{c_j}, whose K, b and c are functions of the
/// parameters:
///   ∫_0^1 dx x^{n-1} = Σ_j K_j Beta(b_j + n, c_j + 1),
/// with derivatives by the digamma function. Terms whose b differ by integers share their Betas
/// by recurrence.
class BetaMoments {
 public:
  /// Terms K x^{b + offset} (1-x)^c. Numbers are positions of outputs of the program.
  struct Group {
    struct Term {
      int offset;
      std::size_t k;
    };
    std::size_t b, c;
    std::vector<Term> terms;  ///< ascending, the first offset is 0
  };
  /// The derivative of an output, which is an output itself.
  struct Derivative {
    std::size_t of, column, output;
  };

  /// Outputs of the program: first all values, then their derivatives.
  BetaMoments(FormulaProgram program, std::vector<Group> groups,
              std::vector<Derivative> derivatives)
      : program_(std::move(program)),
        groups_(std::move(groups)),
        derivatives_(std::move(derivatives)) {}

  /// Adds ∫ dx x^{n-1} to `sum`. False where one of the terms diverges.
  [[nodiscard]] bool add(int n, std::span<const double> all, DualRow sum) const;
  /// Why a term diverges, for a message; empty where none does.
  [[nodiscard]] std::string divergence(int n, std::span<const double> all) const;

 private:
  [[nodiscard]] std::size_t n_values() const {
    return program_.number_outputs.size() - derivatives_.size();
  }

  FormulaProgram program_;
  std::vector<Group> groups_;
  std::vector<Derivative> derivatives_;
};

}  // namespace fitpack
