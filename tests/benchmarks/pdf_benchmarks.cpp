// PDFs and their gradient at the nodes of the theory, one process, one thread:
//   fitpack_benchmarks --benchmark_filter=_pdfs
#include <benchmark/benchmark.h>

#include <filesystem>

#include "fitpack/config/run_card.hpp"
#include "fitpack/pdf/sampled_pdfs.hpp"
#include "fitpack/pdf/x_grid.hpp"

namespace {

using namespace fitpack;

void pdfs_of(benchmark::State& state, const std::string& card_name) {
  Problems problems;
  const RunCard card = read_run_card(
      std::filesystem::path(FITPACK_TEST_SOURCE_DIR) / "configs" / card_name, {}, problems);
  const PdfModel model(card.pdfs, card.parameters, card_name, problems);
  problems.throw_if_any(ExitCode::usage);
  const SampledPdfs pdfs(model, XGrid(card.theory.x_min).nodes());
  const std::size_t stride = (pdfs.n_free_parameters() + 8) / 8 * 8;
  std::vector<double> table(pdfs.n_values() * stride);
  std::vector<double> theta = card.parameters.start_values();
  for (auto _ : state) {
    theta[0] += 1e-9;  // nothing can be kept from the last call
    benchmark::DoNotOptimize(pdfs.values_and_derivatives(theta, table, stride));
  }
}

/// The built-in class.
void power_form_pdfs(benchmark::State& state) { pdfs_of(state, "hera_nlo_zm.yaml"); }
/// The same functions as formulas of the card: at most 1.5 times as long.
void formula_pdfs(benchmark::State& state) { pdfs_of(state, "formula_example.yaml"); }
/// Neural networks.
void network_pdfs(benchmark::State& state) { pdfs_of(state, "neural_network_nlo.yaml"); }

BENCHMARK(power_form_pdfs)->UseRealTime()->Unit(benchmark::kMicrosecond);
BENCHMARK(formula_pdfs)->UseRealTime()->Unit(benchmark::kMicrosecond);
BENCHMARK(network_pdfs)->UseRealTime()->Unit(benchmark::kMicrosecond);

}  // namespace
