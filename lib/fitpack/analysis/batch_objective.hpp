#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "fitpack/analysis/analysis.hpp"
#include "fitpack/analysis/batch_predictor.hpp"
#include "fitpack/core/logging.hpp"
#include "fitpack/cuda/cuda_chi_square.hpp"
#include "fitpack/reduction/batch_chi_square.hpp"

namespace fitpack {

/// χ² of one parameter set of many.
struct SetChiSquare {
  bool valid = false;  ///< false: no predictions at θ, or χ² is not finite; the rest is void
  ChiSquareParts chi2;
  std::vector<ObjectiveReport::DataSet> data_sets;
};

/// The same with its gradient.
struct SetGradient {
  bool valid = false;
  double chi2 = 0.0;
  std::vector<double> gradient;  ///< ∂χ²/∂θ
};

/// χ² of many parameter sets of a card: the sets share the products that predict them, and ranks
/// share the sets: each eliminates the shifts of its own. On a GPU (kernels.backend) the kernel of
/// all rows and the data stay on the device of every rank, and PDFs are all that goes there.
/// Samples of events are no part of that: with them the sets go through the objective of the fit
/// one by one, which is said once.
class BatchObjective {
 public:
  /// Collective over the ranks of the analysis. It and its predictor must outlive the object, and
  /// nobody evaluates the objective meanwhile. t0, where the χ² has one, is that of the analysis
  /// now. The analysis must have kept all data (DataKept::all). `precision` of the products on a
  /// GPU.
  BatchObjective(Analysis& analysis, BatchPredictor& predictor, const Logger& logger,
                 BatchPrecision precision);
  /// With the precision of the card.
  BatchObjective(Analysis& analysis, BatchPredictor& predictor, const Logger& logger)
      : BatchObjective(analysis, predictor, logger, analysis.card().kernels.batch_precision) {}

  /// What does the work: "CPU", "GPU 0 (…)".
  [[nodiscard]] std::string backend() const;

  /// Collective, with the same arguments on every rank; complete on rank 0, empty elsewhere.
  /// thetas: n_sets × free parameters; outcomes: n_sets × rows of all ranks, what the theory is
  /// compared with in place of the measured values (pseudo-data); empty: the measured values.
  /// The same bits on any number of ranks.
  [[nodiscard]] std::vector<SetChiSquare> evaluate(std::span<const double> thetas,
                                                   std::size_t n_sets,
                                                   std::span<const double> outcomes = {});

  /// Whether local models are made together, and how many at a time; 0: set by set through the
  /// objective of the fit.
  [[nodiscard]] std::size_t models_at_once() const;

  /// Collective, as `evaluate`: F and its local model as a fit has them, priors and penalties
  /// included; shifts b* are left out where models are made together. wants: of each set, a value
  /// or the model; who wants a value may get the model as well. Set by set they are those of
  /// DistributedObjective::evaluate to the bit.
  [[nodiscard]] std::vector<LocalModel> models(std::span<const double> thetas, std::size_t n_sets,
                                               std::span<const double> outcomes,
                                               std::span<const Want> wants);

  /// Collective, as `evaluate`: χ² and ∂χ²/∂θ. Together on a GPU, else set by set through the
  /// objective of the fit.
  [[nodiscard]] std::vector<SetGradient> gradients(std::span<const double> thetas,
                                                   std::size_t n_sets);

 private:
  struct SlopeTables;
  [[nodiscard]] std::vector<LocalModel> models_one_by_one(std::span<const double> thetas,
                                                          std::size_t n_sets,
                                                          std::span<const double> outcomes,
                                                          std::span<const Want> wants);
  [[nodiscard]] std::vector<LocalModel> values(std::span<const double> thetas, std::size_t n_sets,
                                               std::span<const double> outcomes);
  [[nodiscard]] std::vector<LocalModel> own_models(std::span<const double> thetas,
                                                   std::size_t n_sets,
                                                   std::span<const double> outcomes);
  void fill_slopes(std::span<const double> theta, std::size_t set, SlopeTables& tables) const;
  [[nodiscard]] LocalModel model_of(const BatchModelResult& result, std::size_t set,
                                    const SlopeTables& tables) const;
  [[nodiscard]] std::vector<SetChiSquare> one_by_one(std::span<const double> thetas,
                                                     std::size_t n_sets,
                                                     std::span<const double> outcomes);
  [[nodiscard]] IndexRange sets_of(std::size_t n_sets, int rank) const;
  void make_chi_square(BatchPrecision precision);
  [[nodiscard]] BatchChiSquareResult evaluate_theory(std::span<const double> thetas,
                                                     std::size_t n_sets,
                                                     std::span<const double> outcome);
  [[nodiscard]] BatchChiSquareResult evaluate_pdfs(std::span<const double> thetas,
                                                   std::size_t n_sets,
                                                   std::span<const double> outcome);
  [[nodiscard]] std::vector<double> predict_own_sets(std::span<const double> thetas,
                                                     std::size_t n_sets);
  [[nodiscard]] std::vector<double> rows_of_ranks(const std::vector<double>& gathered,
                                                  std::size_t n_sets) const;
  void evaluate_part(std::span<const double> thetas, std::size_t n_sets,
                     std::span<const double> outcomes, std::vector<SetChiSquare>& result);
  [[nodiscard]] SetChiSquare unpack(std::span<const double> numbers) const;
  void add_other_terms(std::span<const double> theta, SetChiSquare& set) const;

  Analysis& analysis_;
  std::size_t n_, n_rows_, n_data_sets_;
  std::vector<std::size_t> points_of_data_sets_;
  std::vector<PenaltyTerm> penalties_;  ///< on every rank, where models are made together
  BatchPredictor& predictor_;
  // One of them, of all rows; none: one by one.
  std::unique_ptr<BatchChiSquare> from_theory_;
  std::unique_ptr<CudaChiSquare> from_pdfs_;  ///< predicts on the device as well
};

}  // namespace fitpack
