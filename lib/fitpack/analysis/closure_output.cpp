#include <cmath>

#include "fitpack/analysis/closure.hpp"
#include "fitpack/io/yaml_tree.hpp"
#include "fitpack/result/text_table.hpp"

namespace fitpack {

namespace {

constexpr double largest_level0_chi2 = 1e-6;
constexpr double largest_level0_deviation = 1e-4;
constexpr double largest_level0_chi2_of_set = 1.0;
constexpr double least_usable = 0.90;
constexpr double most_standard_errors = 4.0;
constexpr int fewest_sets = 10, fewest_replicas = 10;  ///< for a judgement on ξ_1σ
constexpr double smallest_xi = 0.60, largest_xi = 0.76;

void judge_level0(ClosureResult& result) {
  if (result.usable < static_cast<int>(result.fits.size()))
    result.remarks.emplace_back("a fit did not converge");
  const double limit = result.options.truth ? largest_level0_chi2_of_set : largest_level0_chi2;
  if (!(result.chi2 < limit))
    result.remarks.push_back("chi2 " + short_text(result.chi2, 3) + " is not below " +
                             short_text(limit));
  if (!result.options.truth && !(result.max_pdf_deviation < largest_level0_deviation))
    result.remarks.push_back("the PDFs deviate from the truth by " +
                             short_text(result.max_pdf_deviation, 3) + ", more than " +
                             short_text(largest_level0_deviation));
}

void judge_fluctuations(ClosureResult& result) {
  if (result.usable < least_usable * static_cast<double>(result.fits.size()))
    result.remarks.push_back(std::to_string(result.usable) + " of " +
                             std::to_string(result.fits.size()) + " fits converged");
  if (!(std::abs(result.chi2 - result.expected_chi2) < most_standard_errors * result.chi2_error))
    result.remarks.push_back("the mean chi2 " + fixed_text(result.chi2, 2) + " is not within " +
                             short_text(most_standard_errors) + " x " +
                             fixed_text(result.chi2_error, 2) + " of " +
                             fixed_text(result.expected_chi2, 2));
}

bool enough_for_xi(const ClosureOptions& options) {
  return options.sets >= fewest_sets && options.replicas >= fewest_replicas;
}

void judge_xi(ClosureResult& result) {
  const double xi = result.estimators.xi;
  if (enough_for_xi(result.options) && !(xi >= smallest_xi && xi <= largest_xi))
    result.remarks.push_back("xi_1sigma " + fixed_text(xi, 3) + " is not within [" +
                             short_text(smallest_xi) + ", " + short_text(largest_xi) + "]");
}

std::string per_point(double chi2, const ClosureResult& result) {
  return fixed_text(chi2 / static_cast<double>(result.n_points), 4);
}

std::string estimators_text(const ClosureResult& result) {
  const ClosureEstimators& e = result.estimators;
  std::string text = "bias      " + short_text(e.bias, 4) + "\n";
  if (result.options.level != ClosureLevel::replicas) return text;
  text += "variance  " + short_text(e.variance, 4) + "\nxi_1sigma " + fixed_text(e.xi, 3) + " +- " +
          fixed_text(e.xi_error, 3);
  return text + (enough_for_xi(result.options) ? "\n" : " (too few sets or replicas to judge)\n");
}

YamlTree fits_tree(const ClosureResult& result) {
  YamlTree list = YamlTree::list();
  for (const ClosureFit& fit : result.fits) {
    YamlTree entry = YamlTree::map(YamlTree::Style::flow);
    entry.set("set", fit.set);
    entry.set("replica", fit.replica);
    entry.set("status", to_string(fit.status));
    entry.set("start_chi2", fit.start_chi2);
    entry.set("chi2", fit.chi2);
    entry.set("iterations", fit.iterations);
    entry.set("starts_there", fit.starts_there);
    entry.set("max_pdf_deviation", fit.max_pdf_deviation);
    list.add(entry);
  }
  return list;
}

}  // namespace

void judge_closure(ClosureResult& result) {
  if (result.options.level == ClosureLevel::truth)
    judge_level0(result);
  else
    judge_fluctuations(result);
  if (result.options.level == ClosureLevel::replicas) judge_xi(result);
  result.passed = result.remarks.empty();
}

std::string closure_text(const ClosureResult& result) {
  const bool truth = result.options.level == ClosureLevel::truth;
  std::string text = "Closure test of level " +
                     std::to_string(static_cast<int>(result.options.level)) + ": " +
                     std::to_string(result.usable) + " of " + std::to_string(result.fits.size()) +
                     " fits converged, " + std::to_string(result.n_points) + " points\n";
  text += std::to_string(result.starts_there) + " of " +
          std::to_string(result.fits.size() * static_cast<std::size_t>(result.options.starts)) +
          " starts ended in the minima kept, the others higher up\n";
  text += std::string(truth ? "largest" : "mean") + " χ² at the start " +
          short_text(result.start_chi2, 4) + "\n";
  if (truth) {
    text += "largest χ² " + short_text(result.chi2, 3) + ", largest deviation of the PDFs " +
            short_text(result.max_pdf_deviation, 3) + " (1e-4 ≤ x ≤ 0.6)\n";
  } else {
    text += "mean χ²/N " + per_point(result.chi2, result) + ", expected " +
            per_point(result.expected_chi2, result) + " +- " +
            per_point(result.chi2_error, result) + "\n";
    if (result.options.level == ClosureLevel::replicas)
      text += "mean χ²/N of the outcomes alone " + per_point(result.outcome_chi2, result) + "\n";
    text += estimators_text(result);
  }
  text += result.passed ? "PASSED\n" : "FAILED\n";
  for (const std::string& remark : result.remarks) text += "  " + remark + "\n";
  return text;
}

std::string closure_json(const ClosureResult& result) {
  const double n = static_cast<double>(result.n_points);
  YamlTree tree = YamlTree::map();
  tree.set("level", static_cast<int>(result.options.level));
  tree.set("verdict", result.passed ? "passed" : "failed");
  tree.set("remarks", result.remarks);
  tree.set("chi2", result.chi2);
  tree.set("start_chi2", result.start_chi2);
  tree.set("iterations", result.iterations);
  tree.set("max_pdf_deviation", result.max_pdf_deviation);
  tree.set("n_points", result.n_points);
  tree.set("n_free", result.n_free);
  tree.set("fits_asked", result.fits.size());
  tree.set("fits_usable", result.usable);
  tree.set("starts", result.options.starts);
  tree.set("chi2_per_point", result.chi2 / n);
  tree.set("expected_chi2", result.expected_chi2);
  tree.set("chi2_error", result.chi2_error);
  tree.set("outcome_chi2", result.outcome_chi2);
  tree.set("bias", result.estimators.bias);
  tree.set("variance", result.estimators.variance);
  tree.set("xi_1sigma", result.estimators.xi);
  tree.set("xi_error", result.estimators.xi_error);
  tree.set("fits", fits_tree(result));
  return tree.json();
}

}  // namespace fitpack
