#include "fitpack/analysis/analysis.hpp"

#include "fitpack/analysis/block_costs.hpp"
#include "fitpack/analysis/prediction_builder.hpp"
#include "fitpack/analysis/reach.hpp"
#include "fitpack/core/contracts.hpp"
#include "fitpack/objective/chi_square.hpp"
#include "fitpack/parallel/agreement.hpp"
#include "fitpack/pdf/sampled_pdfs.hpp"
#include "fitpack/pdf/x_grid.hpp"

namespace fitpack {

PdfModel pdf_model(const RunCard& card) {
  Problems problems;
  PdfModel model(card.pdfs, card.parameters, card.title, problems,
                 names_of(card.theory_parameters));
  problems.throw_if_any(ExitCode::usage);
  return model;
}

void require_data(const RunCard& card) {
  if (card.data.sets.empty())
    throw InputError(
        "the card names no data sets (data.sets is empty), so there is no chi2; list "
        "sets in data.sets, or use `fitpack evolve` or `fitpack structure-functions`");
}

Analysis::Analysis(Communicator comm, RunCard card, const Logger& logger, const Progress& progress,
                   const StopRequest& stop)
    : comm_(std::move(comm)), card_(std::move(card)), stop_(stop) {
  read_input(Reach::checked);
  build_objective(build_prediction(comm_, card_, *measurements_, logger, progress, stop));
}

Analysis::Analysis(Communicator comm, RunCard card, const PredictionMaker& maker)
    : comm_(std::move(comm)), card_(std::move(card)) {
  read_input(Reach::unchecked);
  build_objective(maker(*measurements_));
}

void Analysis::read_input(Reach reach) {
  agree(comm_, [&] {
    require_data(card_);
    pdfs_ = std::make_unique<PdfModel>(pdf_model(card_));
    {
      const StageClock clock(reading_);
      measurements_ = std::make_unique<Measurements>(read_measurements(card_.data, card_.title));
      measurements_->set_block_costs(evaluation_costs(card_, *measurements_));
    }
    if (reach == Reach::unchecked) return;
    Problems problems;
    check_reach(card_, *measurements_, card_.title, problems);
    problems.throw_if_any(ExitCode::usage);
  });
}

void Analysis::build_objective(BuiltPrediction built) {
  kernel_summary_ = built.summary;

  ObjectiveInput input;
  input.parameters = card_.parameters;
  input.pdfs = std::make_shared<SampledPdfs>(*pdfs_, XGrid(card_.theory.x_min).nodes());
  input.chi_square = make_chi_square(card_.objective.definition);
  input.n_blocks = measurements_->layout().n_blocks();
  input.n_sources = measurements_->nuisances().size();
  input.block_costs = measurements_->block_costs();
  input.n_data_sets = measurements_->datasets().size();
  input.prediction = std::move(built.prediction);
  input.stop = stop_;
  const IndexRange blocks = measurements_->deal(comm_.size()).blocks(comm_.rank());
  for (std::size_t b = blocks.begin; b < blocks.end; ++b)
    input.measurements.push_back(measurements_->block(b));
  objective_ = std::make_unique<DistributedObjective>(comm_, std::move(input));
  setup_traffic_ = comm_.traffic();
}

void Analysis::set_outcome(std::span<const double> values) {
  const IndexRange rows = measurements_->rows_of_rank(comm_.rank(), comm_.size());
  FITPACK_EXPECTS(values.empty() || values.size() == measurements_->n_rows());
  objective_->set_outcome(values.empty() ? values : values.subspan(rows.begin, rows.size()));
}

}  // namespace fitpack
