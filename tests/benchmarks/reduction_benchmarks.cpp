#include <benchmark/benchmark.h>

#include <Eigen/Dense>

#include "../support/synthetic_problem.hpp"
#include "fitpack/kernel/dense_product.hpp"

namespace {

using namespace fitpack;  // NOLINT: benchmarks read better without the prefix

constexpr std::size_t rows = 128;     ///< of a block
constexpr std::size_t sources = 170;  ///< of HERA, and the residual
constexpr std::size_t columns = 420;  ///< of the kernel
constexpr std::size_t width = 16;     ///< [T | ∂T] of 14 parameters

AlignedVector random_matrix(std::size_t size) {
  synthetic::Random random(3);
  AlignedVector m(size);
  for (double& element : m) element = random();
  return m;
}

void report_flops(benchmark::State& state, double flops) {
  state.counters["flops"] =
      benchmark::Counter(flops, benchmark::Counter::kIsIterationInvariantRate);
}

void gram_of_a_block(benchmark::State& state) {
  const std::size_t stride = spread_stride(sources);
  const AlignedVector a = random_matrix(rows * stride);
  AlignedVector c(packed_upper_size(sources));
  for (auto _ : state) {
    gram_upper({a.data(), rows, sources, stride}, c);
    benchmark::DoNotOptimize(c.data());
  }
  report_flops(state, static_cast<double>(rows * sources * (sources + 1)));
}
BENCHMARK(gram_of_a_block);

void gram_of_a_block_eigen(benchmark::State& state) {
  const Eigen::MatrixXd a = Eigen::MatrixXd::Random(rows, sources);
  Eigen::MatrixXd c = Eigen::MatrixXd::Zero(sources, sources);
  for (auto _ : state) {
    c.setZero();
    c.selfadjointView<Eigen::Lower>().rankUpdate(a.transpose());
    benchmark::DoNotOptimize(c.data());
  }
  report_flops(state, static_cast<double>(rows * sources * (sources + 1)));
}
BENCHMARK(gram_of_a_block_eigen);

void kernel_times_table(benchmark::State& state) {
  const std::size_t stride = spread_stride(columns);
  const AlignedVector a = random_matrix(rows * stride);
  const AlignedVector b = random_matrix(columns * width);
  AlignedVector c(rows * width);
  for (auto _ : state) {
    multiply({a.data(), rows, columns, stride}, {b.data(), columns, width, width},
             {c.data(), rows, width, width});
    benchmark::DoNotOptimize(c.data());
  }
  report_flops(state, static_cast<double>(2 * rows * columns * width));
}
BENCHMARK(kernel_times_table);

void kernel_times_table_eigen(benchmark::State& state) {
  using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Matrix a = Matrix::Random(rows, columns);
  const Matrix b = Matrix::Random(columns, width);
  Matrix c(rows, width);
  for (auto _ : state) {
    c.noalias() = a * b;
    benchmark::DoNotOptimize(c.data());
  }
  report_flops(state, static_cast<double>(2 * rows * columns * width));
}
BENCHMARK(kernel_times_table_eigen);

void sources_transposed_times_rows(benchmark::State& state) {
  const std::size_t stride = spread_stride(sources);
  const AlignedVector a = random_matrix(rows * stride);
  const AlignedVector b = random_matrix(rows * width);
  AlignedVector c(padded(sources) * width);
  for (auto _ : state) {
    multiply_transposed({a.data(), rows, sources, stride}, {b.data(), rows, width, width},
                        {c.data(), sources, width, width});
    benchmark::DoNotOptimize(c.data());
  }
  report_flops(state, static_cast<double>(2 * rows * sources * width));
}
BENCHMARK(sources_transposed_times_rows);

void kernel_times_vector(benchmark::State& state) {
  const std::size_t stride = spread_stride(columns);
  const AlignedVector a = random_matrix(rows * stride);
  const AlignedVector x = random_matrix(columns);
  AlignedVector y(rows);
  for (auto _ : state) {
    multiply_vector({a.data(), rows, columns, stride}, x, y);
    benchmark::DoNotOptimize(y.data());
  }
  report_flops(state, static_cast<double>(2 * rows * columns));
}
BENCHMARK(kernel_times_vector);

/// Seconds that booking one call of a stage takes.
double clock_seconds() {
  constexpr int calls = 100000;
  StageTime stage, total;
  {
    const StageClock whole(total);
    for (int k = 0; k < calls; ++k) const StageClock clock(stage);
  }
  return total.seconds / calls;
}

std::size_t all_calls(const StageTimes& times) {
  return times.parametrisation.calls + times.products.calls + times.rows.calls + times.gram.calls +
         times.cholesky.calls + times.projection.calls + times.triangle.calls +
         times.communication.calls;
}

/// χ² of HERA's size with synthetic numbers, θ varied from call to call.
void evaluate(benchmark::State& state, Want want) {
  const synthetic::Problem problem = synthetic::hera_size();
  DistributedObjective objective({}, synthetic::input(problem, {}));
  std::vector<double> theta(problem.n_parameters, 0.01);
  for (auto _ : state) {
    theta[0] = -theta[0];
    benchmark::DoNotOptimize(objective.evaluate(theta, want).objective);
  }
  const StageTimes& times = objective.times();
  const double calls = static_cast<double>(times.values + times.models);
  const auto microseconds = [&](const StageTime& stage) { return 1e6 * stage.seconds / calls; };
  state.counters["pdf_us"] = microseconds(times.parametrisation);
  state.counters["products_us"] = microseconds(times.products);
  state.counters["rows_us"] = microseconds(times.rows);
  state.counters["gram_us"] = microseconds(times.gram);
  state.counters["cholesky_us"] = microseconds(times.cholesky);
  state.counters["projection_us"] = microseconds(times.projection);
  state.counters["triangle_us"] = microseconds(times.triangle);
  state.counters["rest_us"] = microseconds(times.communication);
  // What keeping the profile costs.
  state.counters["profile_percent"] =
      100.0 * clock_seconds() * static_cast<double>(all_calls(times)) / times.total();
}
void synthetic_hera_value(benchmark::State& state) { evaluate(state, Want::value); }
void synthetic_hera_value_and_jacobian(benchmark::State& state) { evaluate(state, Want::model); }
BENCHMARK(synthetic_hera_value)->Unit(benchmark::kMicrosecond)->UseRealTime();
BENCHMARK(synthetic_hera_value_and_jacobian)->Unit(benchmark::kMicrosecond)->UseRealTime();

}  // namespace
