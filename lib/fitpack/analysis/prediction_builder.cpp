#include "fitpack/analysis/prediction_builder.hpp"

#include <utility>

#include "fitpack/analysis/theory_nodes.hpp"
#include "fitpack/prediction/interpolated_prediction.hpp"
#include "fitpack/prediction/linear_prediction.hpp"

namespace fitpack {

namespace {

/// Progress of kernel number k of n as a part of the whole.
Progress part_of(const Progress& whole, std::size_t k, std::size_t n) {
  if (!whole) return {};
  return [&whole, k, n](std::size_t done, std::size_t total) { whole(k * total + done, n * total); };
}

void add_to(KernelSummary& sum, const KernelSummary& part) {
  sum.rows_built += part.rows_built;
  sum.rows_cached += part.rows_cached;
  sum.bytes += part.bytes;
  sum.seconds += part.seconds;
}

}  // namespace

BuiltPrediction build_prediction(const Communicator& comm, const RunCard& card,
                                 const Measurements& measurements, const Logger& logger,
                                 const Progress& progress) {
  const std::vector<TheoryNodes> nodes = theory_nodes(card, measurements);
  const std::vector<qcd::TheoryOptions> theories = theories_at(card.theory, nodes);
  std::vector<LinearKernel> kernels;
  BuiltPrediction built;
  for (std::size_t k = 0; k < theories.size(); ++k) {
    RunCard at_node = card;
    at_node.theory = theories[k];
    BuiltKernel one = build_kernel(comm, at_node, measurements, logger,
                                   part_of(progress, k, theories.size()));
    kernels.push_back(std::move(one.kernel));
    add_to(built.summary, one.summary);
  }
  if (nodes.empty()) {
    built.prediction = std::make_unique<LinearPrediction>(std::move(kernels.front()));
    return built;
  }
  built.summary.bytes += (1 + nodes.size()) * kernels.front().bytes();  // the interpolated ones
  std::vector<ParameterNodes> parameters;
  for (const TheoryNodes& value : nodes) parameters.push_back(value.nodes);
  built.prediction =
      std::make_unique<InterpolatedPrediction>(std::move(parameters), std::move(kernels));
  return built;
}

}  // namespace fitpack
