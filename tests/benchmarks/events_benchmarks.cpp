// Speeds of unbinned fits, one process, one thread:
//   fitpack_benchmarks --benchmark_filter='events|device_sampling'
#include <benchmark/benchmark.h>

#include "event_density.hpp"
#include "fitpack/analysis/analysis.hpp"
#include "fitpack/cuda/cuda_sampling.hpp"
#include "fitpack/events/event_sampler.hpp"
#include "fitpack/events/unbinned_likelihood.hpp"
#include "fitpack/pdf/sampled_pdfs.hpp"

namespace {

using namespace fitpack;  // NOLINT: benchmarks read better without the prefix
using event_benchmarks::card, event_benchmarks::density;

constexpr std::size_t n_events = 1'000'000;

/// [f | ∂f] at the start values, its columns repeated where more parameters are asked for than the
/// card has.
struct PdfTable {
  explicit PdfTable(std::size_t n_parameters)
      : model(card()), pdfs(pdf_model(model), XGrid(model.theory.x_min).nodes()), n(n_parameters) {
    stride = padded(n + 1);
    own_stride = padded(pdfs.n_free_parameters() + 1);
    own.resize(pdfs.n_values() * own_stride);
    table.resize(pdfs.n_values() * stride);
  }
  void evaluate() {
    static_cast<void>(
        pdfs.values_and_derivatives(model.parameters.start_values(), own, own_stride));
    for (std::size_t a = 0; a < pdfs.n_values(); ++a) {
      f[a] = own[a * own_stride];
      for (std::size_t p = 0; p < n; ++p)
        table[a * stride + 1 + p] = own[a * own_stride + 1 + p % pdfs.n_free_parameters()];
      table[a * stride] = f[a];
    }
  }
  RunCard model;
  SampledPdfs pdfs;
  std::size_t n, stride, own_stride;
  AlignedVector own, table;
  std::vector<double> f = std::vector<double>(pdfs.n_values());
};

void evaluate(benchmark::State& state, EventWant want, EventPrecision precision) {
  const auto kernel = density();
  const EventSample sample =
      sample_of(kernel->definition(),
                testing_events::scattered_events(kernel->definition().phase_space, n_events, 1));
  UnbinnedLikelihood likelihood({}, kernel, sample, LikelihoodKind::unbinned, precision);
  PdfTable pdfs(static_cast<std::size_t>(state.range(0)));
  FailureGuard guard;
  for (auto _ : state) {
    pdfs.evaluate();
    likelihood.accumulate(pdfs.f, want, guard);
    benchmark::DoNotOptimize(likelihood.objective());
    if (want != EventWant::value)
      benchmark::DoNotOptimize(likelihood.gradient(pdfs.table, pdfs.stride, pdfs.n).data());
    if (want == EventWant::information)
      benchmark::DoNotOptimize(likelihood.information(pdfs.table, pdfs.stride, pdfs.n).data());
  }
  state.counters["ns_per_event"] = benchmark::Counter(
      static_cast<double>(n_events) * 1e-9,
      benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

/// ln L and its full gradient; the argument is the number of parameters.
void events_loglik_gradient(benchmark::State& state) {
  evaluate(state, EventWant::gradient, EventPrecision::full);
}
void events_loglik_gradient_mixed(benchmark::State& state) {
  evaluate(state, EventWant::gradient, EventPrecision::mixed);
}
void events_loglik_gradient_single(benchmark::State& state) {
  evaluate(state, EventWant::gradient, EventPrecision::single);
}
void events_loglik_value(benchmark::State& state) {
  evaluate(state, EventWant::value, EventPrecision::full);
}
/// With the Fisher rows of a Gauss-Newton step.
void events_loglik_model(benchmark::State& state) {
  evaluate(state, EventWant::information, EventPrecision::full);
}

/// σ_tot and its gradient.
void events_normalisation(benchmark::State& state) {
  const auto kernel = density();
  PdfTable pdfs(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    pdfs.evaluate();
    double sum = kernel->integral(pdfs.f);
    std::vector<double> gradient(pdfs.n, 0.0);
    for (std::size_t a = 0; a < pdfs.f.size(); ++a)
      for (std::size_t p = 0; p < pdfs.n; ++p)
        gradient[p] += kernel->integral_row()[a] * pdfs.table[a * pdfs.stride + 1 + p];
    benchmark::DoNotOptimize(sum);
    benchmark::DoNotOptimize(gradient.data());
  }
}

/// Events per second.
void events_sample(benchmark::State& state) {
  PdfTable pdfs(1);
  pdfs.evaluate();
  const EventSampler sampler(density(), pdfs.f);
  std::vector<double> x(n_events), q2(n_events);
  std::uint64_t first = 0;
  for (auto _ : state) {
    sampler.draw(1, first, x, q2);
    first += n_events;
    benchmark::DoNotOptimize(x.data());
  }
  state.counters["events"] = benchmark::Counter(static_cast<double>(n_events),
                                                benchmark::Counter::kIsIterationInvariantRate);
  state.counters["acceptance"] = sampler.acceptance();
  state.counters["bins"] = static_cast<double>(sampler.n_bins());
}

enum class Leave { there, bring };

/// Events per second of the first GPU, left in its memory or brought to that of the processor.
void sample_on_device(benchmark::State& state, Leave leave) {
  const CudaDevices devices = find_cuda_devices();
  if (devices.found.empty()) {
    state.SkipWithError(("no GPU: " + devices.why_none).c_str());
    return;
  }
  constexpr std::size_t n = 100 * n_events;
  PdfTable pdfs(1);
  pdfs.evaluate();
  const EventSampler sampler(density(), pdfs.f);
  const auto device = make_cuda_sampler(sampler, devices.found.front());
  std::vector<double> x(leave == Leave::bring ? n : 0), q2(x.size());
  std::uint64_t first = 0;
  for (auto _ : state) {
    if (leave == Leave::bring)
      device->draw(1, first, x, q2);
    else
      device->draw_there(1, first, n);
    first += n;
  }
  state.counters["events"] =
      benchmark::Counter(static_cast<double>(n), benchmark::Counter::kIsIterationInvariantRate);
}
void device_sampling(benchmark::State& state) { sample_on_device(state, Leave::there); }
void device_sampling_to_host(benchmark::State& state) { sample_on_device(state, Leave::bring); }

/// The table that sampling at new parameters needs first.
void events_sampler_setup(benchmark::State& state) {
  PdfTable pdfs(1);
  pdfs.evaluate();
  for (auto _ : state) benchmark::DoNotOptimize(EventSampler(density(), pdfs.f).n_bins());
}

BENCHMARK(events_sample)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(device_sampling)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(device_sampling_to_host)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(events_sampler_setup)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(events_loglik_gradient)->Arg(10)->Arg(40)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(events_loglik_gradient_mixed)->Arg(10)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(events_loglik_gradient_single)->Arg(10)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(events_loglik_value)->Arg(10)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(events_loglik_model)->Arg(14)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(events_normalisation)->Arg(14)->Unit(benchmark::kMicrosecond)->UseRealTime();

}  // namespace
