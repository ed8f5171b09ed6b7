#pragma once

#include "launch.hpp"

/// Elimination of the shifts of one set by one block of threads: A = 1 + ΓᵀΓ = UᵀU,
/// b* = A⁻¹Γᵀr. Triangles lie row behind row, element (j, k) of n at triangle_index(j, k, n).
namespace fitpack::cuda {

inline constexpr unsigned elimination_threads = 128;

/// Rows of U that are made together.
inline constexpr int panel_rows = 16;

namespace {

__device__ inline std::size_t triangle_row(int j, int n) {
  return static_cast<std::size_t>(j) * static_cast<std::size_t>(2 * n - j - 1) / 2;
}
__device__ inline std::size_t triangle_index(int j, int k, int n) {
  return triangle_row(j, n) + static_cast<std::size_t>(k);
}

/// Subtracts from rows [first, first + rows) what the rows above contribute, and adds the 1 of A.
__device__ inline void update_panel(double* a, int n, int first, int rows) {
  for (int k = first + static_cast<int>(threadIdx.x); k < n; k += static_cast<int>(blockDim.x)) {
    double sum[panel_rows];
#pragma unroll
    for (int i = 0; i < panel_rows; ++i) {
      const int j = first + i;
      sum[i] = i < rows && j <= k ? a[triangle_index(j, k, n)] + (j == k ? 1.0 : 0.0) : 0.0;
    }
    for (int l = 0; l < first; ++l) {
      const double* row = a + triangle_row(l, n);
      const double factor = row[k];
#pragma unroll
      for (int i = 0; i < panel_rows; ++i)
        if (i < rows) sum[i] = fma(-row[first + i], factor, sum[i]);
    }
#pragma unroll
    for (int i = 0; i < panel_rows; ++i)
      if (i < rows && first + i <= k) a[triangle_index(first + i, k, n)] = sum[i];
  }
}

/// Factorises the square of a panel on the diagonal, which `tile` receives.
__device__ inline void factorise_square(double* a, int n, int first, int rows,
                                        double (&tile)[panel_rows][panel_rows]) {
  const int thread = static_cast<int>(threadIdx.x), step = static_cast<int>(blockDim.x);
  for (int e = thread; e < rows * rows; e += step) {
    const int i = e / rows, k = e % rows;
    if (i <= k) tile[i][k] = a[triangle_index(first + i, first + k, n)];
  }
  __syncthreads();
  for (int p = 0; p < rows; ++p) {
    const double root = sqrt(tile[p][p]);
    __syncthreads();
    for (int k = p + thread; k < rows; k += step) tile[p][k] = k == p ? root : tile[p][k] / root;
    __syncthreads();
    for (int e = thread; e < rows * rows; e += step) {
      const int i = e / rows, k = e % rows;
      if (p < i && i <= k) tile[i][k] = fma(-tile[p][i], tile[p][k], tile[i][k]);
    }
    __syncthreads();
  }
}

/// The rest of the rows of a panel, U_ik = (a_ik − Σ_l U_li U_lk)/U_ii.
__device__ inline void finish_panel(double* a, int n, int first, int rows,
                                    const double (&tile)[panel_rows][panel_rows]) {
  for (int k = first + static_cast<int>(threadIdx.x); k < n; k += static_cast<int>(blockDim.x)) {
    double u[panel_rows];
#pragma unroll
    for (int i = 0; i < panel_rows; ++i) {
      if (i >= rows || first + i > k) continue;
      if (k < first + rows) {
        u[i] = tile[i][k - first];
      } else {
        double sum = a[triangle_index(first + i, k, n)];
#pragma unroll
        for (int l = 0; l < i; ++l) sum = fma(-tile[l][i], u[l], sum);
        u[i] = sum / tile[i][i];
      }
      a[triangle_index(first + i, k, n)] = u[i];
    }
  }
}

/// ΓᵀΓ becomes U, in place; block k: matrix k. A matrix that is not positive definite gives NaN.
__global__ void factorise(double* matrices, int n, std::size_t stride) {
  __shared__ double tile[panel_rows][panel_rows];
  double* a = matrices + blockIdx.x * stride;
  for (int first = 0; first < n; first += panel_rows) {
    const int rows = n - first < panel_rows ? n - first : panel_rows;
    update_panel(a, n, first, rows);
    __syncthreads();
    factorise_square(a, n, first, rows, tile);
    finish_panel(a, n, first, rows, tile);
    __syncthreads();
  }
}

/// Sum over the block in a fixed order, for thread 0; blockDim.x a power of 2.
__device__ inline double block_sum(double value, double (&partial)[elimination_threads]) {
  partial[threadIdx.x] = value;
  for (unsigned width = blockDim.x / 2; width > 0; width /= 2) {
    __syncthreads();
    if (threadIdx.x < width) partial[threadIdx.x] += partial[threadIdx.x + width];
  }
  __syncthreads();
  return partial[0];
}

/// v = U⁻ᵀ v in the place of v.
__device__ inline void solve_transposed(const double* u, int n, double* v) {
  for (int j = 0; j < n; ++j) {
    const double* row = u + triangle_row(j, n);
    const double value = v[j] / row[j];
    __syncthreads();
    for (int k = j + static_cast<int>(threadIdx.x); k < n; k += static_cast<int>(blockDim.x))
      v[k] = k == j ? value : fma(-row[k], value, v[k]);
    __syncthreads();
  }
}

/// v = U⁻¹ v in the place of v.
__device__ inline void solve(const double* u, int n, double* v) {
  for (int j = n - 1; j >= 0; --j) {
    const double value = v[j] / u[triangle_index(j, j, n)];
    __syncthreads();
    for (int k = static_cast<int>(threadIdx.x); k <= j; k += static_cast<int>(blockDim.x))
      v[k] = k == j ? value : fma(-u[triangle_index(k, j, n)], value, v[k]);
    __syncthreads();
  }
}

/// Γᵀr becomes b*; out: (Γᵀr)ᵀA⁻¹Γᵀr, by which χ² falls, and Σ b*². Block k: set k; u_stride 0: one
/// matrix for all sets.
__global__ void eliminate(const double* u, std::size_t u_stride, int n, double* gradients,
                          double* out) {
  __shared__ double partial[elimination_threads];
  const double* own = u + blockIdx.x * u_stride;
  double* v = gradients + blockIdx.x * static_cast<std::size_t>(n);
  const auto sum_of_squares = [&] {
    double sum = 0.0;
    for (int k = static_cast<int>(threadIdx.x); k < n; k += static_cast<int>(blockDim.x))
      sum = fma(v[k], v[k], sum);
    return block_sum(sum, partial);
  };
  solve_transposed(own, n, v);
  const double gain = sum_of_squares();
  __syncthreads();
  solve(own, n, v);
  const double correlated = sum_of_squares();
  if (threadIdx.x > 0) return;
  out[2 * blockIdx.x] = gain;
  out[2 * blockIdx.x + 1] = correlated;
}

}  // namespace

}  // namespace fitpack::cuda
