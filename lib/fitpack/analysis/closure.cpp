#include "fitpack/analysis/closure.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include "fitpack/analysis/lhapdf_prediction.hpp"
#include "fitpack/data/pseudo_data.hpp"
#include "fitpack/fit/covariance.hpp"
#include "fitpack/fit/starts.hpp"
#include "fitpack/parallel/agreement.hpp"

namespace fitpack {

namespace {

constexpr double smallest_x = 1e-4, middle_x = 0.1, largest_x = 0.6;
/// Nodes of ξ_1σ, equidistant in ln x below middle_x and in x above, as many in each part.
constexpr std::size_t nodes_per_part = 10;
/// Where a PDF is smaller than this share of its maximum, deviations count relative to that share.
constexpr double least_share = 1e-3;
using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
/// Starts whose χ² differ by less have found the same minimum.
constexpr double same_minimum = 1e-6;
/// Replica r of outcome k is number k·replicas_apart + r.
constexpr std::uint32_t replicas_apart = 1U << 16U;

std::vector<double> nodes_in_x() {
  std::vector<double> x;
  for (std::size_t k = 0; k < nodes_per_part; ++k)
    x.push_back(smallest_x *
                std::pow(middle_x / smallest_x,
                         static_cast<double>(k) / static_cast<double>(nodes_per_part)));
  for (std::size_t k = 0; k < nodes_per_part; ++k)
    x.push_back(middle_x + (largest_x - middle_x) * static_cast<double>(k) /
                               static_cast<double>(nodes_per_part - 1));
  return x;
}

/// The card with fixed errors, every source a shift, and without priors, which would pull away from
/// the truth.
RunCard closure_card(RunCard card) {
  card.parameters = without_normalisations(card);
  card.objective = {};
  card.objective.definition = "experimental";
  std::vector<Parameter> parameters;
  for (std::size_t i = 0; i < card.parameters.size(); ++i) {
    parameters.push_back(card.parameters[i]);
    parameters.back().prior.reset();
  }
  Problems problems;
  card.parameters = ParameterSet(std::move(parameters), card.title, problems);
  problems.throw_if_any(ExitCode::usage);
  return card;
}

double largest_deviation(const std::vector<double>& found, const std::vector<double>& truth,
                         std::size_t n_x) {
  double worst = 0.0;
  for (std::size_t first = 0; first < truth.size(); first += n_x) {
    double largest = 0.0;
    for (std::size_t i = 0; i < n_x; ++i) largest = std::max(largest, std::abs(truth[first + i]));
    for (std::size_t i = first; i < first + n_x; ++i)
      worst = std::max(worst, std::abs(found[i] - truth[i]) /
                                  std::max(std::abs(truth[i]), least_share * largest));
  }
  return worst;
}

/// Fits of a closure test on one group of ranks.
class GroupClosure {
 public:
  GroupClosure(TaskFarm& farm, const RunCard& card, const ClosureOptions& options,
               const NodeShare& share, const Logger& logger, const Progress& progress)
      : farm_(farm), options_(options), analysis_(farm.group(), card, logger, progress, {}, share) {
    model_ = std::make_unique<PdfModel>(pdf_model(card));
    truth_theta_ = card.parameters.start_values();
    const ClosurePrediction at_start = start_values();
    truth_ = options.truth ? truth_of_set(*options.truth, logger) : at_start;
    find_errors(at_start.theory);
  }

  [[nodiscard]] const ClosurePrediction& truth() const { return truth_; }
  [[nodiscard]] const Analysis& analysis() const { return analysis_; }

  /// Fit number `task`: set after set, the outcome itself first and then its replicas.
  std::vector<double> work(std::size_t task) {
    const std::size_t per_set = fits_per_set();
    const auto set = static_cast<int>(task / per_set);
    const auto replica = static_cast<int>(task % per_set);
    set_outcome(set, replica);
    ClosureFit fit;
    analysis_.objective().drive([&] { fit = fitted(static_cast<int>(task)); });
    fit.set = set;
    fit.replica = replica;
    return packed(fit);
  }

  [[nodiscard]] std::size_t fits_per_set() const {
    return options_.level == ClosureLevel::replicas
               ? 1 + static_cast<std::size_t>(options_.replicas)
               : 1;
  }

  [[nodiscard]] ClosureFit unpacked(const std::vector<double>& m) const {
    ClosureFit fit{static_cast<int>(m[0]),
                   static_cast<int>(m[1]),
                   m[2] == 1.0 ? FitStatus::converged : FitStatus::not_converged,
                   m[3],
                   m[4],
                   static_cast<int>(m[5]),
                   static_cast<int>(m[6]),
                   m[7],
                   {}};
    const auto begin = m.begin() + 8;
    const auto middle = begin + static_cast<std::ptrdiff_t>(truth_.theory.size());
    fit.found.theory.assign(begin, middle);
    fit.found.pdfs.assign(middle, m.end());
    return fit;
  }

 private:
  /// PDFs and predictions at the start values of the card.
  ClosurePrediction start_values() {
    ClosurePrediction prediction;
    analysis_.objective().drive([&] {
      const ObjectiveReport report = analysis_.objective().report(truth_theta_);
      if (!report.valid)
        throw InputError(
            "the start values, around which a closure test starts, have no PDFs or no finite "
            "prediction (a sum rule diverges, for example); change the start values in "
            "`parameters`");
      prediction.theory = report.theory;
    });
    farm_.group().broadcast(prediction.theory);
    prediction.pdfs = *pdfs_at(truth_theta_);
    return prediction;
  }

  /// The set at the initial scale. Every rank makes all predictions: its kernels are in the cache.
  ClosurePrediction truth_of_set(const LhapdfInput& set, const Logger& logger) {
    const RunCard& card = analysis_.card();
    ClosurePrediction prediction;
    agree(farm_.group(), [&] {
      prediction.pdfs = parametrised(
          functions_of_set(set.grid, model_->basis(), std::sqrt(card.theory.q0_2), x_).values);
      const BuiltPrediction all =
          predict_evolving_set({}, card, analysis_.measurements(), set,
                               farm_.world().is_root() ? logger : silent_logger(), {});
      const std::vector<double> unused(all.prediction->n_columns());
      for (std::size_t b = 0; b < all.prediction->n_blocks(); ++b) {
        std::vector<double> values(all.prediction->n_rows(b));
        all.prediction->values(b, unused, values);
        prediction.theory.insert(prediction.theory.end(), values.begin(), values.end());
      }
    });
    return prediction;
  }

  static std::vector<double> packed(const ClosureFit& fit) {
    std::vector<double> m{static_cast<double>(fit.set),
                          static_cast<double>(fit.replica),
                          fit.status == FitStatus::converged ? 1.0 : 0.0,
                          fit.start_chi2,
                          fit.chi2,
                          static_cast<double>(fit.iterations),
                          static_cast<double>(fit.starts_there),
                          fit.max_pdf_deviation};
    m.insert(m.end(), fit.found.theory.begin(), fit.found.theory.end());
    m.insert(m.end(), fit.found.pdfs.begin(), fit.found.pdfs.end());
    return m;
  }

  /// Errors with their correlations at the start values, with their predictions as data: there
  /// Gauss-Newton is exact.
  void find_errors(std::span<const double> predictions) {
    analysis_.set_outcome(predictions);
    const std::size_t n = truth_theta_.size();
    root_.assign(n * n, 0.0);
    analysis_.objective().drive([&] {
      const LocalModel model = analysis_.objective().evaluate(truth_theta_, Want::model);
      const Covariance covariance = covariance_of(model, std::vector<bool>(n, false));
      const auto side = static_cast<Eigen::Index>(n);
      const Eigen::Map<const Matrix> c(covariance.covariance.data(), side, side);
      Eigen::Map<Matrix>(root_.data(), side, side) = Eigen::LLT<Eigen::MatrixXd>(c).matrixL();
    });
  }

  void set_outcome(int set, int replica) {
    const auto& datasets = analysis_.measurements().datasets();
    std::vector<double> values = truth_.theory;
    const auto number = static_cast<std::uint32_t>(set);
    if (options_.level != ClosureLevel::truth)
      values = pseudo_data(datasets, values,
                           {options_.seed, number, Fluctuation::experiment, ErrorSize::measured});
    if (replica > 0)
      values =
          pseudo_data(datasets, values,
                      {options_.seed, number * replicas_apart + static_cast<std::uint32_t>(replica),
                       Fluctuation::replica, ErrorSize::measured});
    analysis_.set_outcome(values);
  }

  ClosureFit fitted(int task) {
    DistributedObjective& objective = analysis_.objective();
    const StartOptions scattered{options_.starts, options_.scatter, options_.seed, root_,
                                 task * options_.starts};
    const MultiStart starts =
        minimise_from_starts(objective, truth_theta_, analysis_.card().fit, scattered,
                             [this](const IterationRecord&) { farm_.answer(); });
    const Minimum& minimum = starts.best;
    ClosureFit fit;
    fit.start_chi2 =
        objective.evaluate(starts.records[starts.best_index].start, Want::value).chi2.total;
    for (const StartRecord& record : starts.records)
      if (record.status == FitStatus::converged &&
          record.chi2 < minimum.model.chi2.total + same_minimum)
        ++fit.starts_there;
    const ObjectiveReport report = objective.report(minimum.theta);
    const auto pdfs = pdfs_at(minimum.theta);
    fit.status = pdfs && report.valid ? minimum.status : FitStatus::not_converged;
    fit.chi2 = minimum.model.chi2.total;
    fit.iterations = minimum.iterations;
    fit.found.theory = report.theory;
    fit.found.theory.resize(truth_.theory.size());
    fit.found.pdfs = pdfs.value_or(std::vector<double>(truth_.pdfs.size(), 0.0));
    fit.max_pdf_deviation = largest_deviation(fit.found.pdfs, truth_.pdfs, x_.size());
    return fit;
  }

  /// The parametrised functions alone: what is a combination of them says nothing new.
  [[nodiscard]] std::optional<std::vector<double>> pdfs_at(std::span<const double> theta) const {
    const RunCard& card = analysis_.card();
    const auto all = model_->values(card.parameters.all_values(theta), x_);
    if (!all) return std::nullopt;
    return parametrised(*all);
  }
  [[nodiscard]] std::vector<double> parametrised(const std::vector<double>& all) const {
    std::vector<double> result;
    for (const PdfOptions& pdf : analysis_.card().pdfs.pdfs) {
      const auto function = model_->basis().find(pdf.name);
      if (!function || std::holds_alternative<CombinationFormOptions>(pdf.form)) continue;
      const auto first = all.begin() + static_cast<std::ptrdiff_t>(*function * x_.size());
      result.insert(result.end(), first, first + static_cast<std::ptrdiff_t>(x_.size()));
    }
    return result;
  }

  TaskFarm& farm_;
  ClosureOptions options_;
  Analysis analysis_;
  std::unique_ptr<PdfModel> model_;
  std::vector<double> x_ = nodes_in_x();
  std::vector<double> truth_theta_, root_;
  ClosurePrediction truth_;
};

bool of_asked_level(const ClosureFit& fit, ClosureLevel level) {
  return level != ClosureLevel::replicas || fit.replica > 0;
}

/// Means over the usable fits of the level asked for; the worst at level 0.
void summarise(ClosureResult& result) {
  const bool worst = result.options.level == ClosureLevel::truth;
  double n = 0.0, n_outcomes = 0.0;
  for (const ClosureFit& fit : result.fits) {
    result.starts_there += fit.starts_there;
    const bool usable = fit.status == FitStatus::converged;
    if (usable) ++result.usable;
    if (!usable && !worst) continue;
    if (fit.replica == 0 && !worst) {
      result.outcome_chi2 += fit.chi2;
      n_outcomes += 1.0;
    }
    if (!of_asked_level(fit, result.options.level)) continue;
    n += 1.0;
    const auto add = [worst](double& sum, double value) {
      sum = worst ? std::max(sum, value) : sum + value;
    };
    add(result.start_chi2, fit.start_chi2);
    add(result.chi2, fit.chi2);
    add(result.iterations, fit.iterations);
    add(result.max_pdf_deviation, fit.max_pdf_deviation);
  }
  if (n_outcomes > 0.0) result.outcome_chi2 /= n_outcomes;
  if (worst || n == 0.0) return;
  for (double* mean :
       {&result.start_chi2, &result.chi2, &result.iterations, &result.max_pdf_deviation})
    *mean /= n;
}

/// With ν = N − n and noise n₁ of the outcome, n₂ of a replica: χ² = |n₁|² or |n₁ + n₂|² in ν
/// dimensions; the mean over R replicas has variance 2ν + 6ν/R.
void add_expectation(ClosureResult& result) {
  const double nu = static_cast<double>(result.n_points) - static_cast<double>(result.n_free);
  const auto sets = static_cast<double>(result.options.sets);
  switch (result.options.level) {
    case ClosureLevel::truth:
      return;
    case ClosureLevel::outcome:
      result.expected_chi2 = nu;
      result.chi2_error = std::sqrt(2.0 * nu / sets);
      return;
    case ClosureLevel::replicas:
      result.expected_chi2 = 2.0 * nu;
      result.chi2_error =
          std::sqrt((2.0 * nu + 6.0 * nu / static_cast<double>(result.options.replicas)) / sets);
  }
}

std::vector<ClosureEnsemble> ensembles_of(const ClosureResult& result) {
  std::vector<ClosureEnsemble> ensembles(static_cast<std::size_t>(result.options.sets));
  for (const ClosureFit& fit : result.fits)
    if (fit.replica > 0 && fit.status == FitStatus::converged)
      ensembles[static_cast<std::size_t>(fit.set)].push_back(fit.found);
  return ensembles;
}

double bias_of_outcomes(const ClosureResult& result, const ClosurePrediction& truth,
                        const MeasuredMetric& metric) {
  double sum = 0.0;
  for (const ClosureFit& fit : result.fits)
    if (fit.status == FitStatus::converged)
      sum += metric.distance(fit.found.theory, truth.theory) / static_cast<double>(result.n_points);
  return result.usable > 0 ? sum / result.usable : 0.0;
}

}  // namespace

ClosureResult run_closure(TaskFarm& farm, const RunCard& card, const ClosureOptions& options,
                          const Logger& logger, const Progress& progress) {
  std::unique_ptr<GroupClosure> group;
  // What fails in one group alone must not leave the others waiting.
  NodeShare share = kernel_share(card, farm.world(), farm.group(), logger);
  share.run([&] {
    group =
        std::make_unique<GroupClosure>(farm, closure_card(card), options, share, logger, progress);
  });

  std::vector<std::size_t> tasks(static_cast<std::size_t>(options.sets) * group->fits_per_set());
  for (std::size_t k = 0; k < tasks.size(); ++k) tasks[k] = k;
  const auto fits = farm.run(tasks, [&](std::size_t task) { return group->work(task); });

  ClosureResult result;
  result.options = options;
  result.n_points = group->analysis().measurements().n_rows();
  result.n_free = group->analysis().card().parameters.n_free();
  if (!farm.world().is_root()) return result;
  for (const auto& fit : fits) result.fits.push_back(group->unpacked(fit));
  summarise(result);
  add_expectation(result);
  if (options.level != ClosureLevel::truth) {
    const MeasuredMetric metric(group->analysis().measurements().datasets());
    if (options.level == ClosureLevel::replicas)
      result.estimators = closure_estimators(ensembles_of(result), group->truth(), metric);
    else
      result.estimators.bias = bias_of_outcomes(result, group->truth(), metric);
  }
  judge_closure(result);
  return result;
}

}  // namespace fitpack
