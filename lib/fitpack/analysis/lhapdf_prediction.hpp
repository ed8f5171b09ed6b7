#pragma once

#include "fitpack/analysis/analysis.hpp"
#include "fitpack/analysis/lhapdf_input.hpp"
#include "fitpack/analysis/prediction_builder.hpp"
#include "fitpack/analysis/theory.hpp"
#include "fitpack/dis/coefficient_table.hpp"

namespace fitpack {

/// Structure functions from a PDF set as it is: order, scheme, masses and scales of a card, but the
/// set's own PDFs at μ_F and its own α_s at μ_R. Local.
class LhapdfTheory {
 public:
  /// Throws InputError where the set reaches too little of x.
  LhapdfTheory(const RunCard& card, LhapdfInput set);

  /// Prediction of a data point. Throws InputError naming set and point where it lies outside the
  /// set.
  [[nodiscard]] double value(const Dataset& dataset, std::size_t point, KernelPart part) const;
  /// α_s at a scale in GeV: the table of the set, or the running coupling from its value at M_Z.
  [[nodiscard]] double alpha_s(double q) const;
  /// What of the set does not go with the card, for the user to know.
  [[nodiscard]] std::vector<std::string> differences() const;

 private:
  [[nodiscard]] double value_at(const Dataset& dataset, std::size_t point, KernelPart part) const;
  [[nodiscard]] double drell_yan_value_at(const Dataset& dataset, std::size_t point) const;
  [[nodiscard]] dis::PartonValues partons(double q) const;

  RunCard card_;
  LhapdfInput set_;
  XGrid grid_;
  qcd::Evolution evolution_;
  dis::CoefficientTable coefficients_;
  qcd::RunningCoupling coupling_;  // where the set has no table
};

/// Collective. Predictions of the card's data from the set as it is.
BuiltPrediction predict_with_set(const Communicator& comm, const RunCard& card,
                                 const Measurements& measurements, const LhapdfInput& set,
                                 const Logger& logger);

/// Collective. The set at the card's initial scale, evolved by the program with the card's theory.
BuiltPrediction predict_evolving_set(const Communicator& comm, const RunCard& card,
                                     const Measurements& measurements, const LhapdfInput& set,
                                     const Logger& logger, const Progress& progress);

}  // namespace fitpack
