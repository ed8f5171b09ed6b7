#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "fitpack/analysis/analysis.hpp"
#include "fitpack/analysis/batch_predictor.hpp"
#include "fitpack/core/logging.hpp"
#include "fitpack/reduction/batch_chi_square.hpp"

namespace fitpack {

/// χ² of one parameter set of many.
struct SetChiSquare {
  bool valid = false;  ///< false: no predictions at θ, or χ² is not finite; the rest is void
  ChiSquareParts chi2;
  std::vector<ObjectiveReport::DataSet> data_sets;
};

/// χ² of many parameter sets of a card: the sets share the products that predict them, and ranks
/// share the sets: each eliminates the shifts of its own. Samples of events are no part of that:
/// with them the sets go through the objective of the fit one by one, which is said once.
class BatchObjective {
 public:
  /// Collective over the ranks of the analysis. It and its predictor must outlive the object, and
  /// nobody evaluates the objective meanwhile. t0, where the χ² has one, is that of the analysis
  /// now.
  BatchObjective(Analysis& analysis, BatchPredictor& predictor, const Logger& logger);

  /// What does the work: "CPU", "GPU 0 (…)".
  [[nodiscard]] std::string backend() const;

  /// Collective, with the same arguments on every rank; complete on rank 0, empty elsewhere.
  /// thetas: n_sets × free parameters; outcomes: n_sets × rows of all ranks, what the theory is
  /// compared with in place of the measured values (pseudo-data); empty: the measured values.
  /// The same bits on any number of ranks.
  [[nodiscard]] std::vector<SetChiSquare> evaluate(std::span<const double> thetas,
                                                   std::size_t n_sets,
                                                   std::span<const double> outcomes = {});

 private:
  [[nodiscard]] std::vector<SetChiSquare> one_by_one(std::span<const double> thetas,
                                                     std::size_t n_sets,
                                                     std::span<const double> outcomes);
  [[nodiscard]] IndexRange sets_of(std::size_t n_sets, int rank) const;
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
  BatchPredictor& predictor_;
  std::unique_ptr<BatchChiSquare> chi_square_;  ///< of all rows; null: one by one
};

}  // namespace fitpack
