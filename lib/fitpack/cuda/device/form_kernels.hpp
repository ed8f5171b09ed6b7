#pragma once

#include "launch.hpp"

/// From products of kernels and PDFs to predictions: rows of a BatchForm, element by element.
/// Predictions are [set][vector][row]; vector 0 holds the values, the others, one for each
/// parameter, the derivatives.
namespace fitpack::cuda {

/// Of each row its number within a part, −1: it has none.
struct FormRows {
  const int *leading, *denominator, *f2, *normalisation;
  const double *x, *q2;  ///< null: no part `f2`
  std::size_t n_rows, n_vectors;
};

/// Where the products of a cell lie: [set][vector], then [part][kernel][row of the part].
struct FormCell {
  std::size_t n_kernels, n_leading, n_denominator, n_f2;
  [[nodiscard]] __host__ __device__ std::size_t size() const {
    return n_kernels * (n_leading + n_denominator + n_f2);
  }
};

/// FormParameters::write_numbers of every set, and what column each number belongs to.
struct FormNumbers {
  const double* values;  ///< [set][stride]
  const int* columns;
  std::size_t stride, first_normalisation, first_weight, n_theory;
};

/// Sets of one cell behind each other; set_at: the number of each among all.
struct FormRun {
  const int* set_at;
  std::size_t n_sets;
};

namespace {

/// N, D and F of a row.
struct FormSums {
  double leading, denominator, f2;
};

/// Where a row's products lie among those of a vector; null: it has no such part.
template <class Number>
struct RowProducts {
  const Number *leading, *denominator, *f2;
  FormCell cell;

  __device__ RowProducts(const FormRows& rows, std::size_t i, FormCell of, const Number* products)
      : leading(products + rows.leading[i]), denominator(nullptr), f2(nullptr), cell(of) {
    const Number* next = products + cell.n_kernels * cell.n_leading;
    if (rows.denominator[i] >= 0) denominator = next + rows.denominator[i];
    next += cell.n_kernels * cell.n_denominator;
    if (rows.f2[i] >= 0) f2 = next + rows.f2[i];
  }
  /// Of the vector that lies `offset` further on.
  [[nodiscard]] __device__ FormSums sums(std::size_t offset, const double* weights) const {
    return {sum(leading, offset, cell.n_leading, weights),
            sum(denominator, offset, cell.n_denominator, weights),
            sum(f2, offset, cell.n_f2, weights)};
  }

 private:
  [[nodiscard]] __device__ double sum(const Number* first, std::size_t offset, std::size_t step,
                                      const double* weights) const {
    if (first == nullptr) return 0.0;
    double result = 0.0;
    for (std::size_t k = 0; k < cell.n_kernels; ++k)
      result = fma(weights[k], static_cast<double>(first[offset + k * step]), result);
    return result;
  }
};

/// H(x)/Q² and its derivatives with respect to h0, h1, h2; zero for rows without F2.
struct TwistWeight {
  double value = 0.0, slopes[3] = {0.0, 0.0, 0.0};

  __device__ TwistWeight(const FormRows& rows, std::size_t i, const double* h) {
    if (rows.f2[i] < 0) return;
    const double x = rows.x[i], power = pow(x, h[1]) / rows.q2[i];
    const double shape = power * (1.0 + h[2] * x);
    value = h[0] * shape;
    slopes[0] = shape;
    slopes[1] = h[0] * shape * log(x);
    slopes[2] = h[0] * power * x;
  }
};

/// T of a row, and what its derivatives are made of.
struct RowTheory {
  double ratio, denominator, twist;
  bool is_ratio;

  __device__ RowTheory(const FormSums& at, bool has_denominator, double twist_weight)
      : ratio(has_denominator ? at.leading / at.denominator : at.leading),
        denominator(at.denominator),
        twist(twist_weight),
        is_ratio(has_denominator) {}
  [[nodiscard]] __device__ double value(const FormSums& at) const {
    return fma(twist, at.f2, ratio);
  }
  /// From the derivatives of N, D and F.
  [[nodiscard]] __device__ double slope(const FormSums& by) const {
    const double of_ratio =
        is_ratio ? (by.leading - ratio * by.denominator) / denominator : by.leading;
    return fma(twist, by.f2, of_ratio);
  }
};

/// T = N/D + H/Q² F and ∂T of rows with a part `leading`; the others stay as they are.
template <class Number>
__global__ void predict_rows(FormRows rows, FormCell cell, FormNumbers numbers, FormRun run,
                             const Number* products, double* theory) {
  for (std::size_t e = first_element(); e < run.n_sets * rows.n_rows; e += element_step()) {
    const std::size_t s = e / rows.n_rows, i = e % rows.n_rows;
    if (rows.leading[i] < 0) continue;
    const auto set = static_cast<std::size_t>(run.set_at[s]);
    const double* values = numbers.values + set * numbers.stride;
    const double* weights = values + numbers.first_weight;
    const RowProducts<Number> row(rows, i, cell, products + s * rows.n_vectors * cell.size());
    const FormSums at = row.sums(0, weights);
    const TwistWeight twist(rows, i, values);
    const RowTheory result(at, row.denominator != nullptr, twist.value);
    double* out = theory + set * rows.n_vectors * rows.n_rows + i;
    out[0] = result.value(at);
    for (std::size_t v = 1; v < rows.n_vectors; ++v)
      out[v * rows.n_rows] = result.slope(row.sums(v * cell.size(), weights));
    if (rows.n_vectors == 1) continue;
    const auto add = [&](int column, double slope) {
      if (column >= 0) out[static_cast<std::size_t>(column) * rows.n_rows] += slope;
    };
    for (std::size_t j = 0; j < numbers.n_theory; ++j)
      add(numbers.columns[numbers.first_weight + j],
          result.slope(row.sums(0, weights + (1 + j) * cell.n_kernels)));
    for (int k = 0; k < 3; ++k) add(numbers.columns[k], twist.slopes[k] * at.f2);
  }
}

/// T/n and its derivatives in the place of T and its derivatives.
__global__ void divide_by_normalisations(FormRows rows, FormNumbers numbers, std::size_t n_sets,
                                         double* theory) {
  for (std::size_t e = first_element(); e < n_sets * rows.n_rows; e += element_step()) {
    const std::size_t set = e / rows.n_rows, i = e % rows.n_rows;
    if (rows.normalisation[i] < 0) continue;
    const std::size_t number =
        numbers.first_normalisation + static_cast<std::size_t>(rows.normalisation[i]);
    const double norm = numbers.values[set * numbers.stride + number];
    double* out = theory + set * rows.n_vectors * rows.n_rows + i;
    for (std::size_t v = 0; v < rows.n_vectors; ++v) out[v * rows.n_rows] /= norm;
    // ∂(T/n)/∂n = −(T/n)/n
    const int column = numbers.columns[number];
    if (rows.n_vectors > 1 && column >= 0)
      out[static_cast<std::size_t>(column) * rows.n_rows] -= out[0] / norm;
  }
}

}  // namespace

}  // namespace fitpack::cuda
