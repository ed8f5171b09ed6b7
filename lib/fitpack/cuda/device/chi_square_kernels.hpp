#pragma once

#include "fitpack/objective/scaled_errors.hpp"
#include "launch.hpp"

/// The rows of χ² of many sets, element by element. Arrays are [set][row] or [set][term], terms as
/// in SourceTerms.
namespace fitpack::cuda {

/// The data, on the device.
struct RowTables {
  const double *value, *stat, *uncor, *reference;
  const double* compared;                ///< what the theory is compared with: of one set or of all
  std::size_t compared_stride;           ///< distance of sets in it: 0 or n_rows
  const int *multiplicative, *additive;  ///< term of each row; −1: none
  std::size_t n_rows, n_terms;
  ChiSquareOptions options;
};

struct TermArrays {
  double *residual, *log_term;  ///< [set][row]
  double* weight;               ///< [set][term]: T/δ, d/δ or t0/δ
};

namespace {

/// Residual at b = 0, weights of the sources and log term of every row: RowTerms.
__global__ void row_terms(RowTables rows, const double* theory, std::size_t n_sets,
                          TermArrays out) {
  const bool log_on = rows.options.log_penalty == LogPenalty::on;
  for (std::size_t e = first_element(); e < n_sets * rows.n_rows; e += element_step()) {
    const std::size_t set = e / rows.n_rows, i = e % rows.n_rows;
    const RowErrors row{rows.value[i], rows.stat[i], rows.uncor[i], rows.reference[i]};
    const double t = theory[e];
    const double variance_of_row = variance(rows.options, row, t).value;
    const double inverse_delta = 1.0 / sqrt(variance_of_row);
    out.residual[e] = (t - rows.compared[set * rows.compared_stride + i]) * inverse_delta;
    const double at_data = row.value * row.value * (row.stat * row.stat + row.uncor * row.uncor);
    out.log_term[e] = log_on ? log(variance_of_row / at_data) : 0.0;
    double* weight = out.weight + set * rows.n_terms;
    if (rows.multiplicative[i] >= 0)
      weight[rows.multiplicative[i]] = source_scale(rows.options.sources, row, t) * inverse_delta;
    if (rows.additive[i] >= 0) weight[rows.additive[i]] = row.value * inverse_delta;
  }
}

/// out = w_t r_i with i the row of term t.
__global__ void weight_residuals(const double* weight, const double* residual, const int* row_of,
                                 std::size_t n_terms, std::size_t n_rows, std::size_t n_sets,
                                 double* out) {
  for (std::size_t e = first_element(); e < n_sets * n_terms; e += element_step()) {
    const std::size_t set = e / n_terms, t = e % n_terms;
    out[e] = weight[e] * residual[set * n_rows + static_cast<std::size_t>(row_of[t])];
  }
}

/// out = w_t w_u of every pair of terms.
__global__ void weight_pairs(const double* weight, const int* first, const int* second,
                             std::size_t n_pairs, std::size_t n_terms, std::size_t n_sets,
                             double* out) {
  for (std::size_t e = first_element(); e < n_sets * n_pairs; e += element_step()) {
    const std::size_t set = e / n_pairs, q = e % n_pairs;
    const double* of_set = weight + set * n_terms;
    out[e] = of_set[first[q]] * of_set[second[q]];
  }
}

/// Lines of the table of pairs from line `begin` on: for (j, k) of the triangle β_tj β_tk, or
/// β_tj β_uk + β_uj β_tk for two terms of a row.
__global__ void fill_pairs(const double* beta, const int* first, const int* second,
                           const int* row_of, const int* column_of, std::size_t n_sources,
                           std::size_t triangle, std::size_t begin, std::size_t count,
                           double* out) {
  for (std::size_t e = first_element(); e < count * triangle; e += element_step()) {
    const std::size_t q = begin + e / triangle, jk = e % triangle;
    const double* t = beta + static_cast<std::size_t>(first[q]) * n_sources;
    const double* u = beta + static_cast<std::size_t>(second[q]) * n_sources;
    const int j = row_of[jk], k = column_of[jk];
    out[e] = first[q] == second[q] ? t[j] * t[k] : t[j] * u[k] + u[j] * t[k];
  }
}

__global__ void squares(const double* values, std::size_t n, double* out) {
  for (std::size_t e = first_element(); e < n; e += element_step()) out[e] = values[e] * values[e];
}

/// out = r_i(b)² = (r_i − Σ_t w_t y_t)² with y = β b of the terms of row i.
__global__ void shifted_squares(RowTables rows, TermArrays terms, const double* y,
                                std::size_t n_sets, double* out) {
  for (std::size_t e = first_element(); e < n_sets * rows.n_rows; e += element_step()) {
    const std::size_t set = e / rows.n_rows, i = e % rows.n_rows;
    const double* weight = terms.weight + set * rows.n_terms;
    const double* shift = y + set * rows.n_terms;
    const int m = rows.multiplicative[i], a = rows.additive[i];
    double residual = terms.residual[e];
    if (m >= 0) residual -= weight[m] * shift[m];
    if (a >= 0) residual -= weight[a] * shift[a];
    out[e] = residual * residual;
  }
}

}  // namespace

}  // namespace fitpack::cuda
