#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "fitpack/analysis/analysis.hpp"
#include "fitpack/analysis/batch_objective.hpp"
#include "fitpack/analysis/batch_predictor.hpp"
#include "fitpack/analysis/pdf_evaluator.hpp"

namespace fitpack {

/// Predictions and χ² of a card as functions of its free parameters θ, any number of sets θ in one
/// call: for programs that bring their own minimiser or sampler. Serial: all rows are here, MPI is
/// not needed. Calls of one object take turns, different objects may work at the same time; but
/// construction reads HDF5 and must not happen on two threads at once.
///
/// thetas: n_sets × n_parameters, row-major. A set without predictions (a sum rule diverges, a
/// value is not finite, theory parameters beyond their bounds) gives NaN, and χ² = +∞.
class Predictor {
 public:
  /// Reads the data and builds the kernels. Throws InputError and DataError.
  Predictor(const RunCard& card, const Logger& logger);

  [[nodiscard]] std::size_t n_parameters() const { return analysis_.objective().n_parameters(); }
  [[nodiscard]] std::size_t n_points() const { return analysis_.measurements().n_rows(); }
  [[nodiscard]] std::vector<std::string> parameter_names() const;
  [[nodiscard]] std::vector<double> start_values() const;
  [[nodiscard]] const Measurements& measurements() const { return analysis_.measurements(); }
  [[nodiscard]] PdfEvaluator& pdfs() { return pdfs_; }

  /// T in the units and order of the data; out: n_sets × n_points. At fixed theory all sets share
  /// one matrix product per block. Each set has the bits of `fitpack predict`.
  void predict(std::span<const double> thetas, std::size_t n_sets, std::span<double> out);

  /// ∂T/∂θ; out: n_sets × n_points × n_parameters.
  void jacobian(std::span<const double> thetas, std::size_t n_sets, std::span<double> out);

  /// χ² as the fit minimises it, with shifts eliminated, log term and priors; chi2: n_sets. All
  /// sets together, see BatchObjective.
  void chi2(std::span<const double> thetas, std::size_t n_sets, std::span<double> chi2);

  /// The same and its gradient, set by set, or together on a GPU: χ² with shifts eliminated, log
  /// term and priors, and ∂χ²/∂θ; chi2: n_sets, gradient: n_sets × n_parameters.
  void chi2_and_gradient(std::span<const double> thetas, std::size_t n_sets, std::span<double> chi2,
                         std::span<double> gradient);

 private:
  void differentiate(std::span<const double> theta, std::span<double> out);

  Analysis analysis_;
  PdfEvaluator pdfs_;
  BatchPredictor batches_;
  BatchObjective objective_;
  std::mutex turn_;
};

}  // namespace fitpack
