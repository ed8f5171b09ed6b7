#include "fitpack/analysis/prediction_builder.hpp"

#include <algorithm>
#include <utility>

#include "fitpack/analysis/drell_yan_builder.hpp"
#include "fitpack/analysis/grid_rows.hpp"
#include "fitpack/analysis/theory_nodes.hpp"
#include "fitpack/prediction/higher_twist.hpp"
#include "fitpack/prediction/interpolated_prediction.hpp"
#include "fitpack/prediction/linear_prediction.hpp"
#include "fitpack/prediction/normalised_prediction.hpp"
#include "fitpack/prediction/ratio_prediction.hpp"

namespace fitpack {

namespace {

/// Progress of kernel number k of n as a part of the whole.
Progress part_of(const Progress& whole, std::size_t k, std::size_t n) {
  if (!whole) return {};
  return
      [&whole, k, n](std::size_t done, std::size_t total) { whole(k * total + done, n * total); };
}

void add_to(KernelSummary& sum, const KernelSummary& part) {
  sum.rows_built += part.rows_built;
  sum.rows_cached += part.rows_cached;
  sum.bytes += part.bytes;
  sum.seconds += part.seconds;
  sum.cache.seconds += part.cache.seconds;
  sum.cache.calls += part.cache.calls;
}

std::vector<std::size_t> local_block_sizes(const Communicator& comm,
                                           const Measurements& measurements) {
  const BlockLayout layout = measurements.layout();
  const IndexRange blocks = measurements.deal(comm.size()).blocks(comm.rank());
  std::vector<std::size_t> sizes;
  for (std::size_t b = blocks.begin; b < blocks.end; ++b)
    sizes.push_back(layout.rows_of_block(b).size());
  return sizes;
}

std::size_t n_columns_of(const RunCard& card) {
  return flavour_basis(card.pdfs.basis)->size() * XGrid(card.theory.x_min).size();
}

/// Rows of the card's theory in double precision.
BuiltKernel build_rows(const Communicator& comm, const RunCard& card,
                       const Measurements& measurements, const Logger& logger,
                       const Progress& progress, const StopRequest& stop, KernelPart part,
                       const NodeShare& share) {
  if (!card.kernels.use_grid(measurements.n_rows())) {
    BuiltKernel built = build_kernel(comm, card, measurements, logger, progress, part, stop);
    built.kernel.keep_share(share);
    return built;
  }
  BuiltKernel built{LinearKernel(n_columns_of(card), local_block_sizes(comm, measurements), share),
                    {}};
  const auto copy = [&](std::size_t block, ConstMatrixView rows) {
    for (std::size_t i = 0; i < rows.rows; ++i)
      std::copy_n(rows.data + i * rows.stride, rows.columns, built.kernel.row(block, i).data());
  };
  built.summary =
      build_grid_rows(comm, card, measurements, logger, progress, part, copy, stop, share);
  built.kernel.find_support();
  built.summary.bytes = built.kernel.bytes();
  return built;
}

/// The kernel of fixed theory in single precision; rows of a grid never exist in double precision
/// beyond a block.
BuiltPrediction build_single(const Communicator& comm, const RunCard& card,
                             const Measurements& measurements, const Logger& logger,
                             const Progress& progress, const StopRequest& stop, KernelPart part,
                             const NodeShare& share) {
  BuiltPrediction built;
  SingleKernel kernel;
  if (card.kernels.use_grid(measurements.n_rows())) {
    kernel = SingleKernel(n_columns_of(card), local_block_sizes(comm, measurements));
    built.summary = build_grid_rows(
        comm, card, measurements, logger, progress, part,
        [&](std::size_t block, ConstMatrixView rows) { kernel.set_block(block, rows); }, stop,
        share);
  } else {
    const BuiltKernel one = build_kernel(comm, card, measurements, logger, progress, part, stop);
    built.summary = one.summary;
    kernel = SingleKernel(one.kernel);
  }
  kernel.pool(share);
  built.summary.bytes = kernel.bytes();
  built.prediction = std::make_unique<SinglePrediction>(std::move(kernel));
  return built;
}

/// The kernel of one part or, where theory values are free, the kernels at their nodes.
BuiltPrediction build_part(const Communicator& comm, const RunCard& card,
                           const Measurements& measurements, const Logger& logger,
                           const Progress& progress, const StopRequest& stop, KernelPart part,
                           const NodeShare& share) {
  const std::vector<TheoryNodes> nodes = theory_nodes(card, measurements);
  const std::vector<qcd::TheoryOptions> theories = theories_at(card.theory, nodes);
  if (nodes.empty() && card.kernels.precision == KernelPrecision::single_precision)
    return build_single(comm, card, measurements, logger, progress, stop, part, share);
  std::vector<LinearKernel> kernels;
  BuiltPrediction built;
  for (std::size_t k = 0; k < theories.size(); ++k) {
    RunCard at_node = card;
    at_node.theory = theories[k];
    BuiltKernel one = build_rows(comm, at_node, measurements, logger,
                                 part_of(progress, k, theories.size()), stop, part, share);
    kernels.push_back(std::move(one.kernel));
    add_to(built.summary, one.summary);
  }
  if (nodes.empty()) {
    kernels.front().pool(share);
    built.summary.bytes = kernels.front().bytes();
    built.prediction = std::make_unique<LinearPrediction>(std::move(kernels.front()));
    return built;
  }
  std::vector<ParameterNodes> parameters;
  parameters.reserve(nodes.size());
  for (const TheoryNodes& value : nodes) parameters.push_back(value.nodes);
  auto interpolated =
      std::make_unique<InterpolatedPrediction>(std::move(parameters), std::move(kernels), share);
  built.summary.bytes = interpolated->bytes();
  built.prediction = std::move(interpolated);
  return built;
}

HigherTwistPrediction::Coefficients higher_twist_coefficients(const RunCard& card) {
  HigherTwistPrediction::Coefficients coefficients;
  for (std::size_t k = 0; k < coefficients.size(); ++k) {
    coefficients[k].constant = card.higher_twist[k];
    const std::string& name = card.theory_parameters.higher_twist[k];
    if (const auto index = card.parameters.find(name); index && !name.empty())
      coefficients[k].theta_index = card.parameters.free_index(*index);
  }
  return coefficients;
}

/// x and Q² of the rows of this rank's blocks.
std::vector<std::vector<HigherTwistPoint>> local_points(const Communicator& comm,
                                                        const Measurements& measurements) {
  const BlockLayout layout = measurements.layout();
  const IndexRange blocks = measurements.deal(comm.size()).blocks(comm.rank());
  std::vector<std::vector<HigherTwistPoint>> points;
  for (std::size_t b = blocks.begin; b < blocks.end; ++b) {
    points.emplace_back();
    const IndexRange rows = layout.rows_of_block(b);
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      const RowAddress at = measurements.row(i);
      const Dataset& data = measurements.datasets()[at.dataset];
      points.back().push_back({data.x[at.point], data.q2[at.point]});
    }
  }
  return points;
}

bool has_ratios(const Measurements& measurements) {
  return std::ranges::any_of(measurements.datasets(),
                             [](const Dataset& d) { return has_part(d, KernelPart::denominator); });
}

/// Rows of this rank's blocks that are ratios.
std::vector<std::vector<std::size_t>> local_ratios(const Communicator& comm,
                                                   const Measurements& measurements) {
  const BlockLayout layout = measurements.layout();
  const IndexRange blocks = measurements.deal(comm.size()).blocks(comm.rank());
  std::vector<std::vector<std::size_t>> ratios;
  for (std::size_t b = blocks.begin; b < blocks.end; ++b) {
    const IndexRange rows = layout.rows_of_block(b);
    ratios.emplace_back();
    for (std::size_t i = rows.begin; i < rows.end; ++i)
      if (has_part(measurements.datasets()[measurements.row(i).dataset], KernelPart::denominator))
        ratios.back().push_back(i - rows.begin);
  }
  return ratios;
}

BuiltPrediction build_linear(const Communicator& comm, const RunCard& card,
                             const Measurements& measurements, const Logger& logger,
                             const Progress& progress, const StopRequest& stop,
                             const NodeShare& share) {
  BuiltPrediction built =
      build_part(comm, card, measurements, logger, progress, stop, KernelPart::all, share);
  if (has_ratios(measurements)) {
    BuiltPrediction below = build_part(comm, card, measurements, logger, progress, stop,
                                       KernelPart::denominator, share);
    add_to(built.summary, below.summary);
    built.prediction = std::make_unique<RatioPrediction>(
        std::move(built.prediction), std::move(below.prediction), local_ratios(comm, measurements));
  }
  if (!has_higher_twist(card)) return built;
  BuiltPrediction f2 =
      build_part(comm, card, measurements, logger, progress, stop, KernelPart::f2, share);
  add_to(built.summary, f2.summary);
  built.prediction = with_higher_twist(comm, card, measurements, std::move(built.prediction),
                                       std::move(f2.prediction));
  return built;
}

}  // namespace

bool has_higher_twist(const RunCard& card) {
  return card.higher_twist[0] != 0.0 || !card.theory_parameters.higher_twist[0].empty();
}

BuiltPrediction build_prediction(const Communicator& comm, const RunCard& card,
                                 const Measurements& measurements, const Logger& logger,
                                 const Progress& progress, const StopRequest& stop,
                                 const NodeShare& share) {
  BuiltPrediction built = build_linear(comm, card, measurements, logger, progress, stop, share);
  if (!has_drell_yan(measurements)) return built;
  return with_drell_yan(comm, card, measurements, logger, stop, std::move(built));
}

std::unique_ptr<Prediction> with_higher_twist(const Communicator& comm, const RunCard& card,
                                              const Measurements& measurements,
                                              std::unique_ptr<Prediction> all,
                                              std::unique_ptr<Prediction> f2) {
  return std::make_unique<HigherTwistPrediction>(std::move(all), std::move(f2),
                                                 higher_twist_coefficients(card),
                                                 local_points(comm, measurements));
}

std::unique_ptr<Prediction> with_normalisations(const Communicator& comm, const RunCard& card,
                                                const Measurements& measurements,
                                                std::unique_ptr<Prediction> prediction) {
  const std::vector<Normalisation>& norms = card.objective.normalisations;
  if (norms.empty()) return prediction;
  std::vector<NormalisationValue> values(norms.size());
  std::vector<std::optional<std::size_t>> of_sets(measurements.datasets().size());
  for (std::size_t k = 0; k < norms.size(); ++k) {
    const std::size_t p = card.parameters.find(norms[k].parameter).value();
    values[k] = {card.parameters[p].start, card.parameters.free_index(p)};
    for (std::size_t d = 0; d < of_sets.size(); ++d)
      if (measurements.datasets()[d].name == norms[k].set) of_sets[d] = k;
  }
  const BlockLayout layout = measurements.layout();
  const IndexRange blocks = measurements.deal(comm.size()).blocks(comm.rank());
  std::vector<std::vector<std::optional<std::size_t>>> of_rows;
  for (std::size_t b = blocks.begin; b < blocks.end; ++b) {
    const IndexRange rows = layout.rows_of_block(b);
    of_rows.emplace_back();
    for (std::size_t i = rows.begin; i < rows.end; ++i)
      of_rows.back().push_back(of_sets[measurements.row(i).dataset]);
  }
  return std::make_unique<NormalisedPrediction>(std::move(prediction), std::move(values),
                                                std::move(of_rows));
}

}  // namespace fitpack
