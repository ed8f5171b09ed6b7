// Replica fits of the HERA data in lockstep (LockstepReplicas without ranks and files). What of it
// the processor does on the way to a GPU, in seconds per 1000 evaluations of one replica each
// (`pdfs`, `minimiser`), and how many evaluations a replica takes:
//   fitpack_benchmarks --benchmark_filter=replicas_on_cpu
// A thousand replicas on a GPU; skipped without one:
//   fitpack_benchmarks --benchmark_filter=device_replicas
#include <benchmark/benchmark.h>
#include <time.h>

#include "../support/shipped_card.hpp"
#include "fitpack/analysis/batch_objective.hpp"
#include "fitpack/core/aligned_vector.hpp"
#include "fitpack/cuda/cuda_devices.hpp"
#include "fitpack/data/pseudo_data.hpp"
#include "fitpack/fit/lockstep_minimiser.hpp"

namespace {

using namespace fitpack;  // NOLINT: benchmarks read better without the prefix

RunCard card_of(const std::string& name, std::vector<std::string> overrides) {
  overrides.emplace_back("cache.enabled=false");
  return shipped_card(name, overrides);
}

/// Of the processor, where other programs do not count, or of the clock on the wall.
template <class Body>
void timed(clockid_t clock, double& seconds, Body&& body) {
  const auto now = [clock] {
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
  };
  const double begin = now();
  body();
  seconds += now() - begin;
}
constexpr clockid_t processor = CLOCK_PROCESS_CPUTIME_ID, wall = CLOCK_MONOTONIC;

struct Times {
  double pdfs = 0.0, models = 0.0, minimiser = 0.0;
  std::size_t n_models = 0;
};

/// What a batch costs before it goes to the device: made once more, and thrown away.
void make_pdfs(const Analysis& analysis, const std::vector<double>& thetas, std::size_t n_sets) {
  const InitialPdfs& pdfs = analysis.objective().pdfs();
  const std::size_t n = pdfs.n_free_parameters(), stride = padded(n + 1);
  AlignedVector table(pdfs.n_values() * stride);
  for (std::size_t k = 0; k < n_sets; ++k)
    benchmark::DoNotOptimize(
        pdfs.values_and_derivatives(std::span(thetas).subspan(k * n, n), table, stride));
}

Times fit_replicas(Analysis& analysis, BatchObjective& objective, std::span<const double> start,
                   std::size_t n_replicas, std::size_t places) {
  const std::vector<Dataset>& data = analysis.measurements().datasets();
  const std::vector<double> measured = measured_values(data);
  LockstepMinimiser lockstep(analysis.card().parameters, measured.size(),
                             analysis.minimiser_options(), Asking::for_models);
  std::vector<std::vector<double>> drawn(n_replicas);
  Times times;
  for (std::size_t next = 0; next < n_replicas || lockstep.size() > 0;) {
    for (; next < n_replicas && lockstep.size() < places; ++next) {
      drawn[next] = pseudo_data(data, measured, {1, static_cast<std::uint32_t>(next + 1)});
      timed(processor, times.minimiser, [&] { lockstep.begin(next, start); });
    }
    std::vector<double> thetas, outcomes;
    for (const ModelRequest& request : lockstep.requests()) {
      thetas.insert(thetas.end(), request.theta.begin(), request.theta.end());
      outcomes.insert(outcomes.end(), drawn[request.task].begin(), drawn[request.task].end());
    }
    const std::size_t n = lockstep.size();
    times.n_models += n;
    timed(processor, times.pdfs, [&] { make_pdfs(analysis, thetas, n); });
    std::vector<LocalModel> models;
    timed(wall, times.models,
          [&] { models = objective.models(thetas, n, outcomes, std::vector(n, Want::model)); });
    timed(processor, times.minimiser, [&] { lockstep.answer(std::move(models)); });
  }
  return times;
}

void replicas_with(benchmark::State& state, const RunCard& card, std::size_t n_replicas) {
  Analysis analysis({}, card, silent_logger());
  BatchPredictor predictor(analysis, silent_logger());
  BatchObjective objective(analysis, predictor, silent_logger());
  const std::vector<double> start =
      minimise(analysis.objective(), analysis.card().parameters.start_values(),
               analysis.minimiser_options())
          .theta;
  Times times;
  for (auto _ : state) times = fit_replicas(analysis, objective, start, n_replicas, 512);
  const double thousands = 1e-3 * static_cast<double>(times.n_models);
  state.counters["evaluations_per_replica"] =
      static_cast<double>(times.n_models) / static_cast<double>(n_replicas);
  state.counters["pdfs"] = times.pdfs / thousands;
  state.counters["models"] = times.models / thousands;  // PDFs included
  state.counters["minimiser"] = times.minimiser / thousands;
  state.counters["seconds_per_1000_fits"] =
      1e3 * (times.models + times.minimiser) / static_cast<double>(n_replicas);
}

void replicas_on_cpu(benchmark::State& state) {
  replicas_with(state, card_of("hera_nlo_zm.yaml", {}), 16);
}
BENCHMARK(replicas_on_cpu)->UseRealTime()->Iterations(1)->Unit(benchmark::kMillisecond);

/// The first iterations of networks with 429 parameters.
void network_replicas_on_cpu(benchmark::State& state) {
  replicas_with(state,
                card_of("neural_network_nlo.yaml",
                        {"fit.max_iterations=6", "fit.validation.training_fraction=1"}),
                2);
}
BENCHMARK(network_replicas_on_cpu)->UseRealTime()->Iterations(1)->Unit(benchmark::kMillisecond);

void device_replicas(benchmark::State& state) {
  const CudaDevices devices = find_cuda_devices();
  if (devices.found.empty()) {
    state.SkipWithError(("no GPU: " + devices.why_none).c_str());
    return;
  }
  replicas_with(state, card_of("hera_nlo_zm.yaml", {"kernels.backend=cuda"}), 1000);
}
BENCHMARK(device_replicas)->UseRealTime()->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
