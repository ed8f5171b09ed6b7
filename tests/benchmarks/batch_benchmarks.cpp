// χ² of many parameter sets at once, on data of the size of HERA's (1145 points, 169 sources, 14
// parameters). On the processor: beside the objective of a fit called set by set, both in seconds
// of the processor, so that `gain` holds whatever else the machine does:
//   fitpack_benchmarks --benchmark_filter=batch_chi2
// On a GPU, in seconds of the clock; without one they are skipped:
//   fitpack_benchmarks --benchmark_filter=device_batch
#include <benchmark/benchmark.h>

#include <algorithm>

#include "../support/theory_batch.hpp"
#include "fitpack/cuda/bilinear_groups.hpp"
#include "fitpack/cuda/cuda_bilinear.hpp"
#include "fitpack/cuda/cuda_chi_square.hpp"
#include "fitpack/cuda/cuda_dgemm.hpp"
#include "fitpack/drell_yan/channel_forms.hpp"
#include "fitpack/drell_yan/components.hpp"
#include "fitpack/kernel/batch_products.hpp"
#include "processor_time.hpp"

namespace {

using namespace fitpack;  // NOLINT: benchmarks read better without the prefix

synthetic::Problem hera_with(const char* chi_square) {
  synthetic::Problem problem = synthetic::hera_size();
  problem.chi_square = chi_square;
  problem.with_prior = false;
  return problem;
}

/// From θ to χ² of 256 sets, PDFs included.
void batch_chi2(benchmark::State& state, const char* definition) {
  constexpr std::size_t n_sets = 256;
  const synthetic::Problem problem = hera_with(definition);
  const synthetic::Batch batch = synthetic::batch_of(problem, n_sets);
  const LinearKernel kernel = synthetic::kernel(problem, {});
  const synthetic::Pdfs pdfs(problem.n_columns, problem.n_parameters, problem.shape);
  const auto products = make_cpu_products(kernel);
  const auto chi_square = make_cpu_chi_square(synthetic::batch_data(problem));
  DistributedObjective objective({}, synthetic::input(problem, {}));
  std::vector<double> f(batch.f.size()), theory(batch.theory.size());
  BatchChiSquareResult result;
  double together = 0.0, one_by_one = 0.0, sum = 0.0;
  for (auto _ : state) {
    together += processor_seconds([&] {
      for (std::size_t k = 0; k < n_sets; ++k)
        if (!pdfs.values(batch.thetas[k],
                         std::span(f).subspan(k * problem.n_columns, problem.n_columns)))
          state.SkipWithError("no PDFs");
      products->predict({n_sets, f, {}}, theory);
      chi_square->evaluate({n_sets, theory, {}}, OfDataSets::left_out, result);
    });
    one_by_one += processor_seconds([&] {
      for (const std::vector<double>& theta : batch.thetas)
        sum += objective.evaluate(theta, Want::value).objective;
    });
  }
  benchmark::DoNotOptimize(sum);
  const double calls = static_cast<double>(n_sets) * static_cast<double>(state.iterations());
  state.counters["chi2_per_s"] = calls / together;
  state.counters["one_by_one_per_s"] = calls / one_by_one;
  state.counters["gain"] = one_by_one / together;
}
BENCHMARK_CAPTURE(batch_chi2, hera, "hera")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(batch_chi2, t0, "t0")->Unit(benchmark::kMillisecond);

constexpr std::size_t sets_on_device = 4096;

/// The device, or none: then the benchmark is skipped.
const CudaDevice* device_for(benchmark::State& state) {
  static const CudaDevices devices = find_cuda_devices();
  if (!devices.found.empty()) return &devices.found.front();
  state.SkipWithError(("no GPU: " + devices.why_none).c_str());
  return nullptr;
}

/// PDFs of 4096 sets, those of a few over and over.
std::vector<double> pdfs_of_device_batch(const synthetic::Problem& problem) {
  const synthetic::Batch few = synthetic::batch_of(problem, 16);
  std::vector<double> f;
  while (f.size() < sets_on_device * problem.n_columns)
    f.insert(f.end(), few.f.begin(), few.f.end());
  return f;
}

double dgemm_seconds(const CudaDevice& device, const synthetic::Problem& problem) {
  return seconds_of_dgemm(device, {sets_on_device, problem.n_rows, problem.n_columns}, 20);
}

/// Predictions that stay on the device, as χ² wants them, against DGEMM of the same shape.
void device_batch_predictions(benchmark::State& state, BatchPrecision precision) {
  const CudaDevice* device = device_for(state);
  if (device == nullptr) return;
  const synthetic::Problem problem = hera_with("hera");
  const BatchForm form = form_of_kernel(synthetic::kernel(problem, {}));
  const double dgemm = dgemm_seconds(*device, problem);
  double best = 1e300;
  for (auto _ : state)
    best = std::min(best, seconds_of_predictions(form, {}, sets_on_device, *device, precision, 20));
  state.counters["predictions_us"] = 1e6 * best;
  state.counters["dgemm_us"] = 1e6 * dgemm;
  state.counters["of_dgemm"] = dgemm / best;
}
BENCHMARK_CAPTURE(device_batch_predictions, double, BatchPrecision::full);
BENCHMARK_CAPTURE(device_batch_predictions, single, BatchPrecision::single);
BENCHMARK_CAPTURE(device_batch_predictions, tf32, BatchPrecision::tf32);
BENCHMARK_CAPTURE(device_batch_predictions, bf16, BatchPrecision::bf16);

/// Predictions with a free theory parameter, against DGEMM of the shape of their products.
void device_batch_forms(benchmark::State& state) {
  const CudaDevice* device = device_for(state);
  if (device == nullptr) return;
  const synthetic::Problem problem = hera_with("hera");
  const ObjectiveInput input = synthetic::interpolated_input(problem, {});
  const BatchForm form = input.prediction->batch_form().value();
  std::vector<double> theta(problem.n_parameters, 0.0);
  theta.back() = -0.4;  // in a cell of seven kernels
  const double dgemm = seconds_of_dgemm(
      *device, {sets_on_device, form.parameters.n_members(0) * problem.n_rows, problem.n_columns},
      20);
  double best = 1e300;
  for (auto _ : state)
    best = std::min(best, seconds_of_predictions(form, theta, sets_on_device, *device,
                                                 BatchPrecision::full, 20));
  state.counters["predictions_us"] = 1e6 * best;
  state.counters["dgemm_us"] = 1e6 * dgemm;
  state.counters["of_dgemm"] = dgemm / best;
}
BENCHMARK(device_batch_forms);

/// Predictions that come back to the host, with all copies.
void device_batch_to_host(benchmark::State& state) {
  const CudaDevice* device = device_for(state);
  if (device == nullptr) return;
  const synthetic::Problem problem = hera_with("hera");
  const std::vector<double> f = pdfs_of_device_batch(problem);
  const auto products =
      make_cuda_products(synthetic::kernel(problem, {}), *device, BatchPrecision::full);
  std::vector<double> theory(sets_on_device * problem.n_rows);
  for (auto _ : state) products->predict({sets_on_device, f, {}}, theory);
}
BENCHMARK(device_batch_to_host)->UseRealTime()->Unit(benchmark::kMicrosecond);

/// From PDFs of the host to χ² on the host; kernel, data and predictions stay on the device.
void device_batch_chi2(benchmark::State& state, const char* definition) {
  const CudaDevice* device = device_for(state);
  if (device == nullptr) return;
  const synthetic::Problem problem = hera_with(definition);
  const std::vector<double> f = pdfs_of_device_batch(problem);
  const LinearKernel kernel = synthetic::kernel(problem, {});
  const auto chi_square =
      make_cuda_chi_square(synthetic::batch_data(problem), &kernel, *device, BatchPrecision::full);
  BatchChiSquareResult result;
  for (auto _ : state)
    chi_square->evaluate_pdfs({sets_on_device, f, {}}, OfDataSets::left_out, result);
  state.counters["chi2_per_s"] = benchmark::Counter(
      static_cast<double>(sets_on_device) * static_cast<double>(state.iterations()),
      benchmark::Counter::kIsRate);
  state.counters["dgemm_us"] = 1e6 * dgemm_seconds(*device, problem);
}
BENCHMARK_CAPTURE(device_batch_chi2, hera, "hera")->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(device_batch_chi2, t0, "t0")->UseRealTime()->Unit(benchmark::kMillisecond);

/// Rows like those of E605 and E866: windows and numbers of rows matter, values do not.
BilinearBatch drell_yan_batch() {
  const XGrid grid(1e-5);
  const std::size_t window = drell_yan::window_above(grid, 0.015).size;
  BilinearBatch batch{6 * grid.size(), window, 3, {}, {}};
  batch.operators.resize(batch.n_pieces * drell_yan::scale_nodes * drell_yan::n_components *
                         window * batch.n_columns);
  // Nodes of momentum fractions below the window do not matter.
  for (std::size_t e = 0; e < batch.operators.size(); ++e)
    if (e % grid.size() >= grid.size() - window) batch.operators[e] = 1.0;
  for (std::size_t k = 0; k < 280; ++k) {
    const double t = static_cast<double>(k) / 280.0;
    BilinearBatchRow row;
    row.row = k;
    row.piece = 3 * k / 280;
    row.weights.assign(drell_yan::scale_nodes, 1.0);
    row.left = drell_yan::window_above(grid, 0.1 + 0.7 * t).size;
    row.right = drell_yan::window_above(grid, 0.35 - 0.33 * t).size;
    for (auto* form : {&row.quark_antiquark, &row.quark_gluon, &row.gluon_quark})
      form->assign(row.left * row.right, 1.0);
    row.kind = k % 14 == 0 ? BilinearKind::over_proton : BilinearKind::cross_section;
    batch.rows.push_back(std::move(row));
  }
  return batch;
}

/// Drell-Yan predictions that stay on the device, with the derivatives of so many parameters.
/// `of_dgemm`: the time of a DGEMM with as many operations, of the shape of the largest product.
void device_batch_drell_yan(benchmark::State& state) {
  const CudaDevice* device = device_for(state);
  if (device == nullptr) return;
  const auto columns = static_cast<std::size_t>(state.range(0)) + 1;
  const BilinearBatch batch = drell_yan_batch();
  const BilinearGroups groups = bilinear_groups(batch);
  const ProductShape shape{sets_on_device * columns,
                           drell_yan::scale_nodes * drell_yan::n_components * groups.window,
                           groups.columns.size()};
  const double dgemm_rate = shape.flops() / seconds_of_dgemm(*device, shape, 10);
  double best = 1e300;
  for (auto _ : state)
    best = std::min(best, seconds_of_bilinear(batch, sets_on_device, columns, *device, 10));
  const auto n_sets = static_cast<double>(sets_on_device);
  state.counters["ms"] = 1e3 * best;
  state.counters["sets_per_s"] = n_sets / best;
  state.counters["predictions_per_s"] = n_sets * static_cast<double>(batch.rows.size()) / best;
  state.counters["MFLOP_of_set"] = 1e-6 * groups.flops(columns);
  state.counters["of_dgemm"] = n_sets * groups.flops(columns) / dgemm_rate / best;
}
BENCHMARK(device_batch_drell_yan)->ArgName("parameters")->Arg(0)->Arg(14);

}  // namespace
