#pragma once

#include <numbers>

#include "chi_square_kernels.hpp"
#include "shift_kernels.hpp"

/// The local models of many sets: rows of J, their projection, and a triangle for each set. Arrays
/// of J are [set][column][row], columns first the n parameters, then the residual.
namespace fitpack::cuda {

inline constexpr unsigned triangle_threads = 256;

/// Where the rows of a set's matrix lie: those of the data, the Fisher rows of the log term, the
/// sources.
struct ModelShape {
  std::size_t n_parameters;
  std::size_t n_rows, n_fisher, n_sources;
  /// Length of a column.
  [[nodiscard]] __host__ __device__ std::size_t rows() const {
    return n_rows + n_fisher + n_sources;
  }
  [[nodiscard]] __host__ __device__ std::size_t columns() const { return n_parameters + 1; }
};

namespace {

/// theory = column 0 of [T | ∂T/∂θ], which is [set][column][row].
__global__ void take_values(const double* table, ModelShape shape, std::size_t n_sets,
                            double* theory) {
  for (std::size_t e = first_element(); e < n_sets * shape.n_rows; e += element_step()) {
    const std::size_t set = e / shape.n_rows, i = e % shape.n_rows;
    theory[e] = table[set * shape.columns() * shape.n_rows + i];
  }
}

/// Rows of the data at the shifts b: J = slope ∂T, r(b), and the Fisher rows of the log term. y: β
/// b of every term; table: [T | ∂T/∂θ].
__global__ void model_rows(RowTables rows, TermArrays terms, const double* table, const double* y,
                           ModelShape shape, std::size_t n_sets, double* out) {
  for (std::size_t e = first_element(); e < n_sets * rows.n_rows; e += element_step()) {
    const std::size_t set = e / rows.n_rows, i = e % rows.n_rows;
    const RowErrors row{rows.value[i], rows.stat[i], rows.uncor[i], rows.reference[i]};
    const double* theory = table + set * shape.columns() * rows.n_rows + i;
    const Variance delta2 = variance(rows.options, row, *theory);
    const double inverse_delta = 1.0 / sqrt(delta2.value);
    const double log_slope = delta2.slope / delta2.value;
    const double* weight = terms.weight + set * rows.n_terms;
    const double* shift = y + set * rows.n_terms;
    const int m = rows.multiplicative[i], a = rows.additive[i];
    double residual = terms.residual[e], left = 1.0;
    if (m >= 0) {
      residual -= weight[m] * shift[m];
      if (rows.options.sources == SourceScaling::linear) left -= shift[m];
    }
    if (a >= 0) residual -= weight[a] * shift[a];
    const double slope = left * inverse_delta - 0.5 * residual * log_slope;
    double* column = out + set * shape.columns() * shape.rows() + i;
    for (std::size_t p = 0; p < shape.n_parameters; ++p, column += shape.rows()) {
      const double derivative = theory[(p + 1) * rows.n_rows];
      column[0] = slope * derivative;
      if (shape.n_fisher > 0) column[rows.n_rows] = log_slope * derivative / std::numbers::sqrt2;
    }
    column[0] = residual;
    // No gradient, no information: no row.
    if (shape.n_fisher > 0)
      column[rows.n_rows] = log_slope == 0.0 ? 0.0 : 1.0 / std::numbers::sqrt2;
  }
}

/// out = w_t J of the row of every term; [set][parameter][term].
__global__ void weight_jacobian(const double* weight, const double* rows, const int* row_of,
                                std::size_t n_terms, ModelShape shape, std::size_t n_sets,
                                double* out) {
  const std::size_t n = shape.n_parameters;
  for (std::size_t e = first_element(); e < n_sets * n * n_terms; e += element_step()) {
    const std::size_t t = e % n_terms, p = e / n_terms % n, set = e / n_terms / n;
    out[e] = weight[set * n_terms + t] *
             rows[(set * shape.columns() + p) * shape.rows() + static_cast<std::size_t>(row_of[t])];
  }
}

/// X = A⁻¹ΓᵀJ in the place of ΓᵀJ, [set][parameter][source]; block k: one column of one set.
__global__ void solve_columns(const double* u, std::size_t u_stride, int n, int n_parameters,
                              double* columns) {
  const double* own = u + blockIdx.x / static_cast<unsigned>(n_parameters) * u_stride;
  double* v = columns + blockIdx.x * static_cast<std::size_t>(n);
  solve_transposed(own, n, v);
  solve(own, n, v);
}

/// J -= Γ X in the rows of the data; y: β X of every term, [set][parameter][term].
__global__ void project_jacobian(RowTables rows, const double* weight, const double* y,
                                 ModelShape shape, std::size_t n_sets, double* out) {
  const std::size_t n = shape.n_parameters;
  for (std::size_t e = first_element(); e < n_sets * n * rows.n_rows; e += element_step()) {
    const std::size_t i = e % rows.n_rows, p = e / rows.n_rows % n, set = e / rows.n_rows / n;
    const double* of_set = weight + set * rows.n_terms;
    const double* shift = y + (set * n + p) * rows.n_terms;
    const int m = rows.multiplicative[i], a = rows.additive[i];
    double& element = out[(set * shape.columns() + p) * shape.rows() + i];
    if (m >= 0) element -= of_set[m] * shift[m];
    if (a >= 0) element -= of_set[a] * shift[a];
  }
}

/// The rows [X | b*] of the sources.
__global__ void source_rows(const double* x, const double* shifts, ModelShape shape,
                            std::size_t n_sets, double* out) {
  const std::size_t n = shape.n_parameters;
  for (std::size_t e = first_element(); e < n_sets * shape.columns() * shape.n_sources;
       e += element_step()) {
    const std::size_t j = e % shape.n_sources, c = e / shape.n_sources % shape.columns(),
                      set = e / shape.n_sources / shape.columns();
    out[(set * shape.columns() + c) * shape.rows() + shape.n_rows + shape.n_fisher + j] =
        c < n ? x[(set * n + c) * shape.n_sources + j] : shifts[set * shape.n_sources + j];
  }
}

/// Sum over the lanes of a warp, the same bits in each.
__device__ inline double warp_sum(double value) {
  for (int lanes = warpSize / 2; lanes > 0; lanes /= 2)
    value += __shfl_xor_sync(0xFFFFFFFFU, value, lanes);
  return value;
}

/// QR by Householder reflections, in place: the first n rows become [R | z]. Block k: set k. A warp
/// takes a column at a time.
__global__ void triangularise(double* matrices, ModelShape shape) {
  const std::size_t rows = shape.rows(), columns = shape.columns();
  double* matrix = matrices + blockIdx.x * rows * columns;
  const std::size_t lane = threadIdx.x % warpSize, warp = threadIdx.x / warpSize;
  const std::size_t lanes = warpSize, warps = blockDim.x / warpSize;
  for (std::size_t j = 0; j < shape.n_parameters && j < rows; ++j) {
    double* pivot = matrix + j * rows;
    double norm2 = 0.0;
    for (std::size_t i = j + lane; i < rows; i += lanes) norm2 = fma(pivot[i], pivot[i], norm2);
    norm2 = warp_sum(norm2);
    const double head = pivot[j], norm = sqrt(norm2);
    const double image = head > 0.0 ? -norm : norm;  // no cancellation in v_j
    const double scale = norm2 == 0.0 ? 0.0 : 1.0 / (norm2 - head * image);  // 2/vᵀv
    for (std::size_t c = j + 1 + warp; c < columns; c += warps) {
      double* column = matrix + c * rows;
      double product = lane == 0 ? (head - image) * column[j] : 0.0;
      for (std::size_t i = j + 1 + lane; i < rows; i += lanes)
        product = fma(pivot[i], column[i], product);
      const double factor = warp_sum(product) * scale;
      for (std::size_t i = j + 1 + lane; i < rows; i += lanes)
        column[i] = fma(-pivot[i], factor, column[i]);
      if (lane == 0) column[j] = fma(-(head - image), factor, column[j]);
    }
    __syncthreads();
    if (threadIdx.x == 0) pivot[j] = image;
    __syncthreads();
  }
}

/// [R | z] of every set, n × (n + 1), row-major, zero below the diagonal.
__global__ void take_triangles(const double* matrices, ModelShape shape, std::size_t n_sets,
                               double* out) {
  const std::size_t n = shape.n_parameters;
  for (std::size_t e = first_element(); e < n_sets * n * (n + 1); e += element_step()) {
    const std::size_t c = e % (n + 1), i = e / (n + 1) % n, set = e / (n + 1) / n;
    out[e] = i <= c && i < shape.rows() ? matrices[(set * (n + 1) + c) * shape.rows() + i] : 0.0;
  }
}

}  // namespace

}  // namespace fitpack::cuda
