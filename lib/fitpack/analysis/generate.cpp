#include "fitpack/analysis/generate.hpp"

#include <algorithm>
#include <numeric>

#include "fitpack/analysis/analysis.hpp"
#include "fitpack/analysis/grid_rows.hpp"
#include "fitpack/analysis/prediction_builder.hpp"
#include "fitpack/parallel/agreement.hpp"
#include "fitpack/pdf/sampled_pdfs.hpp"

namespace fitpack {

namespace {

std::vector<double> start_pdfs(const RunCard& card) {
  const SampledPdfs pdfs(pdf_model(card), XGrid(card.theory.x_min).nodes());
  std::vector<double> f(pdfs.n_values());
  if (!pdfs.values(card.parameters.start_values(), f))
    throw InputError(
        "the start values have no PDFs (a sum rule diverges, for example), so there is nothing to "
        "generate data from; change the start values in `parameters`");
  return f;
}

/// Predictions of this rank's share of the points, in order.
std::vector<double> local_theory(const GridRows& source, const std::vector<double>& f,
                                 const std::vector<Dataset>& sets, IndexRange points,
                                 const Progress& progress) {
  std::vector<double> row(source.n_columns()), values;
  for (std::size_t i = points.begin; i < points.end; ++i) {
    const bool first = i < sets[0].size();
    source.row(sets[first ? 0 : 1], first ? i : i - sets[0].size(), KernelPart::all, row);
    values.push_back(std::inner_product(row.begin(), row.end(), f.begin(), 0.0));
    if (progress) progress(values.size(), points.size());
  }
  return values;
}

}  // namespace

std::vector<Dataset> generate_data(const Communicator& comm, const RunCard& card,
                                   SyntheticOptions options, const Logger& logger,
                                   const Progress& progress) {
  options.x_min = std::max(options.x_min, card.theory.x_min);
  options.q2_min = std::max(options.q2_min, card.theory.q0_2);
  options.q2_max = std::min(options.q2_max, card.theory.q2_max);
  std::vector<Dataset> sets;
  std::vector<double> f, theory;
  agree(comm, [&] {
    if (has_higher_twist(card))
      throw InputError(
          "synthetic data are drawn from leading twist; set theory.higher_twist.h0 to 0");
    sets = synthetic_data_sets(options);
    f = start_pdfs(card);
  });
  const GridRows source(comm, card, sets, logger, progress);
  agree(comm, [&] {
    const std::size_t n = sets[0].size() + sets[1].size();
    theory = local_theory(source, f, sets, rows_of_rank({n}, comm.rank(), comm.size()), progress);
  });
  theory = comm.gather(theory);
  if (!comm.is_root()) return {};
  measure(sets, theory, options.seed);
  return sets;
}

RunCard card_of_data(RunCard card, const std::vector<Dataset>& datasets) {
  card.title = "Synthetic data, " + card.title;
  card.data = {};
  card.data.folder = ".";
  for (const Dataset& dataset : datasets) card.data.sets.push_back(dataset.name);
  card.output.folder = "results";
  card.cache = {false, ".cache"};
  return card;
}

}  // namespace fitpack
