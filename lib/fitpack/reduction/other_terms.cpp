#include "fitpack/reduction/other_terms.hpp"

#include "fitpack/core/contracts.hpp"

namespace fitpack {

void add_other_terms(const ParameterSet& parameters, std::span<const PenaltyTerm> penalties,
                     std::span<const double> theta, std::span<const double> f, std::size_t stride,
                     ChiSquareParts& chi2) {
  for (std::size_t p = 0; p < parameters.n_free(); ++p)
    if (const auto& prior = parameters.free(p).prior) {
      const double pull = (theta[p] - prior->mean) / prior->sigma;
      chi2.prior += pull * pull;
    }
  for (const PenaltyTerm& term : penalties) {
    const double residual = term.residual(f, stride);
    chi2.penalty += residual * residual;
  }
}

void write_other_rows(const ParameterSet& parameters, std::span<const PenaltyTerm> penalties,
                      std::span<const double> theta, std::span<const double> table,
                      std::size_t table_stride, std::size_t row_stride, std::span<double> rows) {
  const std::size_t n = parameters.n_free();
  FITPACK_EXPECTS(rows.size() >= (n + penalties.size()) * row_stride);
  for (std::size_t p = 0; p < n; ++p)
    if (const auto& prior = parameters.free(p).prior) {
      rows[p * row_stride + p] = 1.0 / prior->sigma;
      rows[p * row_stride + n] = (theta[p] - prior->mean) / prior->sigma;
    }
  for (std::size_t k = 0; k < penalties.size(); ++k)
    penalties[k].write_row(table, table_stride, rows.subspan((n + k) * row_stride, n + 1));
}

}  // namespace fitpack
