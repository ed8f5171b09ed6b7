#include "fitpack/analysis/run_fit.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "fitpack/analysis/profile.hpp"
#include "fitpack/analysis/t0_iteration.hpp"
#include "fitpack/config/objective_section.hpp"
#include "fitpack/core/version.hpp"
#include "fitpack/fit/covariance.hpp"
#include "fitpack/fit/eigenvectors.hpp"
#include "fitpack/io/number_text.hpp"

namespace fitpack {

namespace {

Provenance provenance_of(const Analysis& analysis) {
  const BuildInformation& build = build_information();
  Provenance p;
  p.version = build.version;
  p.git_hash = build.git_hash;
  p.compiler = build.compiler;
  p.libraries = build.libraries;
  p.ranks = analysis.communicator().size();
  for (const Dataset& d : analysis.measurements().datasets()) {
    p.checksums.emplace_back(d.files.csv, d.files.csv_checksum);
    p.checksums.emplace_back(d.files.yaml, d.files.yaml_checksum);
  }
  for (const EventSample& sample : analysis.samples())
    p.checksums.emplace_back(sample.file, sample.checksum);
  return p;
}

void add_predictions(FitResult& result, const Analysis& analysis, const ObjectiveReport& report) {
  const Measurements& measurements = analysis.measurements();
  result.predictions.reserve(result.predictions.size() + measurements.n_rows());
  for (std::size_t i = 0; i < measurements.n_rows(); ++i) {
    const RowAddress at = measurements.row(i);
    const Dataset& d = measurements.datasets()[at.dataset];
    result.predictions.push_back({at.dataset, d.x[at.point], d.q2[at.point],
                                  d.inelasticity(at.point), d.value[at.point], report.delta[i],
                                  report.theory[i], report.shifted_theory[i], report.residual[i]});
  }
}

void add_penalties(FitResult& result, const Analysis& analysis, const ObjectiveReport& report) {
  for (std::size_t k = 0; k < report.penalties.size(); ++k) {
    const std::string& name = analysis.penalties()[k].name;
    if (result.penalties.empty() || result.penalties.back().name != name)
      result.penalties.push_back({name, 0, 0, 0.0});
    PenaltyRecord& record = result.penalties.back();
    ++record.n_terms;
    if (report.penalties[k] != 0.0) ++record.n_active;
    record.chi2 += report.penalties[k] * report.penalties[k];
  }
}

/// χ², its parts, shifts and predictions at θ.
void add_report(FitResult& result, Analysis& analysis, std::span<const double> theta) {
  const ObjectiveReport report = analysis.objective().report(theta);
  if (!report.valid)
    throw InputError(
        "the start values have no PDFs or no finite prediction (a sum rule diverges, for example); "
        "change the start values in `parameters`");
  const Measurements& measurements = analysis.measurements();
  result.chi2 = report.chi2;
  for (std::size_t d = 0; d < report.data_sets.size(); ++d)
    result.datasets.push_back({measurements.datasets()[d].name, report.data_sets[d].n_points,
                               report.data_sets[d].chi2, report.data_sets[d].log_penalty});
  for (std::size_t k = 0; k < report.events.size(); ++k) {
    const EventSample& sample = analysis.samples()[k];
    result.events.push_back({sample.name, sample.n_events, sample.n_cut,
                             report.events[k].minus_log_likelihood,
                             report.events[k].cross_section});
  }
  for (std::size_t k = 0; k < report.shifts.size(); ++k)
    result.shifts.push_back(
        {measurements.nuisances()[k].label(), report.shifts[k], report.shift_errors[k]});
  add_penalties(result, analysis, report);
  add_predictions(result, analysis, report);
}

void add_parameters(FitResult& result, const Analysis& analysis, std::span<const double> theta,
                    const Covariance& covariance, const std::vector<bool>& bound) {
  const ParameterSet& parameters = analysis.card().parameters;
  const std::size_t n = parameters.n_free();
  const std::vector<double> values = parameters.all_values(theta);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const Parameter& p = parameters[i];
    FittedParameter fitted{p.name, values[i], 0.0, p.start, p.lower, p.upper, p.fixed, false};
    if (const auto k = parameters.free_index(i); k && !covariance.covariance.empty()) {
      fitted.error = std::sqrt(covariance.covariance[*k * n + *k]);
      fitted.at_bound = bound[*k];
    }
    result.parameters.push_back(fitted);
  }
  for (std::size_t k = 0; k < n; ++k) result.free_names.push_back(parameters.free(k).name);
  result.covariance = covariance.covariance;
  result.covariance_kind = covariance.kind;
  result.hessian = covariance.hessian;
  result.full_hessian = covariance.full_hessian;
  if (const auto amplitudes = analysis.pdfs().solved_amplitudes(values))
    for (const SolvedAmplitude& a : *amplitudes) result.amplitudes.emplace_back(a.name, a.value);
}

ObjectiveRecord objective_record(const Analysis& analysis) {
  const ObjectiveOptions& objective = analysis.card().objective;
  const ObjectiveWords words = words_of(objective.chi_square());
  return {objective.definition,        words.stat, words.uncor, words.sources, words.log_term,
          analysis.reference_origin(), {},         {}};
}

FitResult new_result(const Analysis& analysis) {
  FitResult result;
  result.objective = objective_record(analysis);
  result.title = analysis.card().title;
  result.card = resolved_card_text(analysis.card());
  result.provenance = provenance_of(analysis);
  result.n_points = analysis.measurements().n_rows();
  result.n_free = analysis.card().parameters.n_free();
  result.ndf = result.n_points > result.n_free ? result.n_points - result.n_free : 0;
  return result;
}

/// Books the time that the caller takes to write checkpoints.
Interruption with_clock(const Interruption& interruption, StageTime& time) {
  Interruption timed = interruption;
  const auto clocked = [&time](const std::function<void(const FitState&)>& call) {
    return [&time, call](const FitState& state) {
      const StageClock clock(time);
      call(state);
    };
  };
  if (interruption.changed) timed.changed = clocked(interruption.changed);
  if (interruption.stopped) timed.stopped = clocked(interruption.stopped);
  return timed;
}

Covariance covariance_at(Analysis& analysis, const Minimum& minimum,
                         const std::vector<bool>& bound) {
  if (analysis.card().covariance == CovarianceKind::none) {
    Covariance none;
    none.kind = CovarianceKind::none;
    none.remark = "no errors (fit.covariance: none)";
    return none;
  }
  if (analysis.card().covariance == CovarianceKind::gauss_newton)
    return covariance_of(minimum.model, bound);
  return full_covariance_of(analysis.objective(), minimum.theta, minimum.model, bound);
}

/// The t0 of the card; that of the start values where a fit starts elsewhere.
std::vector<double> first_t0(Analysis& analysis, std::span<const double> start) {
  const bool computed = analysis.reference_checksum().empty();
  const std::vector<double> of_card = analysis.card().parameters.start_values();
  if (!computed || std::ranges::equal(start, of_card)) return analysis.reference();
  const ObjectiveReport report = analysis.objective().report(start);
  return report.valid ? report.theory : analysis.reference();
}

/// The fit, or the fits until t0 has settled. Rank 0.
MultiStart minimum_of(FitResult& result, Analysis& analysis, std::span<const double> start,
                      const FitOptions& options, const IterationObserver& observer,
                      const Interruption& interruption) {
  DistributedObjective& objective = analysis.objective();
  const RunCard& card = analysis.card();
  if (analysis.reference_origin().empty())
    return minimise_from_starts(objective, start, analysis.minimiser_options(), options.starts,
                                observer, interruption);
  T0Fit fit = minimise_with_t0(objective, start, first_t0(analysis, start), card, options.starts,
                               observer, interruption);
  fit.fit.best.iterations = 0;
  for (const T0Record& record : fit.history) fit.fit.best.iterations += record.iterations;
  result.objective.t0 = std::move(fit.t0);
  result.objective.t0_fits = std::move(fit.history);
  if (!fit.settled && fit.fit.best.status == FitStatus::converged) {
    fit.fit.best.status = FitStatus::not_converged;
    fit.fit.best.message =
        "t0 still changes by " + format_number(result.objective.t0_fits.back().largest_change) +
        " after " + std::to_string(card.objective.iterations) + " fits (objective.iterations)";
  }
  return std::move(fit.fit);
}

void add_minimum(FitResult& result, const MultiStart& fit) {
  result.status = fit.best.status;
  result.message = fit.best.message;
  result.iterations = fit.best.iterations;
  result.history = fit.best.history;
  result.starts = fit.records;
  result.best_start = fit.best_index;
}

/// Data only: priors and penalties left out.
double chi2_of_data(const ChiSquareParts& chi2) {
  return chi2.points + chi2.correlated + chi2.log_penalty;
}

void add_validation(FitResult& result, Analysis& analysis, const Minimum& minimum) {
  ValidationRecord& validation = result.validation;
  if (!analysis.card().validation.splits()) return;
  validation.n_validation = result.n_points - validation.n_training;
  validation.best_iteration = minimum.best_iteration;
  DistributedObjective& objective = analysis.objective();
  const auto chi2_at = [&](RowSelection rows) {
    objective.select(rows);
    return chi2_of_data(objective.evaluate(minimum.theta, Want::value).chi2);
  };
  validation.training_chi2 = chi2_at(RowSelection::training);
  validation.validation_chi2 = chi2_at(RowSelection::validation);
  objective.select(RowSelection::all);
}

void require_errors(const RunCard& card, const FitOptions& options) {
  if (options.tolerance && card.covariance == CovarianceKind::none)
    throw InputError(
        "an eigenvector set needs errors, but fit.covariance is none; set it to full or "
        "gauss_newton");
}

}  // namespace

std::string fit_identity(const Analysis& analysis, const FitOptions& options) {
  RunCard card = analysis.card();
  card.output = {};
  card.cache = {};
  card.data.folder.clear();
  card.data.files.clear();  // the checksums tell whether the data are the same
  card.objective.t0.clear();
  std::string text = resolved_card_text(card);
  if (!analysis.reference_checksum().empty()) text += "t0: " + analysis.reference_checksum() + "\n";
  for (const Dataset& d : analysis.measurements().datasets())
    text += "data: " + d.name + " " + d.files.csv_checksum + " " + d.files.yaml_checksum + "\n";
  text += "--starts " + std::to_string(options.starts.count) + "\n";
  text += "--scatter " + format_number(options.starts.scatter) + "\n";
  text += "--seed " + std::to_string(options.starts.seed) + "\n";
  text += "--start-from";
  for (const double value : options.start) text += " " + format_number(value);
  return text + "\n";
}

FitResult run_fit(Analysis& analysis, const FitOptions& options,
                  const IterationObserver& observer) {
  require_errors(analysis.card(), options);
  FitResult result = new_result(analysis);
  DistributedObjective& objective = analysis.objective();
  if (analysis.card().validation.splits()) result.validation.n_training = analysis.split(0);
  StageTime minimiser, checkpoints;  // of rank 0
  objective.drive([&] {
    const auto begin = std::chrono::steady_clock::now();
    const std::vector<double> start =
        options.start.empty() ? analysis.card().parameters.start_values() : options.start;
    const double evaluating = objective.times().total();
    const MultiStart fit = minimum_of(result, analysis, start, options, observer,
                                      with_clock(options.interruption, checkpoints));
    result.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    minimiser.seconds =
        result.seconds - (objective.times().total() - evaluating) - checkpoints.seconds;
    for (const StartRecord& record : fit.records)
      minimiser.calls += static_cast<std::size_t>(record.iterations);
    result.value_evaluations = objective.times().values;
    result.gradient_evaluations = objective.times().gradients;
    result.events_backend = objective.events_backend();
    result.model_evaluations = objective.times().models;
    add_minimum(result, fit);
    if (options.interruption.resume) result.message += "; warm start from a checkpoint";
    const std::vector<bool> bound = at_bounds(analysis.card().parameters, fit.best.theta);
    const Covariance covariance = covariance_at(analysis, fit.best, bound);
    if (covariance.singular)
      result.message += "; a direction has no curvature and no error (see flat directions)";
    if (!covariance.remark.empty()) result.message += "; " + covariance.remark;
    add_parameters(result, analysis, fit.best.theta, covariance, bound);
    if (options.tolerance)
      result.eigenvectors = eigenvector_set(objective, fit.best.theta, fit.best.model.objective,
                                            covariance.covariance, *options.tolerance);
    add_report(result, analysis, fit.best.theta);
    add_validation(result, analysis, fit.best);
  });
  add_profile(result, analysis, minimiser, checkpoints);
  return result;
}

FitResult run_report(Analysis& analysis, std::span<const double> theta,
                     const Covariance& covariance) {
  FitResult result = new_result(analysis);
  analysis.objective().drive([&] {
    result.message = "no fit: prediction at the start values";
    if (!analysis.reference_origin().empty()) result.objective.t0 = analysis.reference();
    const std::vector<bool> bound = at_bounds(analysis.card().parameters, theta);
    add_parameters(result, analysis, theta, covariance, bound);
    add_report(result, analysis, theta);
  });
  return result;
}

FitResult run_prediction(Analysis& analysis) {
  return run_report(analysis, analysis.card().parameters.start_values(), {});
}

}  // namespace fitpack
