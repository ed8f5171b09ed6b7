// Speeds of the fit to the HERA I+II data (configs/hera_nlo_zm.yaml), and of the global fit to DIS
// (configs/global_dis_nlo.yaml), one process, one thread:
//   fitpack_benchmarks --benchmark_filter='hera|global'
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>

#include "../support/shipped_card.hpp"
#include "fitpack/analysis/run_fit.hpp"
#include "fitpack/core/philox.hpp"

namespace {

namespace fs = std::filesystem;
using namespace fitpack;

RunCard hera_card(const std::string& name, const std::vector<std::string>& overrides) {
  return shipped_card(name, overrides);
}

/// A kernel cache of the benchmarks' own, removed when they end.
struct CacheFolder {
  fs::path path = fs::temp_directory_path() / ("fitpack-benchmark-" + std::to_string(getpid()));
  ~CacheFolder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
};

RunCard warm_card(const std::string& name, std::vector<std::string> overrides = {}) {
  static const CacheFolder folder;
  overrides.insert(overrides.end(), {"cache.folder=" + folder.path.string(), "cache.enabled=true"});
  return hera_card(name, overrides);
}

/// θ varied from call to call, so that nothing can be kept from the last one.
class VariedParameters {
 public:
  explicit VariedParameters(const ParameterSet& parameters)
      : start_(parameters.start_values()), steps_(parameters.steps()) {}
  const std::vector<double>& next() {
    ++call_;
    theta_ = start_;
    for (std::size_t p = 0; p < theta_.size(); ++p)
      theta_[p] += 0.01 * steps_[p] * random_.normal({call_, static_cast<std::uint32_t>(p), 0, 0});
    return theta_;
  }

 private:
  std::vector<double> start_, steps_, theta_;
  Philox random_{1};
  std::uint32_t call_ = 0;
};

void evaluate(benchmark::State& state, const std::string& card, Want want,
              const std::vector<std::string>& overrides = {}) {
  Analysis analysis({}, warm_card(card, overrides), silent_logger());
  VariedParameters theta(analysis.card().parameters);
  for (auto _ : state)
    benchmark::DoNotOptimize(analysis.objective().evaluate(theta.next(), want).objective);
}

void hera_value(benchmark::State& state) { evaluate(state, "hera_nlo_zm.yaml", Want::value); }
void hera_value_and_jacobian(benchmark::State& state) {
  evaluate(state, "hera_nlo_zm.yaml", Want::model);
}
/// Every call at another α_s: kernels at nodes are combined anew.
void hera_value_and_jacobian_alphas(benchmark::State& state) {
  evaluate(state, "hera_nnlo_zm_alphas.yaml", Want::model);
}

/// 25 free parameters: those of the card and four it fixes.
std::vector<std::string> all_free() {
  std::vector<std::string> freed;
  for (const char* name : {"Eg", "Edv", "Edbar", "Ds"})
    freed.push_back(std::string("parameters.") + name + "={start: 0.0, step: 1.0}");
  return freed;
}
/// 3026 points of HERA and fixed targets.
void global_value_and_jacobian(benchmark::State& state) {
  evaluate(state, "global_dis_nlo.yaml", Want::model, all_free());
}
/// 3221 points: the same and 195 of Drell-Yan.
void global_dy_value(benchmark::State& state) {
  evaluate(state, "global_dis_dy_nlo.yaml", Want::value, all_free());
}
void global_dy_value_and_jacobian(benchmark::State& state) {
  evaluate(state, "global_dis_dy_nlo.yaml", Want::model, all_free());
}

void build_kernels(benchmark::State& state, const std::vector<std::string>& overrides) {
  const RunCard card = hera_card("hera_nlo_zm.yaml", overrides);
  const Measurements measurements = read_measurements(card.data, card.title);
  for (auto _ : state)
    benchmark::DoNotOptimize(
        build_kernel({}, card, measurements, silent_logger()).summary.rows_built);
}

void hera_kernels_cold(benchmark::State& state) { build_kernels(state, {"cache.enabled=false"}); }
void hera_kernels_cold_nnlo(benchmark::State& state) {
  build_kernels(state, {"cache.enabled=false", "theory.order=NNLO"});
}

std::size_t clocks_started(const StageTimes& times) {
  std::size_t calls = 0;
  for (const StageTime* stage :
       {&times.parametrisation, &times.products, &times.rows, &times.gram, &times.cholesky,
        &times.projection, &times.triangle, &times.events, &times.communication})
    calls += stage->calls;
  return calls;
}

/// One reading of the profile's clock, and what all readings take of an evaluation: `overhead`.
void profile_overhead(benchmark::State& state, const std::string& card) {
  Analysis analysis({}, warm_card(card), silent_logger());
  VariedParameters theta(analysis.card().parameters);
  constexpr int evaluations = 100;
  const StageTimes before = analysis.objective().times();
  for (int i = 0; i < evaluations; ++i)
    benchmark::DoNotOptimize(analysis.objective().evaluate(theta.next(), Want::model).objective);
  const StageTimes& after = analysis.objective().times();
  StageTime stage;
  const auto begin = std::chrono::steady_clock::now();
  for (auto _ : state) {
    const StageClock clock(stage);
    benchmark::ClobberMemory();
  }
  const std::chrono::duration<double> all = std::chrono::steady_clock::now() - begin;
  const double clocks = static_cast<double>(clocks_started(after) - clocks_started(before));
  state.counters["clocks"] = clocks / evaluations;
  state.counters["overhead"] = clocks * all.count() / static_cast<double>(state.iterations()) /
                               (after.total() - before.total());
}

/// Card, data, kernels from the cache, and the fit itself.
void hera_fit_warm(benchmark::State& state) {
  Analysis({}, warm_card("hera_nlo_zm.yaml"), silent_logger());
  for (auto _ : state) {
    Analysis analysis({}, warm_card("hera_nlo_zm.yaml"), silent_logger());
    const FitResult result = run_fit(analysis, {});
    state.counters["chi2"] = result.chi2.total;
    state.counters["iterations"] = result.iterations;
  }
}

BENCHMARK(hera_value)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(hera_value_and_jacobian)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(hera_value_and_jacobian_alphas)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(global_value_and_jacobian)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(global_dy_value)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(global_dy_value_and_jacobian)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(hera_kernels_cold)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(hera_kernels_cold_nnlo)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(profile_overhead, hera, "hera_nlo_zm.yaml");
BENCHMARK(hera_fit_warm)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
