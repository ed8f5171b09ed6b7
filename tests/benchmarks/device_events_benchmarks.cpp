// Single events on a GPU; skipped without one:
//   fitpack_benchmarks --benchmark_filter=device_events
#include <benchmark/benchmark.h>

#include <chrono>

#include "event_density.hpp"
#include "fitpack/analysis/analysis.hpp"
#include "fitpack/cuda/copy_bandwidth.hpp"
#include "fitpack/cuda/cuda_events.hpp"
#include "fitpack/cuda/cuda_node_products.hpp"
#include "fitpack/events/unbinned_likelihood.hpp"
#include "fitpack/pdf/sampled_pdfs.hpp"

namespace {

using namespace fitpack;  // NOLINT: benchmarks read better without the prefix
using event_benchmarks::card, event_benchmarks::density;

/// n events of the phase space: up to 10⁶ different ones, over and over.
EventSample repeated_events(const EventDefinition& definition, std::size_t n) {
  const EventColumns some = testing_events::scattered_events(
      definition.phase_space, std::min<std::size_t>(n, 1'000'000), 1);
  EventColumns all;
  while (all.size() < n) {
    const auto count = static_cast<std::ptrdiff_t>(std::min(some.size(), n - all.size()));
    all.x.insert(all.x.end(), some.x.begin(), some.x.begin() + count);
    all.q2.insert(all.q2.end(), some.q2.begin(), some.q2.begin() + count);
  }
  return sample_of(definition, all, events_per_device_block);
}

std::vector<double> start_pdfs() {
  const RunCard model = card();
  const SampledPdfs pdfs(pdf_model(model), XGrid(model.theory.x_min).nodes());
  std::vector<double> f(pdfs.n_values());
  static_cast<void>(pdfs.values(model.parameters.start_values(), f));
  return f;
}

std::unique_ptr<UnbinnedLikelihood> likelihood_on(const CudaDevice& device, std::size_t n_events,
                                                  EventPrecision precision) {
  const auto kernel = density();
  const auto maker = [&](SortedBlocks blocks, const EventSumsLayout& layout, EventPrecision) {
    return make_cuda_summation(std::move(blocks), layout, device);
  };
  const auto products = [&](const DensityKernel& of) {
    return make_cuda_node_products(of, device);
  };
  return std::make_unique<UnbinnedLikelihood>(Communicator(), kernel,
                                              repeated_events(kernel->definition(), n_events),
                                              LikelihoodKind::unbinned, precision, maker, products);
}

/// ln L and its gradient with respect to the PDFs, events resident. The first argument is the
/// number of events: with few of them what remains is the work that does not depend on it.
void evaluate(benchmark::State& state, EventPrecision precision, EventWant want) {
  const CudaDevices devices = find_cuda_devices();
  if (devices.found.empty()) return state.SkipWithError(devices.why_none.c_str());
  const auto n_events = static_cast<std::size_t>(state.range(0));
  const double copy = measure_copy_bandwidth(devices.found.front());
  const auto likelihood = likelihood_on(devices.found.front(), n_events, precision);
  const std::vector<double> f = start_pdfs();
  FailureGuard guard;
  double seconds = 0.0;
  for (auto _ : state) {
    const auto begin = std::chrono::steady_clock::now();
    likelihood->accumulate(f, want, guard);
    benchmark::DoNotOptimize(likelihood->objective());
    if (want != EventWant::value) benchmark::DoNotOptimize(likelihood->pdf_gradient().data());
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
    state.SetIterationTime(elapsed.count());
    seconds += elapsed.count();
  }
  const double bytes = precision == EventPrecision::full ? 16.0 : 8.0;
  const double bandwidth = bytes * static_cast<double>(n_events * state.iterations()) / seconds;
  state.counters["bytes_per_event"] = bytes;
  state.counters["GB_per_s"] = bandwidth * 1e-9;
  state.counters["copy_GB_per_s"] = copy * 1e-9;
  state.counters["share_of_copy"] = bandwidth / copy;
  state.SetLabel(likelihood->backend());
}

void device_events_gradient(benchmark::State& state) {
  evaluate(state, EventPrecision::full, EventWant::gradient);
}
void device_events_gradient_mixed(benchmark::State& state) {
  evaluate(state, EventPrecision::mixed, EventWant::gradient);
}
void device_events_value(benchmark::State& state) {
  evaluate(state, EventPrecision::full, EventWant::value);
}
/// With the sums of a Gauss-Newton step.
void device_events_model(benchmark::State& state) {
  evaluate(state, EventPrecision::full, EventWant::information);
}

constexpr std::int64_t few = 1000, many = 100'000'000;
BENCHMARK(device_events_gradient)
    ->Arg(few)
    ->Arg(many)
    ->Unit(benchmark::kMillisecond)
    ->UseManualTime();
BENCHMARK(device_events_gradient_mixed)->Arg(many)->Unit(benchmark::kMillisecond)->UseManualTime();
BENCHMARK(device_events_value)->Arg(many)->Unit(benchmark::kMillisecond)->UseManualTime();
BENCHMARK(device_events_model)->Arg(many)->Unit(benchmark::kMillisecond)->UseManualTime();

}  // namespace
