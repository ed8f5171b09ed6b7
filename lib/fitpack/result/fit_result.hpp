#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fitpack/reduction/local_model.hpp"

namespace fitpack {

/// How a fit ended.
enum class FitStatus { converged, not_converged };

/// Which Hessian of χ²/2 the errors come from.
enum class CovarianceKind {
  gauss_newton,
  full,
  none  ///< no errors: of networks, whose weights have none of meaning
};

/// Where the excursion along an eigenvector ends.
enum class ExcursionEnd {
  reached,   ///< Δχ² is the tolerance
  at_bound,  ///< a parameter arrived at its bound first
  no_pdfs,   ///< the PDFs cease to exist first
  too_far,   ///< χ² has not risen as far many parabolic excursions away
};

/// Where a result comes from. Nothing in here takes part in comparisons of results.
struct Provenance {
  std::string version, git_hash, compiler, libraries;
  std::string command_line;
  std::string host;
  std::string started;  ///< UTC, "2025-01-31T12:00:00Z"
  int ranks = 1;
  std::vector<std::pair<std::string, std::string>> checksums;  ///< (data file, FNV-1a hex)
};

struct FittedParameter {
  std::string name;
  double value = 0.0;
  double error = 0.0;  ///< square root of the covariance's diagonal; 0 where fixed
  double start = 0.0;
  std::optional<double> lower, upper;
  bool fixed = false;
  bool at_bound = false;
};

/// χ² of one data set: points only, and its part of the log penalty.
struct DatasetChiSquare {
  std::string name;
  std::size_t n_points = 0;
  double chi2 = 0.0;
  double log_penalty = 0.0;
};

/// One sample of single events.
struct EventSampleRecord {
  std::string name;
  std::size_t n_events = 0, n_cut = 0;  ///< in the likelihood; outside the phase space
  double minus_log_likelihood = 0.0;    ///< −ln L at the fitted parameters
  double cross_section = 0.0;           ///< of the phase space, pb
};

struct FittedShift {
  std::string label;  ///< "GROUP:NAME" or "DATASET:NAME"
  double value = 0.0;
  double error = 0.0;
};

/// One row of data with its prediction.
struct PredictionRow {
  std::size_t dataset = 0;  ///< position in FitResult::datasets
  double x = 0.0, q2 = 0.0, y = 0.0;
  double value = 0.0;           ///< measured
  double delta = 0.0;           ///< uncorrelated uncertainty as the χ² uses it
  double theory = 0.0;          ///< prediction
  double shifted_theory = 0.0;  ///< with the shifts of the correlated sources
  double residual = 0.0;        ///< (shifted theory − value)/delta
  std::optional<double> uncertainty =
      {};  ///< of the theory, from members of the PDFs; not in files
};

/// One iteration of the minimiser. No times: histories are the same on any number of ranks.
struct IterationRecord {
  int iteration = 0;
  double chi2 = 0.0;
  double predicted_decrease = 0.0;  ///< of χ²/2, of an undamped Gauss-Newton step (EDM)
  double gradient_norm = 0.0;       ///< largest component
  double step_norm = 0.0;
  double trust_region_radius = 0.0;
  bool accepted = false;
  /// χ² of the validation rows after an accepted step; `chi2` is that of the training rows then.
  std::optional<double> validation_chi2{};
};

/// A fit to part of the data that ended where the rest was described best.
struct ValidationRecord {
  std::size_t n_training = 0, n_validation = 0;       ///< rows; none: no split
  double training_chi2 = 0.0, validation_chi2 = 0.0;  ///< each with shifts of its own
  int best_iteration = 0;                             ///< the one that was kept
};

/// Penalty terms of one name.
struct PenaltyRecord {
  std::string name;
  std::size_t n_terms = 0;
  std::size_t n_active = 0;  ///< terms that are not zero
  double chi2 = 0.0;
};

/// One of several starts of a fit.
struct StartRecord {
  std::vector<double> start;  ///< θ
  std::vector<double> end;    ///< θ
  double chi2 = 0.0;
  int iterations = 0;
  FitStatus status = FitStatus::not_converged;
  std::string message;
};

/// One fit of an iteration of t0.
struct T0Record {
  double chi2 = 0.0;            ///< with the t0 of this fit
  double largest_change = 0.0;  ///< |T/t0 − 1| at its minimum, largest of all rows
  int iterations = 0;           ///< of the minimiser
};

/// The χ² that was minimised; its parts in the words of the run card.
struct ObjectiveRecord {
  std::string definition, stat, uncor, sources, log_term;
  std::string t0_origin;          ///< of the first t0; empty where the χ² has none
  std::vector<double> t0;         ///< of the last fit, one per prediction row
  std::vector<T0Record> t0_fits;  ///< one per fit
};

/// The fit of one Monte Carlo replica.
struct ReplicaRecord {
  std::size_t number = 0;  ///< from 1
  FitStatus status = FitStatus::not_converged;
  double chi2 = 0.0;       ///< to its own pseudo-data
  double chi2_data = 0.0;  ///< of its θ to the measured data
  int iterations = 0;
  bool selected = false;  ///< enters means and spreads
  std::vector<double> theta;
};

/// What was asked for of the replicas.
struct ReplicaSettings {
  std::uint64_t seed = 0;
  std::size_t requested = 0;
  std::optional<std::pair<double, double>> chi2_window;  ///< of χ²/ndf, both ends included
};

/// A data set that was added without a refit: its χ² with the log term, shifts eliminated.
struct ProfiledSet {
  std::string name;
  std::size_t n_points = 0;
  double chi2_before = 0.0, chi2_after = 0.0;
};

/// A direction in the parameters: an eigenvector of the covariance before, in units of the errors.
struct ProfiledDirection {
  double eigenvalue = 0.0;  ///< of the correlation matrix before
  double shift = 0.0;       ///< in standard deviations before
  double error = 0.0;       ///< after, in units of that before
};

/// The weight of a replica.
struct ReplicaWeight {
  std::size_t number = 0;
  double chi2 = 0.0;    ///< of the added data
  double weight = 0.0;  ///< mean 1
};

/// What data would do that were added to a result without a refit.
struct ProfiledData {
  std::vector<ProfiledSet> sets;  ///< empty: nothing was added
  std::size_t n_points = 0;
  double chi2_before = 0.0, chi2_after = 0.0;  ///< of all added data, given those of the fit
  double chi2_model = 0.0;                     ///< after, as the quadratic model has it
  std::vector<ProfiledDirection> directions;
  std::string weighting;  ///< "nnpdf" or "giele-keller"; empty without replicas
  double effective_replicas = 0.0;
  std::vector<ReplicaWeight> weights;
};

/// χ² of a member of a set of PDFs.
struct MemberChiSquare {
  std::string label;  ///< "eigenvector 3 plus", "replica 17"
  ChiSquareParts chi2;
  std::vector<double> datasets;  ///< of the points of each, as DatasetChiSquare::chi2
};

/// Predictions at the fitted parameters with other scales.
struct ScaleVariation {
  double mu_r = 1.0, mu_f = 1.0;  ///< μ_R/Q, μ_F/Q
  double chi2 = 0.0;              ///< total, no refit
  std::vector<double> theory;     ///< one per prediction row
};

/// One eigenvector of the Hessian in parameters scaled by their errors, and its two members.
struct Eigenvector {
  double eigenvalue = 0.0;                               ///< of σ_i H_ij σ_j
  std::vector<double> plus, minus;                       ///< θ of the members
  double plus_delta_chi2 = 0.0, minus_delta_chi2 = 0.0;  ///< true, against the minimum
  double plus_scale = 1.0, minus_scale = 1.0;  ///< excursion over that of a parabolic χ²
  ExcursionEnd plus_end = ExcursionEnd::reached, minus_end = ExcursionEnd::reached;
};

/// Eigenvectors, largest eigenvalue first; none unless asked for.
struct EigenvectorSet {
  double tolerance = 1.0;  ///< Δχ² of the members
  std::vector<Eigenvector> vectors;
};

/// Seconds of one stage over the ranks.
struct StageSeconds {
  std::string stage;
  double min = 0.0, mean = 0.0, max = 0.0;
};

/// Where the time of every rank went, one entry per rank in each list.
struct StageProfile {
  std::string stage;
  std::vector<double> seconds, calls, messages, bytes;
};

/// Everything a fit leaves behind; `write_result` puts it into HDF5 (docs/formats.md).
struct FitResult {
  std::string title;
  std::string card;  ///< resolved run card, YAML
  Provenance provenance;

  ObjectiveRecord objective;  ///< without words in older files
  FitStatus status = FitStatus::not_converged;
  std::string message;  ///< why the minimiser stopped
  ChiSquareParts chi2;
  std::size_t n_points = 0, n_free = 0, ndf = 0;
  int iterations = 0;
  std::size_t value_evaluations = 0, model_evaluations = 0;
  double seconds = 0.0;  ///< of the minimisation

  std::size_t gradient_evaluations = 0;   ///< of F and its gradient alone
  std::vector<EventSampleRecord> events;  ///< none where no events were fitted
  std::string events_backend;             ///< "CPU", "GPU 0 (…)", of rank 0; empty in older files

  std::vector<DatasetChiSquare> datasets;
  std::vector<FittedParameter> parameters;                 ///< all, in the order of the card
  std::vector<std::pair<std::string, double>> amplitudes;  ///< fixed by sum rules: Auv, Adv, Ag
  std::vector<std::string> free_names;                     ///< components of θ
  std::vector<double> covariance;  ///< n_free × n_free, row-major; Δχ² = 1
  CovarianceKind covariance_kind = CovarianceKind::gauss_newton;
  std::vector<double> hessian;       ///< of χ²/2, Gauss-Newton, n_free × n_free
  std::vector<double> full_hessian;  ///< of χ²/2, differenced; empty where it was not asked for
  EigenvectorSet eigenvectors;
  std::vector<FittedShift> shifts;
  std::vector<PredictionRow> predictions;
  std::vector<ScaleVariation> scale_variations;  ///< empty unless asked for
  std::vector<IterationRecord> history;          ///< of the best start
  ValidationRecord validation;
  std::vector<PenaltyRecord> penalties;  ///< none unless asked for
  std::vector<StartRecord> starts;       ///< one entry per start
  std::size_t best_start = 0;
  std::vector<StageSeconds> timing;
  std::vector<StageProfile> profile;  ///< the same stages by rank; empty in older files
  ReplicaSettings replica_settings;
  std::vector<ReplicaRecord> replicas;   ///< ascending numbers; empty unless asked for
  ProfiledData profiled;                 ///< empty unless data were added
  std::vector<MemberChiSquare> members;  ///< where they were predicted too; not in files
};

std::string to_string(FitStatus status);
std::string to_string(CovarianceKind kind);
std::string to_string(ExcursionEnd end);

}  // namespace fitpack
