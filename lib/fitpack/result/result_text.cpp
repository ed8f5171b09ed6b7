#include "fitpack/result/result_text.hpp"

#include <algorithm>
#include <cmath>

#include "fitpack/result/flat_directions.hpp"
#include "fitpack/result/profile_text.hpp"
#include "fitpack/result/replica_statistics.hpp"
#include "fitpack/result/text_table.hpp"

namespace fitpack {
namespace {

constexpr std::size_t shifts_shown = 5;
/// Parameters with less weight in a flat direction are left out; their squares add up to little.
constexpr double smallest_weight = 0.2;

std::string per_point(double chi2, std::size_t n) {
  return n == 0 ? std::string("-") : fixed_text(chi2 / static_cast<double>(n), 3);
}

std::string joined(const std::vector<std::string>& parts, const std::string& separator) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : separator) + part;
  return out;
}

std::string paragraph(const std::string& text) { return "\n" + text; }

std::string status_text(const FitResult& result) {
  std::string out = result.title.empty() ? "" : result.title + "\n";
  out += result.status == FitStatus::converged ? "Fit converged" : "Fit NOT CONVERGED";
  out += " after " + std::to_string(result.iterations) + " iterations in " +
         short_text(result.seconds, 3) + " s";
  if (!result.message.empty()) out += " (" + result.message + ")";
  return out + "\n";
}

/// Where events were summed, if not on the processor.
std::string backend_text(const FitResult& result) {
  if (result.events_backend.empty() || result.events_backend == "CPU") return "";
  return "ln L of single events: " + result.events_backend + "\n";
}

/// What χ² is, where it is not that of the HERA fits.
std::string objective_text(const ObjectiveRecord& objective) {
  if (objective.definition.empty() || objective.definition == "hera") return "";
  std::string out = "χ² " + objective.definition + ": statistical errors " + objective.stat +
                    ", uncorrelated " + objective.uncor + ", sources " + objective.sources +
                    ", log term " + objective.log_term + "\n";
  if (objective.t0_origin.empty()) return out;
  out += "t0: " + objective.t0_origin;
  if (const std::size_t fits = objective.t0_fits.size(); fits > 0)
    out += "; " + std::to_string(fits) + (fits == 1 ? " fit" : " fits") + ", largest change " +
           short_text(objective.t0_fits.back().largest_change, 2);
  return out + "\n";
}

std::string bound_text(const FittedParameter& parameter) {
  const double below = parameter.lower ? std::abs(parameter.value - *parameter.lower) : INFINITY;
  const double above = parameter.upper ? std::abs(*parameter.upper - parameter.value) : INFINITY;
  if (below <= above && parameter.lower)
    return "at its lower bound " + short_text(*parameter.lower);
  if (parameter.upper) return "at its upper bound " + short_text(*parameter.upper);
  return "at its bound";
}

/// Mean and standard deviation of a parameter over the replicas; nothing where it is fixed.
std::pair<std::string, std::string> over_replicas(const FitResult& result,
                                                  const ReplicaStatistics& replicas,
                                                  const std::string& name) {
  const auto free = std::ranges::find(result.free_names, name);
  if (free == result.free_names.end()) return {};
  const auto p = static_cast<std::size_t>(free - result.free_names.begin());
  return value_and_error(replicas.mean[p], replicas.deviation[p]);
}

/// Networks name their weights with a dot; names in a card have none.
bool is_weight(const FittedParameter& parameter) {
  return parameter.name.find('.') != std::string::npos;
}

std::string parameters_text(const FitResult& result) {
  if (result.parameters.empty()) return "";
  const ReplicaStatistics replicas = replica_statistics(result);
  std::vector<std::string> header{"parameter", "value", "error"};
  if (replicas.done > 0) header.insert(header.end(), {"mean of replicas", "deviation"});
  header.emplace_back("start");
  TextTable table(header);
  std::size_t n_weights = 0;
  for (const FittedParameter& parameter : result.parameters) {
    if (is_weight(parameter)) {
      ++n_weights;
      continue;
    }
    const auto [value, error] = value_and_error(parameter.value, parameter.error);
    std::vector<std::string> row{parameter.name, value, parameter.fixed ? "fixed" : error};
    if (replicas.done > 0) {
      const auto [mean, deviation] = over_replicas(result, replicas, parameter.name);
      row.insert(row.end(), {mean, deviation});
    }
    row.push_back(short_text(parameter.start));
    row.push_back(parameter.at_bound ? bound_text(parameter) : "");
    table.add_row(row);
  }
  std::string text = paragraph(table.text());
  if (n_weights > 0) text += "Weights of networks, not shown: " + std::to_string(n_weights) + "\n";
  return text;
}

std::string validation_text(const FitResult& result) {
  const ValidationRecord& v = result.validation;
  if (v.n_validation == 0) return "";
  TextTable table({"rows", "n", "χ²", "χ²/n"});
  table.add_row({"training", std::to_string(v.n_training), fixed_text(v.training_chi2, 2),
                 per_point(v.training_chi2, v.n_training)});
  table.add_row({"validation", std::to_string(v.n_validation), fixed_text(v.validation_chi2, 2),
                 per_point(v.validation_chi2, v.n_validation)});
  return paragraph(table.text()) + "Kept: iteration " + std::to_string(v.best_iteration) + " of " +
         std::to_string(result.iterations) + ", the lowest χ² of the validation rows\n";
}

std::string penalties_text(const FitResult& result) {
  if (result.penalties.empty()) return "";
  TextTable table({"penalty", "terms", "not zero", "χ²"});
  for (const PenaltyRecord& penalty : result.penalties)
    table.add_row({penalty.name, std::to_string(penalty.n_terms), std::to_string(penalty.n_active),
                   short_text(penalty.chi2)});
  return paragraph(table.text());
}

std::string replicas_text(const FitResult& result) {
  const ReplicaSettings& settings = result.replica_settings;
  if (settings.requested == 0) return "";
  const ReplicaStatistics s = replica_statistics(result);
  std::string out = "\nReplicas: " + std::to_string(settings.requested) + " asked for, " +
                    std::to_string(s.converged) + " converged, " + std::to_string(s.selected) +
                    " used (seed " + std::to_string(settings.seed);
  if (settings.chi2_window)
    out += ", χ²/ndf from " + short_text(settings.chi2_window->first) + " to " +
           short_text(settings.chi2_window->second);
  out += ")\n";
  const std::string shortage = replica_shortage(result);
  if (!shortage.empty()) out += "  only " + shortage + "\n";
  if (s.selected > 0)
    out += "  mean χ² to their own pseudo-data " + fixed_text(s.mean_chi2, 2) +
           ", to the measured data " + fixed_text(s.mean_chi2_data, 2) + "\n";
  return out;
}

std::string errors_text(const FitResult& result) {
  if (result.covariance.empty()) return "";
  const bool full = result.covariance_kind == CovarianceKind::full;
  return std::string("Errors (Δχ² = 1) from the ") + (full ? "full" : "Gauss-Newton") +
         " Hessian\n";
}

std::string excursion_text(double scale, double delta_chi2, ExcursionEnd end) {
  const std::string text = fixed_text(scale, 3);
  switch (end) {
    case ExcursionEnd::reached:
      return text;
    case ExcursionEnd::at_bound:
      return text + " bound, Δχ² " + short_text(delta_chi2, 3);
    case ExcursionEnd::no_pdfs:
      return text + " no PDFs beyond, Δχ² " + short_text(delta_chi2, 3);
    case ExcursionEnd::too_far:
      break;
  }
  return text + " open, Δχ² " + short_text(delta_chi2, 3);
}

std::string eigenvectors_text(const FitResult& result) {
  const EigenvectorSet& set = result.eigenvectors;
  if (set.vectors.empty()) return "";
  TextTable table({"eigenvector", "eigenvalue", "- scale", "+ scale"});
  for (std::size_t k = 0; k < set.vectors.size(); ++k) {
    const Eigenvector& v = set.vectors[k];
    table.add_row({std::to_string(k + 1), short_text(v.eigenvalue, 3),
                   excursion_text(v.minus_scale, v.minus_delta_chi2, v.minus_end),
                   excursion_text(v.plus_scale, v.plus_delta_chi2, v.plus_end)});
  }
  return "\nEigenvector set with Δχ² = " + short_text(set.tolerance, 4) +
         "; scale: excursion over that of a parabolic χ²\n" + table.text();
}

std::string amplitudes_text(const FitResult& result) {
  if (result.amplitudes.empty()) return "";
  std::vector<std::string> parts;
  for (const auto& [name, value] : result.amplitudes)
    parts.push_back(name + " = " + short_text(value));
  return "\nFrom sum rules: " + joined(parts, ", ") + "\n";
}

std::string shifts_text(const FitResult& result) {
  if (result.shifts.empty()) return "";
  std::vector<FittedShift> largest = result.shifts;
  std::stable_sort(largest.begin(), largest.end(), [](const auto& a, const auto& b) {
    return std::abs(a.value) > std::abs(b.value);
  });
  largest.resize(std::min(largest.size(), shifts_shown));
  TextTable table({"correlated source", "shift", "error"});
  for (const FittedShift& shift : largest)
    table.add_row({shift.label, fixed_text(shift.value, 2), fixed_text(shift.error, 2)});
  return "\nLargest shifts of " + std::to_string(result.shifts.size()) +
         " correlated sources, in standard deviations:\n" + table.text();
}

/// Converged starts whose χ² differs by more than this from the best have found another minimum.
constexpr double same_minimum = 0.01;

std::string start_remark(const FitResult& result, std::size_t i) {
  if (i == result.best_start) return "kept";
  const bool converged = result.starts[i].status == FitStatus::converged;
  const double above = result.starts[i].chi2 - result.starts[result.best_start].chi2;
  return converged && above > same_minimum ? "another minimum" : "";
}

std::string scale_variations_text(const FitResult& result) {
  if (result.scale_variations.empty()) return "";
  TextTable table({"μ_R/Q", "μ_F/Q", "χ²"});
  for (const ScaleVariation& v : result.scale_variations)
    table.add_row({short_text(v.mu_r), short_text(v.mu_f), fixed_text(v.chi2, 2)});
  return "\nOther scales at the same parameters:\n" + table.text();
}

std::string starts_text(const FitResult& result) {
  if (result.starts.size() < 2) return "";
  TextTable table({"start", "χ²", "iterations", "status"});
  for (std::size_t i = 0; i < result.starts.size(); ++i) {
    const StartRecord& start = result.starts[i];
    table.add_row({std::to_string(i), fixed_text(start.chi2, 4), std::to_string(start.iterations),
                   start.status == FitStatus::converged ? "converged" : "not converged",
                   start_remark(result, i)});
  }
  return paragraph(table.text());
}

std::string files_text(const std::vector<std::string>& files) {
  if (files.empty()) return "";
  std::string out = "\nWritten:\n";
  for (const std::string& file : files) out += "  " + file + "\n";
  return out;
}

std::string direction_text(const FlatDirection& direction) {
  std::vector<std::string> parts;
  for (const FlatDirection::Component& component : direction.components) {
    if (std::abs(component.weight) < smallest_weight) break;
    const char* sign = component.weight < 0.0 ? "-" : parts.empty() ? "" : "+";
    parts.push_back(std::string(sign) + fixed_text(std::abs(component.weight), 2) + " " +
                    component.parameter);
  }
  return joined(parts, " ");
}

std::string directions_text(const FitResult& result) {
  const std::vector<FlatDirection> directions = flat_directions(result);
  if (directions.empty()) return "\nFlat directions: the result holds no Hessian\n";
  std::string out =
      "\nFlattest directions (Hessian of χ²/2 scaled to unit diagonal: each parameter in units of\n"
      "its error at fixed others; along the direction the error is larger by the factor given):\n";
  for (const FlatDirection& direction : directions) {
    out += "  eigenvalue " + short_text(direction.eigenvalue, 3) + ", error x " +
           short_text(direction.error_inflation(), 3) + ": " + direction_text(direction) + "\n";
  }
  return out;
}

std::string bounds_text(const FitResult& result) {
  const std::vector<std::string> names = parameters_at_bound(result);
  return "\nParameters at a bound: " + (names.empty() ? "none" : joined(names, ", ")) + "\n";
}

std::string timing_text(const FitResult& result) {
  if (!result.profile.empty()) return paragraph(profile_text(result));
  if (result.timing.empty()) return "";
  TextTable table({"stage, seconds over ranks", "min", "mean", "max"});
  for (const StageSeconds& stage : result.timing)
    table.add_row({stage.stage, fixed_text(stage.min, 4), fixed_text(stage.mean, 4),
                   fixed_text(stage.max, 4)});
  return paragraph(table.text());
}

std::string provenance_text(const Provenance& from) {
  return "\nfitpack " + from.version + " (" + from.git_hash + "), " + from.compiler + "\n" +
         from.libraries + "\n" + from.command_line + "\n" + from.started + " on " + from.host +
         ", ranks: " + std::to_string(from.ranks) +
         ", data files: " + std::to_string(from.checksums.size()) + "\n";
}

}  // namespace

std::string chi_square_text(const FitResult& result) {
  TextTable table({"data set", "n", "χ²", "χ²/n", "log penalty"});
  for (const DatasetChiSquare& set : result.datasets)
    table.add_row({set.name, std::to_string(set.n_points), fixed_text(set.chi2, 2),
                   per_point(set.chi2, set.n_points), fixed_text(set.log_penalty, 2)});
  const ChiSquareParts& chi2 = result.chi2;
  table.add_rule();
  table.add_row({"all points", std::to_string(result.n_points), fixed_text(chi2.points, 2),
                 per_point(chi2.points, result.n_points), fixed_text(chi2.log_penalty, 2)});
  table.add_row({"correlated sources", "", fixed_text(chi2.correlated, 2)});
  table.add_row({"log penalty", "", fixed_text(chi2.log_penalty, 2)});
  for (const EventSampleRecord& sample : result.events)
    table.add_row({sample.name + ", -2 ln L", std::to_string(sample.n_events),
                   fixed_text(2.0 * sample.minus_log_likelihood, 2)});
  if (chi2.penalty != 0.0) table.add_row({"penalties", "", fixed_text(chi2.penalty, 2)});
  if (chi2.prior != 0.0) table.add_row({"priors", "", fixed_text(chi2.prior, 2)});
  table.add_rule();
  table.add_row({"total", "", fixed_text(chi2.total, 2)});
  if (result.ndf > 0 && result.events.empty())
    table.add_row(
        {"total / ndf", std::to_string(result.ndf), "", per_point(chi2.total, result.ndf)});
  return table.text();
}

std::string summary_text(const FitResult& result, const std::vector<std::string>& files) {
  return status_text(result) + backend_text(result) + objective_text(result.objective) + "\n" +
         chi_square_text(result) + validation_text(result) + penalties_text(result) +
         parameters_text(result) + errors_text(result) + replicas_text(result) +
         amplitudes_text(result) + eigenvectors_text(result) + shifts_text(result) +
         scale_variations_text(result) + starts_text(result) + files_text(files);
}

std::string inspect_text(const FitResult& result) {
  return summary_text(result) + bounds_text(result) + directions_text(result) +
         timing_text(result) + provenance_text(result.provenance);
}

}  // namespace fitpack
