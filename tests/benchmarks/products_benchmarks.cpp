// Products of kernels with many columns, beside the DGEMM of OpenBLAS (one thread) where it is
// installed; both are timed in turns, in seconds of the processor, so that `of_dgemm` holds
// whatever else the machine does:
//   fitpack_benchmarks --benchmark_filter=products
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>

#include "fitpack/kernel/linear_kernel.hpp"
#include "fitpack/kernel/single_kernel.hpp"
#include "processor_time.hpp"

#ifdef FITPACK_OPENBLAS
extern "C" {
void openblas_set_num_threads(int);
void cblas_dgemm(int order, int trans_a, int trans_b, int m, int n, int k, double alpha,
                 const double* a, int lda, const double* b, int ldb, double beta, double* c,
                 int ldc);
}
#endif

namespace {

using namespace fitpack;  // NOLINT: benchmarks read better without the prefix

constexpr std::size_t rows_of_block = 128;
constexpr std::size_t n_blocks = 64;
constexpr std::size_t n_rows = rows_of_block * n_blocks;
constexpr std::size_t n_columns = 414;  ///< of kernels on the x-grid of HERA, no zeros

double element(std::size_t i, std::size_t a) { return std::sin(static_cast<double>(3 * i + a)); }

LinearKernel full_kernel() {
  LinearKernel kernel(n_columns, std::vector<std::size_t>(n_blocks, rows_of_block));
  for (std::size_t b = 0; b < n_blocks; ++b)
    for (std::size_t i = 0; i < rows_of_block; ++i)
      for (std::size_t a = 0; a < n_columns; ++a) kernel.row(b, i)[a] = element(i, a);
  kernel.find_support();
  return kernel;
}

#ifdef FITPACK_OPENBLAS
constexpr int row_major = 101, no_transpose = 111;

void dgemm(int m, int n, int k, const AlignedVector& a, const AlignedVector& b, AlignedVector& c) {
  cblas_dgemm(row_major, no_transpose, no_transpose, m, n, k, 1.0, a.data(), k, b.data(), n, 0.0,
              c.data(), n);
}

/// Gflop/s of the machine's DGEMM where it is at its best: large square matrices.
double square_dgemm() {
  constexpr int n = 1024, repetitions = 8;
  const AlignedVector a(n * n, 0.5), b(n * n, 0.25);
  AlignedVector c(n * n);
  double best = 1e300;
  for (int k = 0; k < repetitions; ++k)
    best = std::min(best, processor_seconds([&] { dgemm(n, n, n, a, b, c); }));
  benchmark::DoNotOptimize(c.data());
  return 2e-9 * n * n * n / best;
}
#endif

template <class Kernel>
void products(benchmark::State& state) {
  const auto width = static_cast<std::size_t>(state.range(0));
  const LinearKernel exact = full_kernel();
  const Kernel kernel(exact);
  const AlignedVector table(n_columns * width, 0.5);
  AlignedVector out(n_rows * width);
  double own = 1e300, blas = 1e300;
#ifdef FITPACK_OPENBLAS
  openblas_set_num_threads(1);
  AlignedVector a(n_rows * n_columns);
  for (std::size_t i = 0; i < a.size(); ++i) a[i] = element(i / n_columns % rows_of_block, i);
#endif
  for (auto _ : state) {
    own = std::min(own, processor_seconds([&] {
                     for (std::size_t b = 0; b < n_blocks; ++b)
                       kernel.apply_table(b, table, width,
                                          std::span(out).subspan(b * rows_of_block * width,
                                                                 rows_of_block * width));
                   }));
    benchmark::DoNotOptimize(out.data());
#ifdef FITPACK_OPENBLAS
    blas = std::min(blas, processor_seconds([&] {
                      dgemm(n_rows, static_cast<int>(width), n_columns, a, table, out);
                    }));
    benchmark::DoNotOptimize(out.data());
#endif
  }
  const double flops = 2.0 * static_cast<double>(n_rows * n_columns * width);
  state.counters["gflops"] = 1e-9 * flops / own;
#ifdef FITPACK_OPENBLAS
  state.counters["dgemm_gflops"] = 1e-9 * flops / blas;
  state.counters["of_dgemm"] = blas / own;
  state.counters["square_dgemm_gflops"] = square_dgemm();
#else
  static_cast<void>(blas);
#endif
}
BENCHMARK(products<LinearKernel>)->Arg(16)->Arg(32)->Arg(48)->Arg(64)->Arg(128)->Iterations(30);
BENCHMARK(products<SingleKernel>)->Arg(16)->Arg(32)->Arg(48)->Arg(64)->Arg(128)->Iterations(30);

}  // namespace
