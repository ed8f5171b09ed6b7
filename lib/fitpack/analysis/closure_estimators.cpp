#include "fitpack/analysis/closure_estimators.hpp"

#include <cmath>

#include "fitpack/data/nuisance_index.hpp"

namespace fitpack {

namespace {

struct Spread {
  std::vector<double> mean, deviation;
};

Spread spread_of(const ClosureEnsemble& ensemble, std::vector<double> ClosurePrediction::*member) {
  const std::size_t size = (ensemble.front().*member).size();
  const auto n = static_cast<double>(ensemble.size());
  Spread spread{std::vector<double>(size, 0.0), std::vector<double>(size, 0.0)};
  for (const ClosurePrediction& one : ensemble)
    for (std::size_t i = 0; i < size; ++i) spread.mean[i] += (one.*member)[i] / n;
  for (const ClosurePrediction& one : ensemble)
    for (std::size_t i = 0; i < size; ++i)
      spread.deviation[i] += std::pow((one.*member)[i] - spread.mean[i], 2) / (n - 1.0);
  for (double& deviation : spread.deviation) deviation = std::sqrt(deviation);
  return spread;
}

double share_within(const Spread& spread, const std::vector<double>& truth) {
  double within = 0.0;
  for (std::size_t i = 0; i < truth.size(); ++i)
    if (std::abs(spread.mean[i] - truth[i]) < spread.deviation[i]) within += 1.0;
  return within / static_cast<double>(truth.size());
}

}  // namespace

MeasuredMetric::MeasuredMetric(std::span<const Dataset> datasets) {
  const NuisanceIndex nuisances(datasets);
  Eigen::Index n = 0;
  for (const Dataset& d : datasets) n += static_cast<Eigen::Index>(d.size());
  inverse_delta_.resize(n);
  scaled_sources_ = Eigen::MatrixXd::Zero(n, static_cast<Eigen::Index>(nuisances.size()));
  Eigen::Index row = 0;
  for (std::size_t d = 0; d < datasets.size(); ++d)
    for (std::size_t i = 0; i < datasets[d].size(); ++i, ++row) {
      const double stat = datasets[d].stat[i], uncor = datasets[d].uncor[i];
      inverse_delta_[row] = 1.0 / std::sqrt(stat * stat + uncor * uncor);
      for (std::size_t s = 0; s < datasets[d].sources.size(); ++s)
        if (nuisances.columns(d)[s] != NuisanceIndex::none)
          scaled_sources_(row, static_cast<Eigen::Index>(nuisances.columns(d)[s])) +=
              datasets[d].shift(i, s) * inverse_delta_[row];
    }
  const Eigen::Index sources = scaled_sources_.cols();
  inner_.compute(Eigen::MatrixXd::Identity(sources, sources) +
                 scaled_sources_.transpose() * scaled_sources_);
}

double MeasuredMetric::distance(std::span<const double> a, std::span<const double> b) const {
  const Eigen::Map<const Eigen::VectorXd> left(a.data(), inverse_delta_.size());
  const Eigen::Map<const Eigen::VectorXd> right(b.data(), inverse_delta_.size());
  const Eigen::VectorXd r = (left - right).cwiseProduct(inverse_delta_);
  const Eigen::VectorXd c = scaled_sources_.transpose() * r;
  return r.squaredNorm() - c.dot(inner_.solve(c));
}

ClosureEstimators closure_estimators(std::span<const ClosureEnsemble> ensembles,
                                     const ClosurePrediction& truth, const MeasuredMetric& metric) {
  ClosureEstimators sum;
  std::vector<double> shares;
  const auto n_points = static_cast<double>(truth.theory.size());
  for (const ClosureEnsemble& ensemble : ensembles) {
    if (ensemble.size() < 2) continue;
    const Spread theory = spread_of(ensemble, &ClosurePrediction::theory);
    sum.bias += metric.distance(theory.mean, truth.theory) / n_points;
    double variance = 0.0;
    for (const ClosurePrediction& one : ensemble)
      variance += metric.distance(one.theory, theory.mean);
    sum.variance += variance / (n_points * static_cast<double>(ensemble.size() - 1));
    shares.push_back(share_within(spread_of(ensemble, &ClosurePrediction::pdfs), truth.pdfs));
  }
  const auto n = static_cast<double>(shares.size());
  if (shares.empty()) return sum;
  sum.bias /= n;
  sum.variance /= n;
  for (const double share : shares) sum.xi += share / n;
  for (const double share : shares) sum.xi_error += std::pow(share - sum.xi, 2);
  sum.xi_error = n > 1.0 ? std::sqrt(sum.xi_error / (n * (n - 1.0))) : NAN;
  return sum;
}

}  // namespace fitpack
