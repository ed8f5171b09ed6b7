#include "fitpack/objective/shifted_rows.hpp"

#include <array>

#include "fitpack/core/contracts.hpp"

namespace fitpack {

void apply_shifts(const MeasurementBlock& block, const RowTerms& terms,
                  std::span<const double> shifts, ShiftedRows& rows) {
  FITPACK_EXPECTS(shifts.size() == block.n_sources());
  const std::size_t n = block.n_rows();
  // Sums over the sources of each kind; `slope` and `theory` hold them until the end.
  rows.residual.resize(n);
  rows.slope.resize(n);
  rows.theory.resize(n);
  const std::array multiplicative{SummationRun{0, block.n_multiplicative}};
  const std::array additive{SummationRun{block.n_multiplicative, block.n_sources()}};
  multiply_vector(block.beta_view(), shifts, rows.slope, multiplicative);
  multiply_vector(block.beta_view(), shifts, rows.theory, additive);
  for (std::size_t i = 0; i < n; ++i) {
    const double sum_multiplicative = rows.slope[i];
    const double residual = terms.residual[i] -
                            terms.multiplicative_weight[i] * sum_multiplicative -
                            terms.additive_weight[i] * rows.theory[i];
    rows.residual[i] = residual;
    rows.slope[i] =
        (1.0 - terms.multiplicative_slope[i] * sum_multiplicative) * terms.inverse_delta[i] -
        0.5 * residual * terms.log_variance_slope[i];
    rows.theory[i] = block.compared(i) + residual / terms.inverse_delta[i];
  }
}

void scaled_sources(const MeasurementBlock& block, const RowTerms& terms, std::span<double> out) {
  const std::size_t stride = block.beta_stride();
  FITPACK_EXPECTS(out.size() >= block.n_rows() * stride);
  for (std::size_t i = 0; i < block.n_rows(); ++i) {
    const double* beta = block.beta.data() + i * stride;
    double* row = out.data() + i * stride;
    for (std::size_t j = 0; j < block.n_multiplicative; ++j)
      row[j] = beta[j] * terms.multiplicative_weight[i];
    for (std::size_t j = block.n_multiplicative; j < block.n_sources(); ++j)
      row[j] = beta[j] * terms.additive_weight[i];
    row[block.n_sources()] = terms.residual[i];
    for (std::size_t j = block.n_sources() + 1; j < stride; ++j) row[j] = 0.0;
  }
}

}  // namespace fitpack
