#pragma once

#include <limits>
#include <string>
#include <utility>

#include "fitpack/result/fit_result.hpp"

/// What of a FitResult is stored under which name, for both directions: `columns` describes lists
/// of records, `attributes` single values. docs/formats.md tells the meaning. A change of a name
/// or a meaning is a new `version`. For `result` and the checkpoints of `fit`.
namespace fitpack::result_schema {

inline constexpr const char* format = "fitpack result";
inline constexpr int version = 1;
inline constexpr double infinity = std::numeric_limits<double>::infinity();

template <class Columns>
void columns(Columns& column, const DatasetChiSquare*) {
  column("name", &DatasetChiSquare::name);
  column("n_points", &DatasetChiSquare::n_points);
  column("chi2", &DatasetChiSquare::chi2);
  column("log_penalty", &DatasetChiSquare::log_penalty);
}

template <class Columns>
void columns(Columns& column, const EventSampleRecord*) {
  column("name", &EventSampleRecord::name);
  column("n_events", &EventSampleRecord::n_events);
  column("n_cut", &EventSampleRecord::n_cut);
  column("minus_log_likelihood", &EventSampleRecord::minus_log_likelihood);
  column("cross_section", &EventSampleRecord::cross_section);
}

template <class Columns>
void columns(Columns& column, const T0Record*) {
  column("chi2", &T0Record::chi2);
  column("largest_change", &T0Record::largest_change);
  column("iterations", &T0Record::iterations);
}

template <class Columns>
void columns(Columns& column, const FittedParameter*) {
  column("name", &FittedParameter::name);
  column("value", &FittedParameter::value);
  column("error", &FittedParameter::error);
  column("start", &FittedParameter::start);
  column.optional("lower", &FittedParameter::lower, -infinity);
  column.optional("upper", &FittedParameter::upper, infinity);
  column("fixed", &FittedParameter::fixed);
  column("at_bound", &FittedParameter::at_bound);
}

template <class Columns>
void columns(Columns& column, const FittedShift*) {
  column("label", &FittedShift::label);
  column("value", &FittedShift::value);
  column("error", &FittedShift::error);
}

template <class Columns>
void columns(Columns& column, const PredictionRow*) {
  column("dataset", &PredictionRow::dataset);
  column("x", &PredictionRow::x);
  column("Q2", &PredictionRow::q2);
  column("y", &PredictionRow::y);
  column("value", &PredictionRow::value);
  column("delta", &PredictionRow::delta);
  column("theory", &PredictionRow::theory);
  column("shifted_theory", &PredictionRow::shifted_theory);
  column("residual", &PredictionRow::residual);
}

template <class Columns>
void columns(Columns& column, const ScaleVariation*) {
  column("mu_r", &ScaleVariation::mu_r);
  column("mu_f", &ScaleVariation::mu_f);
  column("chi2", &ScaleVariation::chi2);
}

template <class Columns>
void columns(Columns& column, const IterationRecord*) {
  column("iteration", &IterationRecord::iteration);
  column("chi2", &IterationRecord::chi2);
  column("predicted_decrease", &IterationRecord::predicted_decrease);
  column("gradient_norm", &IterationRecord::gradient_norm);
  column("step_norm", &IterationRecord::step_norm);
  column("trust_region_radius", &IterationRecord::trust_region_radius);
  column("accepted", &IterationRecord::accepted);
}

template <class Columns>
void columns(Columns& column, const PenaltyRecord*) {
  column("name", &PenaltyRecord::name);
  column("n_terms", &PenaltyRecord::n_terms);
  column("n_active", &PenaltyRecord::n_active);
  column("chi2", &PenaltyRecord::chi2);
}

/// Attributes of /validation.
template <class Attributes, class Validation>
void validation_attributes(Attributes& attribute, Validation& validation) {
  attribute("n_training", validation.n_training);
  attribute("n_validation", validation.n_validation);
  attribute("training_chi2", validation.training_chi2);
  attribute("validation_chi2", validation.validation_chi2);
  attribute("best_iteration", validation.best_iteration);
}

/// Without `plus` and `minus`, which are matrices.
template <class Columns>
void columns(Columns& column, const Eigenvector*) {
  column("eigenvalue", &Eigenvector::eigenvalue);
  column("plus_delta_chi2", &Eigenvector::plus_delta_chi2);
  column("minus_delta_chi2", &Eigenvector::minus_delta_chi2);
  column("plus_scale", &Eigenvector::plus_scale);
  column("minus_scale", &Eigenvector::minus_scale);
  column("plus_end", &Eigenvector::plus_end);
  column("minus_end", &Eigenvector::minus_end);
}

/// Without `start` and `end`, which are matrices.
template <class Columns>
void columns(Columns& column, const StartRecord*) {
  column("chi2", &StartRecord::chi2);
  column("iterations", &StartRecord::iterations);
  column("status", &StartRecord::status);
  column("message", &StartRecord::message);
}

/// Without `theta`, which is a matrix.
template <class Columns>
void columns(Columns& column, const ReplicaRecord*) {
  column("number", &ReplicaRecord::number);
  column("status", &ReplicaRecord::status);
  column("chi2", &ReplicaRecord::chi2);
  column("chi2_data", &ReplicaRecord::chi2_data);
  column("iterations", &ReplicaRecord::iterations);
  column("selected", &ReplicaRecord::selected);
}

template <class Columns>
void columns(Columns& column, const ProfiledSet*) {
  column("name", &ProfiledSet::name);
  column("n_points", &ProfiledSet::n_points);
  column("chi2_before", &ProfiledSet::chi2_before);
  column("chi2_after", &ProfiledSet::chi2_after);
}

template <class Columns>
void columns(Columns& column, const ProfiledDirection*) {
  column("eigenvalue", &ProfiledDirection::eigenvalue);
  column("shift", &ProfiledDirection::shift);
  column("error", &ProfiledDirection::error);
}

template <class Columns>
void columns(Columns& column, const ReplicaWeight*) {
  column("number", &ReplicaWeight::number);
  column("chi2", &ReplicaWeight::chi2);
  column("weight", &ReplicaWeight::weight);
}

template <class Columns>
void columns(Columns& column, const StageSeconds*) {
  column("stage", &StageSeconds::stage);
  column("min", &StageSeconds::min);
  column("mean", &StageSeconds::mean);
  column("max", &StageSeconds::max);
}

template <class Columns, class First, class Second>
void pair_columns(Columns& column, const char* first, const char* second,
                  const std::pair<First, Second>*) {
  column(first, &std::pair<First, Second>::first);
  column(second, &std::pair<First, Second>::second);
}

/// Attributes of /fit; `Result` is FitResult, const for writing.
template <class Attributes, class Result>
void fit_attributes(Attributes& attribute, Result& result) {
  attribute("status", result.status);
  attribute("message", result.message);
  attribute("chi2", result.chi2.total);
  attribute("chi2_points", result.chi2.points);
  attribute("chi2_correlated", result.chi2.correlated);
  attribute("chi2_log_penalty", result.chi2.log_penalty);
  attribute("chi2_prior", result.chi2.prior);
  attribute("n_points", result.n_points);
  attribute("n_free", result.n_free);
  attribute("ndf", result.ndf);
  attribute("iterations", result.iterations);
  attribute("value_evaluations", result.value_evaluations);
  attribute("model_evaluations", result.model_evaluations);
  attribute("seconds", result.seconds);
}

/// Attributes of /objective.
template <class Attributes, class Objective>
void objective_attributes(Attributes& attribute, Objective& objective) {
  attribute("definition", objective.definition);
  attribute("stat", objective.stat);
  attribute("uncor", objective.uncor);
  attribute("sources", objective.sources);
  attribute("log_term", objective.log_term);
  attribute("t0_origin", objective.t0_origin);
}

/// Attributes of /profiled.
template <class Attributes, class Profiled>
void profiled_attributes(Attributes& attribute, Profiled& profiled) {
  attribute("n_points", profiled.n_points);
  attribute("chi2_before", profiled.chi2_before);
  attribute("chi2_after", profiled.chi2_after);
  attribute("chi2_model", profiled.chi2_model);
  attribute("weighting", profiled.weighting);
  attribute("effective_replicas", profiled.effective_replicas);
}

/// Attributes of /provenance.
template <class Attributes, class Origin>
void provenance_attributes(Attributes& attribute, Origin& provenance) {
  attribute("version", provenance.version);
  attribute("git_hash", provenance.git_hash);
  attribute("compiler", provenance.compiler);
  attribute("libraries", provenance.libraries);
  attribute("command_line", provenance.command_line);
  attribute("host", provenance.host);
  attribute("started", provenance.started);
  attribute("ranks", provenance.ranks);
}

}  // namespace fitpack::result_schema
