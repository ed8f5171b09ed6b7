#include <algorithm>
#include <cmath>

#include "fitpack/analysis/comparison.hpp"
#include "fitpack/analysis/data_profile.hpp"
#include "fitpack/io/yaml_tree.hpp"
#include "fitpack/result/text_table.hpp"

namespace fitpack {

namespace {

/// Directions that move or shrink by less than this are left out of the table.
constexpr double least_shift = 0.05, least_reduction = 0.02;
constexpr std::size_t most_directions = 10;

std::string sets_text(const ProfiledData& data) {
  TextTable table({"added data set", "n", "χ² before", "after"});
  for (const ProfiledSet& set : data.sets)
    table.add_row({set.name, std::to_string(set.n_points), fixed_text(set.chi2_before, 2),
                   fixed_text(set.chi2_after, 2)});
  table.add_rule();
  table.add_row({"all, with their sources", std::to_string(data.n_points),
                 fixed_text(data.chi2_before, 2), fixed_text(data.chi2_after, 2)});
  table.add_row({"in the quadratic model", "", "", fixed_text(data.chi2_model, 2)});
  return table.text();
}

std::string parameters_text(const FitResult& before, const FitResult& after) {
  TextTable table({"parameter", "before", "error", "after", "error", "shift/error", "error ratio"});
  for (const FittedParameter& p : before.parameters) {
    const auto q = std::ranges::find(after.parameters, p.name, &FittedParameter::name);
    if (p.fixed || q == after.parameters.end()) continue;
    const auto [value, error] = value_and_error(p.value, p.error);
    const auto [new_value, new_error] = value_and_error(q->value, q->error);
    const bool moves = p.error > 0.0;
    table.add_row({p.name, value, error, new_value, new_error,
                   moves ? fixed_text((q->value - p.value) / p.error, 2) : "",
                   moves ? fixed_text(q->error / p.error, 3) : ""});
  }
  return table.text();
}

std::string directions_text(const ProfiledData& data) {
  const std::vector<ProfiledDirection>& list = data.directions;
  std::vector<std::size_t> shown;
  for (std::size_t k = 0; k < list.size(); ++k)
    if (std::abs(list[k].shift) > least_shift || 1.0 - list[k].error > least_reduction)
      shown.push_back(k);
  std::ranges::sort(shown,
                    [&](std::size_t a, std::size_t b) { return list[a].error < list[b].error; });
  if (shown.size() > most_directions) shown.resize(most_directions);
  if (shown.empty()) return "No direction moves: the added data say nothing new.\n";
  TextTable table({"direction", "eigenvalue", "shift/σ", "error ratio"});
  for (const std::size_t k : shown)
    table.add_row({std::to_string(k + 1), short_text(list[k].eigenvalue, 3),
                   fixed_text(list[k].shift, 2), fixed_text(list[k].error, 3)});
  return table.text();
}

FitResult without_replicas(FitResult result) {
  result.replicas.clear();
  return result;
}

std::string pdf_changes_text(const Comparison& comparison) {
  TextTable table({"PDF at Q0, where its error shrinks most", "x", "before", "error", "after",
                   "error", "shift/error", "error ratio"});
  const auto ratio = [](const ComparedPdf& pdf) {
    return pdf.value.error_a > 0.0 ? pdf.value.error_b / pdf.value.error_a : 1.0;
  };
  for (auto first = comparison.pdfs.begin(); first != comparison.pdfs.end();) {
    const auto last = std::find_if(first, comparison.pdfs.end(), [&](const ComparedPdf& pdf) {
      return pdf.function != first->function;
    });
    const ComparedPdf& pdf = *std::min_element(
        first, last, [&](const auto& a, const auto& b) { return ratio(a) < ratio(b); });
    const auto [a, error_a] = value_and_error(pdf.value.a, pdf.value.error_a);
    const auto [b, error_b] = value_and_error(pdf.value.b, pdf.value.error_b);
    const bool moves = pdf.value.error_a > 0.0;
    table.add_row({pdf.function, short_text(pdf.x, 3), a, error_a, b, error_b,
                   moves ? fixed_text((pdf.value.b - pdf.value.a) / pdf.value.error_a, 2) : "",
                   moves ? fixed_text(ratio(pdf), 3) : ""});
    first = last;
  }
  return table.text();
}

/// Mean and deviation of a component of θ over weighted replicas.
std::pair<double, double> weighted(const FitResult& before, const ProfiledData& data, std::size_t p,
                                   bool use_weights) {
  double sum = 0.0, mean = 0.0, square = 0.0;
  for (const ReplicaWeight& one : data.weights) {
    const auto found = std::ranges::find(before.replicas, one.number, &ReplicaRecord::number);
    const double w = use_weights ? one.weight : 1.0, value = found->theta[p];
    sum += w;
    mean += w * value;
    square += w * value * value;
  }
  mean /= sum;
  return {mean, std::sqrt(std::max(0.0, square / sum - mean * mean))};
}

std::string reweighting_text(const FitResult& before, const ProfiledData& data) {
  if (data.weights.empty()) return "";
  std::string out = "\nReplicas with weights (" + data.weighting +
                    "): " + std::to_string(data.weights.size()) + ", worth " +
                    fixed_text(data.effective_replicas, 1) + "\n";
  TextTable table({"parameter", "mean before", "deviation", "after", "deviation"});
  for (std::size_t p = 0; p < before.free_names.size(); ++p) {
    const auto [mean, deviation] = weighted(before, data, p, false);
    const auto [after, spread] = weighted(before, data, p, true);
    const auto [m, d] = value_and_error(mean, deviation);
    const auto [a, s] = value_and_error(after, spread);
    table.add_row({before.free_names[p], m, d, a, s});
  }
  return out + table.text();
}

}  // namespace

std::string data_profile_text(const FitResult& before, const FitResult& after) {
  const Comparison comparison =
      compare_results(without_replicas(before), "before", without_replicas(after), "after");
  return sets_text(after.profiled) + "\n" + parameters_text(before, after) + "\n" +
         directions_text(after.profiled) + "\n" + pdf_changes_text(comparison) +
         reweighting_text(before, after.profiled);
}

std::string data_profile_json(const FitResult& before, const FitResult& after) {
  const ProfiledData& data = after.profiled;
  YamlTree tree = YamlTree::map();
  tree.set("n_points", data.n_points);
  tree.set("chi2_before", data.chi2_before);
  tree.set("chi2_after", data.chi2_after);
  tree.set("chi2_model", data.chi2_model);
  YamlTree sets = YamlTree::map();
  for (const ProfiledSet& set : data.sets) {
    YamlTree entry = YamlTree::map(YamlTree::Style::flow);
    entry.set("n", set.n_points);
    entry.set("chi2_before", set.chi2_before);
    entry.set("chi2_after", set.chi2_after);
    sets.set(set.name, entry);
  }
  tree.set("sets", sets);
  YamlTree parameters = YamlTree::map();
  for (const FittedParameter& p : before.parameters) {
    const auto q = std::ranges::find(after.parameters, p.name, &FittedParameter::name);
    if (p.fixed || q == after.parameters.end()) continue;
    YamlTree entry = YamlTree::map(YamlTree::Style::flow);
    entry.set("before", p.value);
    entry.set("error_before", p.error);
    entry.set("after", q->value);
    entry.set("error_after", q->error);
    parameters.set(p.name, entry);
  }
  tree.set("parameters", parameters);
  if (data.weights.empty()) return tree.json();
  tree.set("weighting", data.weighting);
  tree.set("replicas", data.weights.size());
  tree.set("effective_replicas", data.effective_replicas);
  YamlTree means = YamlTree::map();
  for (std::size_t p = 0; p < before.free_names.size(); ++p) {
    const auto [mean, deviation] = weighted(before, data, p, true);
    YamlTree entry = YamlTree::map(YamlTree::Style::flow);
    entry.set("mean", mean);
    entry.set("deviation", deviation);
    means.set(before.free_names[p], entry);
  }
  tree.set("reweighted", means);
  return tree.json();
}

}  // namespace fitpack
