#pragma once

#include <cstddef>
#include <vector>

#include "fitpack/core/aligned_vector.hpp"
#include "fitpack/kernel/dense_product.hpp"

namespace fitpack {

/// The measurements of one block of rows. Uncertainties are relative to the measured value, also
/// where pseudo-data take its place: other outcomes have the errors of this one.
struct MeasurementBlock {
  std::vector<double> value;          ///< d, measured, not zero
  std::vector<double> stat;           ///< relative statistical uncertainty
  std::vector<double> uncor;          ///< relative uncorrelated systematic uncertainty
  std::vector<std::size_t> data_set;  ///< number of the data set of each row

  /// What the theory is compared with; empty: the measured values. May have any sign.
  std::vector<double> outcome;

  /// t0: a fixed prediction that errors can scale with. Empty: there is none.
  std::vector<double> reference;

  /// Global numbers of the correlated sources that act in this block, each part ascending: first
  /// the multiplicative ones (their effect scales with the theory), then the additive ones.
  std::vector<std::size_t> sources;
  std::size_t n_multiplicative = 0;  ///< length of the first part

  /// Relative effect of each source for a shift of one standard deviation: rows × beta_stride(),
  /// row-major, padding zero.
  AlignedVector beta;

  [[nodiscard]] std::size_t n_rows() const { return value.size(); }
  /// The value the theory of row i is compared with.
  [[nodiscard]] double compared(std::size_t i) const {
    return outcome.empty() ? value[i] : outcome[i];
  }
  [[nodiscard]] std::size_t n_sources() const { return sources.size(); }
  /// One column more than sources: room for the residual beside the scaled sources.
  [[nodiscard]] std::size_t beta_stride() const { return spread_stride(sources.size() + 1); }
  [[nodiscard]] ConstMatrixView beta_view() const {
    return {beta.data(), n_rows(), n_sources(), beta_stride()};
  }
};

}  // namespace fitpack
