#include "fitpack/analysis/data_profile.hpp"

#include <algorithm>
#include <cmath>

#include "fitpack/analysis/batch_objective.hpp"
#include "fitpack/analysis/pdf_members.hpp"
#include "fitpack/analysis/run_fit.hpp"
#include "fitpack/fit/hessian_profile.hpp"
#include "fitpack/parallel/agreement.hpp"

namespace fitpack {

namespace {

std::vector<double> theta_of(const FitResult& result) {
  std::vector<double> theta;
  for (const FittedParameter& parameter : result.parameters)
    if (!parameter.fixed) theta.push_back(parameter.value);
  return theta;
}

void check_result(const FitResult& result, const RunCard& card, const std::string& file) {
  if (result.covariance.empty())
    throw InputError(file +
                     " has no covariance, so nothing is known of what data would do to it; give "
                     "the result of 'fitpack fit'");
  if (card.data.sets.empty())
    throw InputError(file + " is a fit of single events alone; profiling needs binned data");
  if (card.parameters.n_free() != result.free_names.size())
    throw DataError(file + ": its card and its parameters do not belong together");
}

/// The card of the fit without events, which say nothing about other data.
RunCard card_of_fit(const FitResult& result, const std::string& file) {
  RunCard card = card_of(result, file);
  check_result(result, card, file);
  card.events.samples.clear();
  card.objective.t0.clear();  // the result holds what it led to
  return card;
}

/// With the added sets behind those of the fit. A sidecar that is named lies where it is said.
RunCard with_added(RunCard card, const std::vector<std::string>& add) {
  Problems problems;
  const std::vector<std::string> fitted = card.data.sets;
  for (const std::string& text : add) {
    const std::filesystem::path path = text;
    const bool is_sidecar = path.extension() == ".yaml";
    const std::string name = is_sidecar ? path.stem().string() : text;
    if (std::ranges::find(fitted, name) != fitted.end())
      problems.add("--add " + text, "the data set is in the fit already",
                   "profiling needs a fit without it");
    if (is_sidecar) {
      std::erase_if(card.data.files, [&](const auto& one) { return one.first == name; });
      card.data.files.emplace_back(name, std::filesystem::absolute(path));
    }
    card.data.sets.push_back(name);
  }
  problems.throw_if_any(ExitCode::usage);
  return card;
}

/// t0 of the fit for its rows, and the predictions of the fit for the others.
void keep_reference(Analysis& analysis, const FitResult& result, std::span<const double> theta) {
  if (analysis.reference_origin().empty()) return;
  std::vector<double> values;
  analysis.objective().drive([&] {
    values = analysis.objective().report(theta).theory;
    values.resize(analysis.measurements().n_rows(), NAN);
    const std::size_t n = std::min(result.objective.t0.size(), values.size());
    std::copy_n(result.objective.t0.begin(), n, values.begin());
  });
  analysis.communicator().broadcast(values);
  analysis.set_reference(values);
}

/// χ² at every θ, all together; NaN where there are no PDFs. Collective; on rank 0.
std::vector<double> chi2_at(Analysis& analysis, const std::vector<std::vector<double>>& thetas,
                            const Logger& logger) {
  std::vector<double> all, chi2;
  for (const std::vector<double>& theta : thetas) all.insert(all.end(), theta.begin(), theta.end());
  BatchPredictor predictor(analysis, logger);
  for (const SetChiSquare& set :
       BatchObjective(analysis, predictor, logger).evaluate(all, thetas.size()))
    chi2.push_back(set.valid ? set.chi2.total : NAN);
  return chi2;
}

LocalModel model_at(Analysis& analysis, std::span<const double> theta) {
  LocalModel model;
  analysis.objective().drive([&] {
    model = analysis.objective().evaluate(theta, Want::model);
    if (!model.valid)
      throw DataError("the parameters of the result have no PDFs or no finite prediction");
  });
  return model;
}

/// RᵀR, n × n.
std::vector<double> hessian_of(const LocalModel& model) {
  const std::size_t n = model.n;
  std::vector<double> h(n * n, 0.0);
  for (std::size_t k = 0; k < n; ++k)
    for (std::size_t i = k; i < n; ++i)
      for (std::size_t j = k; j < n; ++j)
        h[i * n + j] += model.triangle(k, i) * model.triangle(k, j);
  return h;
}

std::vector<double> difference(std::vector<double> a, const std::vector<double>& b) {
  for (std::size_t i = 0; i < a.size(); ++i) a[i] -= b[i];
  return a;
}

std::vector<double> sum(std::vector<double> a, const std::vector<double>& b) {
  for (std::size_t i = 0; i < a.size(); ++i) a[i] += b[i];
  return a;
}

/// A total χ² further above that of the quadratic model says that the model is too simple.
constexpr double largest_excess = 1.0;

void warn_if_too_far(const HessianProfile& profile, double change, const Logger& logger) {
  double model = 2.0 * profile.model_change;
  for (const ProfiledDirection& direction : profile.directions)
    model += direction.shift * direction.shift;
  if (std::abs(change - model) < largest_excess) return;
  logger->warn(
      "the total chi2 changes by {:.2f} at the profiled parameters, by {:.2f} in the quadratic "
      "model: the added data pull further than it reaches; fit them together with the others",
      change, model);
}

/// Excursions that leave the domain of the PDFs are halved until they do not.
constexpr double least_excursion = 1.0 / 1024.0;

void shorten(const InitialPdfs& pdfs, const std::vector<double>& centre,
             std::vector<double>& member, double& scale, ExcursionEnd& end) {
  std::vector<double> f(pdfs.n_values());
  while (!pdfs.values(member, f) && scale > least_excursion) {
    scale *= 0.5;
    end = ExcursionEnd::no_pdfs;
    for (std::size_t p = 0; p < member.size(); ++p)
      member[p] = centre[p] + 0.5 * (member[p] - centre[p]);
  }
}

/// The result of the fit and an analysis with and one without the added data.
class Profiling {
 public:
  Profiling(const Communicator& comm, const FitResult& result, const RunCard& fitted,
            const RunCard& all, const Logger& logger, const Progress& progress)
      : result_(result),
        logger_(logger),
        theta_(theta_of(result)),
        fitted_(comm, fitted, logger, progress),
        all_(comm, all, logger, progress) {
    keep_reference(fitted_, result, theta_);
    keep_reference(all_, result, theta_);
  }

  FitResult run(const DataProfileOptions& options) {
    const LocalModel of_fit = model_at(fitted_, theta_), of_all = model_at(all_, theta_);
    const bool root = all_.communicator().is_root();
    HessianProfile profile;
    std::vector<double> added, after = theta_;
    if (root) {
      added = difference(hessian_of(of_all), hessian_of(of_fit));
      profile = hessian_profile(result_.covariance,
                                difference(of_all.gradient(), of_fit.gradient()), added);
      after = sum(theta_, profile.shift);
    }
    all_.communicator().broadcast(after);
    require_pdfs(after);
    Covariance covariance;
    covariance.kind = result_.covariance_kind;
    covariance.covariance = profile.covariance;
    FitResult outcome = run_report(all_, after, covariance);
    const std::vector<double> of_both = chi2_at(all_, {theta_, after}, logger_);
    const std::vector<double> chi2 =
        difference(of_both, chi2_at(fitted_, {theta_, after}, logger_));
    const ObjectiveReport before = report_at_fit();
    if (root) {
      warn_if_too_far(profile, of_both[1] - of_both[0], logger_);
      describe(outcome, profile, chi2, before);
      outcome.hessian = added_to(result_.hessian, added);
      outcome.full_hessian = added_to(result_.full_hessian, added);
      const double tolerance =
          result_.eigenvectors.vectors.empty() ? 1.0 : result_.eigenvectors.tolerance;
      outcome.eigenvectors = parabolic_eigenvectors(after, profile.covariance, tolerance);
      for (Eigenvector& v : outcome.eigenvectors.vectors) {
        shorten(all_.objective().pdfs(), after, v.plus, v.plus_scale, v.plus_end);
        shorten(all_.objective().pdfs(), after, v.minus, v.minus_scale, v.minus_end);
        v.plus_delta_chi2 *= v.plus_scale * v.plus_scale;
        v.minus_delta_chi2 *= v.minus_scale * v.minus_scale;
      }
    }
    reweight(outcome, options);
    return outcome;
  }

 private:
  static std::vector<double> added_to(const std::vector<double>& hessian,
                                      const std::vector<double>& added) {
    return hessian.empty() ? hessian : sum(hessian, added);
  }

  void require_pdfs(const std::vector<double>& theta) {
    const std::vector<double> chi2 = chi2_at(all_, {theta}, logger_);
    agree(all_.communicator(), [&] {
      if (all_.communicator().is_root() && !std::isfinite(chi2.front()))
        throw Error(ExitCode::not_converged,
                    "the profiled parameters have no PDFs (the added data pull further than the "
                    "quadratic model reaches); fit them together with the others");
    });
  }

  ObjectiveReport report_at_fit() {
    ObjectiveReport report;
    all_.objective().drive([&] { report = all_.objective().report(theta_); });
    return report;
  }

  void describe(FitResult& outcome, const HessianProfile& profile, const std::vector<double>& chi2,
                const ObjectiveReport& before) const {
    outcome.title = result_.title + ", profiled";
    outcome.status = FitStatus::converged;
    outcome.message = "no fit: data added in the quadratic model of chi2";
    ProfiledData& data = outcome.profiled;
    for (std::size_t d = fitted_.measurements().datasets().size(); d < outcome.datasets.size();
         ++d) {
      const DatasetChiSquare& set = outcome.datasets[d];
      data.sets.push_back({set.name, set.n_points,
                           before.data_sets[d].chi2 + before.data_sets[d].log_penalty,
                           set.chi2 + set.log_penalty});
      data.n_points += set.n_points;
    }
    data.chi2_before = chi2[0];
    data.chi2_after = chi2[1];
    data.chi2_model = chi2[0] + 2.0 * profile.model_change;
    data.directions = profile.directions;
  }

  void reweight(FitResult& outcome, const DataProfileOptions& options) {
    std::vector<std::vector<double>> thetas;
    std::vector<const ReplicaRecord*> used;
    for (const ReplicaRecord& replica : result_.replicas)
      if (replica.selected) {
        thetas.push_back(replica.theta);
        used.push_back(&replica);
      }
    if (thetas.empty()) return;
    const std::vector<double> chi2 =
        difference(chi2_at(all_, thetas, logger_), chi2_at(fitted_, thetas, logger_));
    if (!all_.communicator().is_root()) return;
    ProfiledData& data = outcome.profiled;
    const std::vector<double> weights = replica_weights(chi2, data.n_points, options.weighting);
    data.weighting = to_string(options.weighting);
    data.effective_replicas = effective_replicas(weights);
    for (std::size_t k = 0; k < used.size(); ++k)
      data.weights.push_back({used[k]->number, chi2[k], weights[k]});
    if (options.unweight == 0) return;
    outcome.replica_settings = {result_.replica_settings.seed, options.unweight, {}};
    for (const std::size_t k : unweighted(weights, options.unweight)) {
      outcome.replicas.push_back(*used[k]);
      outcome.replicas.back().number = outcome.replicas.size();
    }
  }

  const FitResult& result_;
  const Logger& logger_;
  std::vector<double> theta_;
  Analysis fitted_, all_;
};

}  // namespace

FitResult profile_data(const Communicator& comm, const FitResult& result, const std::string& file,
                       const DataProfileOptions& options, const Logger& logger,
                       const Progress& progress) {
  RunCard fitted, all;
  agree(comm, [&] {
    fitted = card_of_fit(result, file);
    all = with_added(fitted, options.add);
    const bool has_replicas = std::ranges::any_of(result.replicas, &ReplicaRecord::selected);
    if (options.unweight > 0 && !has_replicas)
      throw InputError("--unweight needs replicas, and " + file +
                       " has none; make them with 'fitpack fit --replicas N'");
  });
  if (result.status != FitStatus::converged)
    logger->warn("{} is of a fit that did not converge", file);
  return Profiling(comm, result, fitted, all, logger, progress).run(options);
}

}  // namespace fitpack
