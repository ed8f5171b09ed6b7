#pragma once

#include <cstddef>
#include <vector>

#include "fitpack/reduction/batch_chi_square.hpp"

namespace fitpack {

/// The correlated sources of all rows as factors of matrix products that many sets share. A term t
/// is a row with its sources of one kind, multiplicative or additive: Γ_ij = Σ_t w_t β_tj over the
/// one or two terms of row i, where the weights w_t = (T, d or t0)/δ alone depend on the set. So
///   (Γᵀr)_j = Σ_t (w_t r_i) β_tj,   (ΓᵀΓ)_jk = Σ_q (w_t w_u)(β_tj β_uk …)
/// with q = (t, u) the pairs of terms of one row: products of weights, sets × terms, with tables.
struct SourceTerms {
  std::size_t n_rows = 0;
  std::size_t n_sources = 0;
  std::vector<int> multiplicative, additive;  ///< term of each row; −1: none
  std::vector<int> row;                       ///< of each term
  std::vector<double> beta;                   ///< terms × n_sources
  std::vector<int> first, second;             ///< the terms of each pair; equal: w_t² β_tj β_tk

  [[nodiscard]] std::size_t n_terms() const { return row.size(); }
  [[nodiscard]] std::size_t n_pairs() const { return first.size(); }
  /// Elements of an upper triangle, rows behind each other.
  [[nodiscard]] std::size_t triangle() const { return n_sources * (n_sources + 1) / 2; }
};

[[nodiscard]] SourceTerms source_terms(const BatchData& data);

/// How a batch of χ² goes through the memory of a device.
struct ChiSquarePlan {
  std::size_t kernel_rows = 0;    ///< on the device at once; all: they stay there
  std::size_t pairs_at_once = 0;  ///< of the table of pairs; all: it stays there
  std::size_t sets_at_once = 0;

  [[nodiscard]] bool possible() const { return sets_at_once > 0; }
};

/// Bytes of what a batch needs.
struct ChiSquareSizes {
  std::size_t fixed = 0;       ///< tables that always stay
  std::size_t kernel_row = 0;  ///< of one row
  std::size_t n_rows = 0;      ///< of the kernel; 0: no kernel
  std::size_t pair = 0;        ///< one line of the table of pairs
  std::size_t n_pairs = 0;
  std::size_t set = 0;  ///< buffers of one set
};

/// Kernel and table of pairs stay on the device where each fits into a third of its memory, else
/// they go there in parts of an eighth. Not possible: not even one row, pair and set fit.
[[nodiscard]] ChiSquarePlan plan_chi_square(const ChiSquareSizes& sizes, std::size_t memory,
                                            std::size_t most_sets);

}  // namespace fitpack
