#pragma once

#include <span>
#include <vector>

#include "fitpack/objective/chi_square.hpp"

namespace fitpack {

/// Rows of a block at given shifts b of the sources.
struct ShiftedRows {
  std::vector<double> residual;  ///< r_i(b)
  std::vector<double> slope;     ///< ∂r_i/∂T at fixed b
  std::vector<double> theory;    ///< T_i less the shifts: v_i + δ_i r_i
};

/// `shifts` are those of the block's own sources, in the order of `block.sources`.
void apply_shifts(const MeasurementBlock& block, const RowTerms& terms,
                  std::span<const double> shifts, ShiftedRows& rows);

/// Writes the rows [Γ | r] at b = 0, Γ_ij = -∂r_i/∂b_j, into `out`: rows × block.beta_stride(),
/// padding zero.
void scaled_sources(const MeasurementBlock& block, const RowTerms& terms, std::span<double> out);

}  // namespace fitpack
