#include "fitpack/result/result_json.hpp"

#include "fitpack/io/yaml_tree.hpp"
#include "fitpack/result/flat_directions.hpp"
#include "fitpack/result/member_chi2.hpp"
#include "fitpack/result/replica_statistics.hpp"

namespace fitpack {
namespace {

void add_chi_square(YamlTree& tree, const FitResult& result) {
  tree.set("chi2", result.chi2.total);
  tree.set("chi2_points", result.chi2.points);
  tree.set("chi2_correlated", result.chi2.correlated);
  tree.set("chi2_log_penalty", result.chi2.log_penalty);
  tree.set("chi2_prior", result.chi2.prior);
  tree.set("n_points", result.n_points);
}

YamlTree datasets_tree(const FitResult& result) {
  YamlTree tree = YamlTree::map();
  for (const DatasetChiSquare& dataset : result.datasets) {
    YamlTree entry = YamlTree::map(YamlTree::Style::flow);
    entry.set("n", dataset.n_points);
    entry.set("chi2", dataset.chi2);
    entry.set("log_penalty", dataset.log_penalty);
    tree.set(dataset.name, entry);
  }
  return tree;
}

YamlTree parameters_tree(const FitResult& result) {
  YamlTree tree = YamlTree::map();
  for (const FittedParameter& parameter : result.parameters) {
    YamlTree entry = YamlTree::map(YamlTree::Style::flow);
    entry.set("value", parameter.value);
    entry.set("error", parameter.error);
    if (parameter.fixed) entry.set("fixed", true);
    tree.set(parameter.name, entry);
  }
  return tree;
}

YamlTree amplitudes_tree(const FitResult& result) {
  YamlTree tree = YamlTree::map(YamlTree::Style::flow);
  for (const auto& [name, value] : result.amplitudes) tree.set(name, value);
  return tree;
}

YamlTree directions_tree(const FitResult& result) {
  YamlTree list = YamlTree::list();
  for (const FlatDirection& direction : flat_directions(result)) {
    YamlTree weights = YamlTree::map(YamlTree::Style::flow);
    YamlTree shifts = YamlTree::map(YamlTree::Style::flow);
    for (const FlatDirection::Component& component : direction.components) {
      weights.set(component.parameter, component.weight);
      shifts.set(component.parameter, component.shift);
    }
    YamlTree entry = YamlTree::map();
    entry.set("eigenvalue", direction.eigenvalue);
    entry.set("error_inflation", direction.error_inflation());
    entry.set("weights", weights);
    entry.set("shifts", shifts);
    list.add(entry);
  }
  return list;
}

YamlTree replicas_tree(const FitResult& result) {
  const ReplicaStatistics s = replica_statistics(result);
  YamlTree tree = YamlTree::map();
  tree.set("requested", result.replica_settings.requested);
  tree.set("converged", s.converged);
  tree.set("used", s.selected);
  tree.set("mean_chi2", s.mean_chi2);
  tree.set("mean_chi2_data", s.mean_chi2_data);
  YamlTree parameters = YamlTree::map();
  for (std::size_t p = 0; p < result.free_names.size(); ++p) {
    YamlTree entry = YamlTree::map(YamlTree::Style::flow);
    entry.set("mean", s.mean[p]);
    entry.set("deviation", s.deviation[p]);
    parameters.set(result.free_names[p], entry);
  }
  tree.set("parameters", parameters);
  return tree;
}

YamlTree eigenvectors_tree(const FitResult& result) {
  YamlTree list = YamlTree::list();
  for (const Eigenvector& vector : result.eigenvectors.vectors) {
    YamlTree entry = YamlTree::map(YamlTree::Style::flow);
    entry.set("eigenvalue", vector.eigenvalue);
    entry.set("plus_delta_chi2", vector.plus_delta_chi2);
    entry.set("minus_delta_chi2", vector.minus_delta_chi2);
    entry.set("plus_scale", vector.plus_scale);
    entry.set("minus_scale", vector.minus_scale);
    entry.set("plus_end", to_string(vector.plus_end));
    entry.set("minus_end", to_string(vector.minus_end));
    list.add(entry);
  }
  return list;
}

YamlTree objective_tree(const ObjectiveRecord& objective) {
  YamlTree tree = YamlTree::map(YamlTree::Style::flow);
  tree.set("definition", objective.definition);
  tree.set("stat", objective.stat);
  tree.set("uncor", objective.uncor);
  tree.set("sources", objective.sources);
  tree.set("log_term", objective.log_term);
  if (objective.t0_origin.empty()) return tree;
  tree.set("t0_origin", objective.t0_origin);
  tree.set("t0_fits", objective.t0_fits.size());
  if (!objective.t0_fits.empty())
    tree.set("t0_largest_change", objective.t0_fits.back().largest_change);
  return tree;
}

}  // namespace

std::string predict_json(const FitResult& result) {
  YamlTree tree = YamlTree::map();
  add_chi_square(tree, result);
  tree.set("datasets", datasets_tree(result));
  if (!result.members.empty()) add_member_chi2(tree, result);
  return tree.json();
}

std::string inspect_json(const FitResult& result) {
  YamlTree tree = YamlTree::map();
  tree.set("title", result.title);
  tree.set("status", to_string(result.status));
  tree.set("message", result.message);
  add_chi_square(tree, result);
  tree.set("objective", objective_tree(result.objective));
  tree.set("n_free", result.n_free);
  tree.set("ndf", result.ndf);
  tree.set("iterations", result.iterations);
  tree.set("seconds", result.seconds);
  tree.set("datasets", datasets_tree(result));
  tree.set("parameters", parameters_tree(result));
  tree.set("covariance_kind", to_string(result.covariance_kind));
  tree.set("amplitudes", amplitudes_tree(result));
  tree.set("at_bound", parameters_at_bound(result));
  tree.set("flat_directions", directions_tree(result));
  if (result.replica_settings.requested > 0) tree.set("replicas", replicas_tree(result));
  if (!result.eigenvectors.vectors.empty()) {
    tree.set("tolerance", result.eigenvectors.tolerance);
    tree.set("eigenvectors", eigenvectors_tree(result));
  }
  return tree.json();
}

}  // namespace fitpack
