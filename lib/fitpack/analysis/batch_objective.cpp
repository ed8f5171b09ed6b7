#include "fitpack/analysis/batch_objective.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "fitpack/analysis/pdf_evaluator.hpp"
#include "fitpack/analysis/penalty_builder.hpp"
#include "fitpack/core/contracts.hpp"
#include "fitpack/core/not_a_number.hpp"
#include "fitpack/parallel/agreement.hpp"
#include "fitpack/prediction/form_of_all_ranks.hpp"
#include "fitpack/reduction/other_terms.hpp"

namespace fitpack {

namespace {

/// Sets whose predictions are held at once.
constexpr std::size_t sets_per_part = 8192;

BatchData data_of(const Analysis& analysis) {
  const Measurements& measurements = analysis.measurements();
  BatchData data;
  data.chi_square = analysis.card().objective.chi_square();
  data.n_sources = measurements.nuisances().size();
  data.n_data_sets = measurements.datasets().size();
  const std::span<const double> reference = analysis.reference();
  for (std::size_t b = 0; b < measurements.layout().n_blocks(); ++b) {
    MeasurementBlock block = measurements.block(b);
    if (!reference.empty()) {
      const IndexRange rows = measurements.layout().rows_of_block(b);
      const auto own = reference.subspan(rows.begin, rows.size());
      block.reference.assign(own.begin(), own.end());
    }
    data.blocks.push_back(std::move(block));
  }
  return data;
}

/// Predictions of all rows for the device of each rank; none where some cannot be made there.
/// Collective.
std::optional<BatchForm> form_of_all_rows(Analysis& analysis) {
  const Communicator& comm = analysis.communicator();
  std::optional<BatchForm> own;
  agree(comm, [&] { own = analysis.objective().prediction().batch_form(); });
  if (comm.all_sum(own ? 0 : 1) > 0) return std::nullopt;
  return form_of_all_ranks(comm, *std::move(own));
}

/// What of a result travels to rank 0, set by set.
std::vector<double> packed(const BatchChiSquareResult& result, std::size_t n_data_sets) {
  std::vector<double> numbers;
  for (std::size_t k = 0; k < result.sets.size(); ++k) {
    const ChiSquareParts& parts = result.sets[k];
    for (const double part : {parts.total, parts.points, parts.correlated, parts.log_penalty})
      numbers.push_back(part);
    for (std::size_t d = k * n_data_sets; d < (k + 1) * n_data_sets; ++d) {
      numbers.push_back(result.points[d]);
      numbers.push_back(result.log_penalty[d]);
    }
  }
  return numbers;
}

}  // namespace

BatchObjective::BatchObjective(Analysis& analysis, BatchPredictor& predictor, const Logger& logger,
                               BatchPrecision precision)
    : analysis_(analysis),
      n_(analysis.objective().n_parameters()),
      n_rows_(analysis.measurements().n_rows()),
      n_data_sets_(analysis.measurements().datasets().size()),
      points_of_data_sets_(n_data_sets_, 0),
      predictor_(predictor) {
  for (std::size_t i = 0; i < n_rows_; ++i)
    ++points_of_data_sets_[analysis.measurements().row(i).dataset];
  if (!analysis.samples().empty()) {
    logger->info(
        "chi2 of many parameter sets: with samples of events the sets are evaluated one by one");
    return;
  }
  make_chi_square(precision);
}

void BatchObjective::make_chi_square(BatchPrecision precision) {
  const Communicator& comm = analysis_.communicator();
  const std::optional<CudaDevice>& device = analysis_.device();
  std::optional<BatchForm> form;
  if (device) form = form_of_all_rows(analysis_);
  agree(comm, [&] {
    if (form) {
      penalties_ = comm.is_root() ? analysis_.penalties() : penalty_terms(analysis_.card());
      from_pdfs_ = make_cuda_chi_square(data_of(analysis_), std::move(form), *device, precision);
    } else if (device)
      from_theory_ =
          make_cuda_chi_square(data_of(analysis_), nullptr, *device, BatchPrecision::full);
    else
      from_theory_ = make_cpu_chi_square(data_of(analysis_));
  });
}

std::string BatchObjective::backend() const {
  if (from_pdfs_) return from_pdfs_->description();
  return from_theory_ ? from_theory_->description() : "CPU";
}

std::vector<SetChiSquare> BatchObjective::evaluate(std::span<const double> thetas,
                                                   std::size_t n_sets,
                                                   std::span<const double> outcomes) {
  FITPACK_EXPECTS(thetas.size() == n_sets * n_);
  FITPACK_EXPECTS(outcomes.empty() || outcomes.size() == n_sets * n_rows_);
  if (!from_pdfs_ && !from_theory_) return one_by_one(thetas, n_sets, outcomes);
  std::vector<SetChiSquare> result;
  for (std::size_t k = 0; k < n_sets; k += sets_per_part) {
    const std::size_t count = std::min(sets_per_part, n_sets - k);
    evaluate_part(thetas.subspan(k * n_, count * n_), count,
                  outcomes.empty() ? outcomes : outcomes.subspan(k * n_rows_, count * n_rows_),
                  result);
  }
  return result;
}

std::vector<SetChiSquare> BatchObjective::one_by_one(std::span<const double> thetas,
                                                     std::size_t n_sets,
                                                     std::span<const double> outcomes) {
  std::vector<SetChiSquare> result;
  for (std::size_t k = 0; k < n_sets; ++k) {
    if (!outcomes.empty()) analysis_.set_outcome(outcomes.subspan(k * n_rows_, n_rows_));
    analysis_.objective().drive([&] {
      const auto theta = thetas.subspan(k * n_, n_);
      SetChiSquare& set = result.emplace_back();
      if (!has_theory(analysis_.card(), theta)) return;
      ObjectiveReport report = analysis_.objective().report(theta);
      set = {report.valid, report.chi2, std::move(report.data_sets)};
    });
  }
  if (!outcomes.empty()) analysis_.set_outcome({});
  return result;
}

IndexRange BatchObjective::sets_of(std::size_t n_sets, int rank) const {
  return blocks_of_rank(n_sets, rank, analysis_.communicator().size());
}

/// Every rank predicts its rows of all sets; they meet where their set is evaluated.
std::vector<double> BatchObjective::predict_own_sets(std::span<const double> thetas,
                                                     std::size_t n_sets) {
  const Communicator& comm = analysis_.communicator();
  const std::size_t rows = predictor_.n_rows();
  std::vector<double> theory(n_sets * rows), own;
  agree(comm, [&] { predictor_.predict(thetas, n_sets, theory); });
  if (comm.size() == 1) return theory;
  for (int rank = 0; rank < comm.size(); ++rank) {
    const IndexRange sets = sets_of(n_sets, rank);
    std::vector<double> gathered =
        comm.gather(std::span(theory).subspan(sets.begin * rows, sets.size() * rows), rank);
    if (rank == comm.rank()) own = rows_of_ranks(gathered, sets.size());
  }
  return own;
}

/// [rank][set][row of the rank] -> [set][row].
std::vector<double> BatchObjective::rows_of_ranks(const std::vector<double>& gathered,
                                                  std::size_t n_sets) const {
  std::vector<double> result(gathered.size());
  auto from = gathered.begin();
  const int ranks = analysis_.communicator().size();
  for (int rank = 0; rank < ranks; ++rank) {
    const IndexRange rows = analysis_.measurements().rows_of_rank(rank, ranks);
    for (std::size_t k = 0; k < n_sets; ++k) {
      const auto end = from + static_cast<std::ptrdiff_t>(rows.size());
      std::copy(from, end, result.begin() + static_cast<std::ptrdiff_t>(k * n_rows_ + rows.begin));
      from = end;
    }
  }
  return result;
}

/// Of this rank's sets, from those of all; `outcome` belongs to the rank's.
BatchChiSquareResult BatchObjective::evaluate_theory(std::span<const double> thetas,
                                                     std::size_t n_sets,
                                                     std::span<const double> outcome) {
  const std::vector<double> theory = predict_own_sets(thetas, n_sets);
  BatchChiSquareResult result;
  agree(analysis_.communicator(), [&] {
    from_theory_->evaluate({theory.size() / n_rows_, theory, outcome}, OfDataSets::wanted, result);
  });
  return result;
}

/// Of this rank's sets; NaN goes through the products of sets without PDFs.
BatchChiSquareResult BatchObjective::evaluate_pdfs(std::span<const double> thetas,
                                                   std::size_t n_sets,
                                                   std::span<const double> outcome) {
  const std::size_t n_values = analysis_.objective().pdfs().n_values();
  BatchChiSquareResult result;
  agree(analysis_.communicator(), [&] {
    std::vector<double> f(n_sets * n_values);
    std::vector<bool> valid;
    predictor_.pdfs(thetas, n_sets, f, valid);
    for (std::size_t k = 0; k < n_sets; ++k)
      if (!valid[k]) std::ranges::fill(std::span(f).subspan(k * n_values, n_values), not_a_number);
    from_pdfs_->evaluate_pdfs({n_sets, f, outcome, thetas}, OfDataSets::wanted, result);
  });
  return result;
}

void BatchObjective::evaluate_part(std::span<const double> thetas, std::size_t n_sets,
                                   std::span<const double> outcomes,
                                   std::vector<SetChiSquare>& result) {
  const Communicator& comm = analysis_.communicator();
  const IndexRange own = sets_of(n_sets, comm.rank());
  const auto outcome =
      outcomes.empty() ? outcomes : outcomes.subspan(own.begin * n_rows_, own.size() * n_rows_);
  const BatchChiSquareResult chi_square =
      from_pdfs_
          ? evaluate_pdfs(thetas.subspan(own.begin * n_, own.size() * n_), own.size(), outcome)
          : evaluate_theory(thetas, n_sets, outcome);
  std::vector<double> numbers = packed(chi_square, n_data_sets_);
  numbers = comm.gather(numbers);
  agree(comm, [&] {
    if (!comm.is_root()) return;
    const std::size_t width = numbers.size() / n_sets;
    for (std::size_t k = 0; k < n_sets; ++k) {
      result.push_back(unpack(std::span<const double>(numbers).subspan(k * width, width)));
      add_other_terms(thetas.subspan(k * n_, n_), result.back());
    }
  });
}

SetChiSquare BatchObjective::unpack(std::span<const double> numbers) const {
  SetChiSquare set;
  set.chi2.total = numbers[0];
  set.chi2.points = numbers[1];
  set.chi2.correlated = numbers[2];
  set.chi2.log_penalty = numbers[3];
  for (std::size_t d = 0; d < n_data_sets_; ++d)
    set.data_sets.push_back({points_of_data_sets_[d], numbers[4 + 2 * d], numbers[5 + 2 * d]});
  return set;
}

/// Priors and penalties; at rank 0.
void BatchObjective::add_other_terms(std::span<const double> theta, SetChiSquare& set) const {
  ChiSquareParts& chi2 = set.chi2;
  const InitialPdfs& pdfs = analysis_.objective().pdfs();
  std::span<const PenaltyTerm> penalties;
  if (std::isfinite(chi2.total)) penalties = analysis_.penalties();
  std::vector<double> f;
  if (!penalties.empty()) {
    f.resize(pdfs.n_values());
    if (!pdfs.values(theta, f)) return;
  }
  fitpack::add_other_terms(analysis_.card().parameters, penalties, theta, f, 1, chi2);
  chi2.total += chi2.prior;
  chi2.total += chi2.penalty;
  set.valid = std::isfinite(chi2.total);
}

}  // namespace fitpack
