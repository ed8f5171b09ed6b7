#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "fitpack/objective/penalty.hpp"
#include "fitpack/parameters/parameter_set.hpp"
#include "fitpack/reduction/local_model.hpp"

namespace fitpack {

/// The terms of χ² beside those of the data: Σ ((θ_p − mean)/σ)² of priors and Σ r² of penalties on
/// the PDFs. `f` of element a is f[a * stride]. They are added to `chi2`, not to its total.
void add_other_terms(const ParameterSet& parameters, std::span<const PenaltyTerm> penalties,
                     std::span<const double> theta, std::span<const double> f, std::size_t stride,
                     ChiSquareParts& chi2);

/// Their residuals as rows [∂r/∂θ | r] of n + 1 numbers: one for every free parameter (zero without
/// prior), then one for every penalty. table: rows [f | ∂f/∂θ] of `table_stride`; rows lie
/// `row_stride` apart, and are zero before.
void write_other_rows(const ParameterSet& parameters, std::span<const PenaltyTerm> penalties,
                      std::span<const double> theta, std::span<const double> table,
                      std::size_t table_stride, std::size_t row_stride, std::span<double> rows);

}  // namespace fitpack
