#include "fitpack/analysis/analysis.hpp"

#include <algorithm>
#include <limits>
#include <sstream>

#include "fitpack/analysis/block_costs.hpp"
#include "fitpack/analysis/density_builder.hpp"
#include "fitpack/analysis/penalty_builder.hpp"
#include "fitpack/analysis/prediction_builder.hpp"
#include "fitpack/analysis/reach.hpp"
#include "fitpack/analysis/reference_prediction.hpp"
#include "fitpack/core/contracts.hpp"
#include "fitpack/core/freed_memory.hpp"
#include "fitpack/cuda/cuda_events.hpp"
#include "fitpack/cuda/cuda_node_products.hpp"
#include "fitpack/data/pseudo_data.hpp"
#include "fitpack/data/training_split.hpp"
#include "fitpack/io/checksum.hpp"
#include "fitpack/objective/chi_square.hpp"
#include "fitpack/parallel/agreement.hpp"
#include "fitpack/pdf/sampled_pdfs.hpp"
#include "fitpack/pdf/x_grid.hpp"

namespace fitpack {

PdfModel pdf_model(const RunCard& card) {
  Problems problems;
  PdfModel model(card.pdfs, card.parameters, card.title, problems, used_outside_pdfs(card));
  problems.throw_if_any(ExitCode::usage);
  return model;
}

namespace {

std::string bad_density_text(const std::string& sample, const BadDensity& bad,
                             const ParameterSet& parameters, std::span<const double> theta) {
  std::ostringstream text;
  text << "events of " << sample << ": the density at the start values is " << bad.density
       << " pb/GeV2, not positive, at x = " << bad.x << ", Q2 = " << bad.q2 << " GeV2 (";
  for (std::size_t p = 0; p < theta.size(); ++p)
    text << (p == 0 ? "" : ", ") << parameters.free(p).name << " = " << theta[p];
  text << "); change the start values in `parameters`";
  return text.str();
}

}  // namespace

NodeShare kernel_share(const RunCard& card, const Communicator& world, const Communicator& group,
                       const Logger& logger) {
  if (card.kernels.sharing == KernelSharing::off || world.size() == group.size())
    return NodeShare(world);
  NodeShare share(world, group);
  if (share.is_active())
    logger->info("kernels: stored once per node, for up to {} ranks that hold the same rows",
                 world.all_max(share.size()));
  return share;
}

void require_data(const RunCard& card) {
  if (card.data.sets.empty() && card.events.samples.empty())
    throw InputError(
        "the card names no data sets (data.sets is empty), so there is no chi2; list "
        "sets in data.sets, or use `fitpack evolve` or `fitpack structure-functions`");
}

Analysis::Analysis(Communicator comm, RunCard card, const Logger& logger, const Progress& progress,
                   const StopRequest& stop, const NodeShare& share, DataKept kept)
    : comm_(std::move(comm)), card_(std::move(card)), stop_(stop) {
  agree(comm_, [&] { choose_backend(logger); });
  read_input(Reach::checked);
  read_samples(logger);
  agree(comm_, [&] { make_blocks(kept); });
  BuiltPrediction built =
      build_prediction(comm_, card_, *measurements_, logger, progress, stop, share);
  build_objective(std::move(built), build_likelihoods(logger, progress));
  choose_reference(logger);
  return_freed_memory();  // tables, and the rows that went to the ranks of the node
}

Analysis::Analysis(Communicator comm, RunCard card, const PredictionMaker& maker)
    : comm_(std::move(comm)), card_(std::move(card)) {
  read_input(Reach::unchecked);
  agree(comm_, [&] { make_blocks(DataKept::all); });
  build_objective(maker(*measurements_), {});
  choose_reference(silent_logger());
}

void Analysis::choose_backend(const Logger& logger) {
  device_ = choose_device(card_.kernels.backend, comm_.rank_on_node(), logger);
}

void Analysis::read_input(Reach reach) {
  agree(comm_, [&] {
    require_data(card_);
    pdfs_ = std::make_unique<PdfModel>(pdf_model(card_));
    {
      const StageClock clock(reading_);
      measurements_ = std::make_unique<Measurements>(
          read_measurements(card_.data, card_.title, card_.objective.normalisations));
      measurements_->set_block_costs(evaluation_costs(card_, *measurements_));
    }
    if (reach == Reach::unchecked) return;
    Problems problems;
    check_reach(card_, *measurements_, card_.title, problems);
    problems.throw_if_any(ExitCode::usage);
  });
}

/// Before kernels are built: what is forgotten is not there beside them.
void Analysis::make_blocks(DataKept kept) {
  const IndexRange blocks = measurements_->deal(comm_.size()).blocks(comm_.rank());
  for (std::size_t b = blocks.begin; b < blocks.end; ++b)
    blocks_.push_back(measurements_->block(b));
  if (kept == DataKept::without_uncertainties) measurements_->forget_uncertainties();
}

void Analysis::build_objective(BuiltPrediction built, EventLikelihoods events) {
  add_to_summary(built.summary);

  ObjectiveInput input;
  input.parameters = card_.parameters;
  input.pdfs = std::make_shared<SampledPdfs>(*pdfs_, XGrid(card_.theory.x_min).nodes());
  input.chi_square = std::make_shared<ScaledErrorsChiSquare>(card_.objective.chi_square());
  input.n_blocks = measurements_->layout().n_blocks();
  input.n_sources = measurements_->nuisances().size();
  input.block_costs = measurements_->block_costs();
  input.n_data_sets = measurements_->datasets().size();
  input.prediction = with_normalisations(comm_, card_, *measurements_, std::move(built.prediction));
  input.stop = stop_;
  agree(comm_, [&] {
    if (comm_.is_root()) penalties_ = penalty_terms(card_);
  });
  input.penalties = penalties_;
  input.measurements = std::move(blocks_);
  input.events = std::move(events);
  objective_ = std::make_unique<DistributedObjective>(comm_, std::move(input));
  setup_traffic_ = comm_.traffic();
}

void Analysis::add_to_summary(const KernelSummary& part) {
  kernel_summary_.rows_built += part.rows_built;
  kernel_summary_.rows_cached += part.rows_cached;
  kernel_summary_.bytes += part.bytes;
  kernel_summary_.seconds += part.seconds;
  kernel_summary_.cache.seconds += part.cache.seconds;
  kernel_summary_.cache.calls += part.cache.calls;
}

/// Sums over events take all ranks or none to their GPUs: the blocks they are made of are others.
void Analysis::read_samples(const Logger& logger) {
  if (card_.events.samples.empty()) return;
  const std::int64_t with_gpu = comm_.all_sum(device_ ? 1 : 0);
  events_on_devices_ = with_gpu == comm_.size();
  if (with_gpu > 0 && !events_on_devices_)
    logger->info("{} of {} ranks have a GPU; the CPU sums over single events", with_gpu,
                 comm_.size());
  for (const auto& sidecar : card_.events.samples)
    samples_.push_back(
        read_events(comm_, sidecar, card_.events.outside,
                    events_on_devices_ ? events_per_device_block : events_per_block));
}

EventSummationMaker Analysis::summation_maker() const {
  if (!events_on_devices_) return {};
  return [device = *device_](SortedBlocks blocks, const EventSumsLayout& layout,
                             EventPrecision /*that of the blocks*/) {
    return make_cuda_summation(std::move(blocks), layout, device);
  };
}

/// Samples keep their description; their events move into the likelihoods.
Analysis::EventLikelihoods Analysis::build_likelihoods(const Logger& logger,
                                                       const Progress& progress) {
  EventLikelihoods likelihoods;
  if (samples_.empty()) return likelihoods;
  const SampledPdfs pdfs(*pdfs_, XGrid(card_.theory.x_min).nodes());
  std::vector<double> f(pdfs.n_values());
  const std::vector<double> start = card_.parameters.start_values();
  const bool has_pdfs = pdfs.values(start, f);
  const EventSummationMaker maker = summation_maker();
  NodeProductsMaker products;
  if (maker)
    products = [this](const DensityKernel& kernel) {
      return make_cuda_node_products(kernel, *device_);
    };
  for (EventSample& sample : samples_) {
    const BuiltDensity built = build_density(comm_, card_, sample.definition, logger, progress);
    add_to_summary(built.summary);
    likelihoods.push_back(
        std::make_unique<UnbinnedLikelihood>(comm_, built.kernel, sample, card_.events.likelihood,
                                             card_.events.precision, maker, products));
    if (maker) logger->info("events of {}: ln L on {}", sample.name, likelihoods.back()->backend());
    sample.blocks.clear();
    agree(comm_, [&] {
      if (!has_pdfs) return;  // the minimiser will say so
      if (const auto bad = likelihoods.back()->find_bad_density(f))
        throw InputError(bad_density_text(sample.name, *bad, card_.parameters, start));
    });
  }
  return likelihoods;
}

std::size_t Analysis::split(std::uint32_t draw) {
  const ValidationOptions& options = card_.validation;
  const std::vector<std::uint8_t> rows =
      training_split(measurements_->datasets(),
                     {options.training_fraction, static_cast<std::uint64_t>(options.seed), draw});
  const IndexRange mine = measurements_->rows_of_rank(comm_.rank(), comm_.size());
  objective_->set_training(std::span(rows).subspan(mine.begin, mine.size()));
  return static_cast<std::size_t>(std::ranges::count(rows, 1));
}

MinimiserOptions Analysis::minimiser_options() const {
  MinimiserOptions options = card_.fit;
  options.validation = card_.validation;
  return options;
}

/// That of a file, or the predictions at the start values; NaN without predictions there, which the
/// minimiser reports.
void Analysis::choose_reference(const Logger& logger) {
  if (!card_.objective.chi_square().needs_reference()) return;
  ReferencePrediction reference;
  if (!card_.objective.t0.empty()) {
    reference = read_reference(comm_, card_, *measurements_, logger);
    reference_checksum_ = Checksum().add_numbers(reference.values).hex();
  } else {
    reference.origin = "predictions at the start values";
    reference.values.assign(measurements_->n_rows(), std::numeric_limits<double>::quiet_NaN());
    set_reference(measured_values(measurements_->datasets()));  // no prediction depends on it
    objective_->drive([&] {
      const ObjectiveReport report = objective_->report(card_.parameters.start_values());
      if (report.valid) reference.values = report.theory;
    });
    comm_.broadcast(reference.values);
  }
  reference_origin_ = reference.origin;
  set_reference(reference.values);
}

void Analysis::set_reference(std::span<const double> values) {
  const IndexRange rows = measurements_->rows_of_rank(comm_.rank(), comm_.size());
  FITPACK_EXPECTS(values.size() == measurements_->n_rows());
  reference_.assign(values.begin(), values.end());
  objective_->set_reference(values.subspan(rows.begin, rows.size()));
}

void Analysis::set_outcome(std::span<const double> values) {
  const IndexRange rows = measurements_->rows_of_rank(comm_.rank(), comm_.size());
  FITPACK_EXPECTS(values.empty() || values.size() == measurements_->n_rows());
  objective_->set_outcome(values.empty() ? values : values.subspan(rows.begin, rows.size()));
}

}  // namespace fitpack
