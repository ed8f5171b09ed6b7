#pragma once

#include <Eigen/Dense>
#include <cmath>
#include <vector>

#include "synthetic_problem.hpp"

/// The χ² of a synthetic problem straight from its formulas, with dense matrices of all rows.
namespace fitpack::synthetic {

struct BruteForce {
  Eigen::VectorXd theory, residual, delta, log_terms, shifts;
  Eigen::MatrixXd gamma;  ///< Γ = -∂r/∂b, rows × sources
  double points = 0.0;
  double correlated = 0.0;
  double log_penalty = 0.0;
  double prior = 0.0;
  [[nodiscard]] double total() const { return points + correlated + log_penalty + prior; }
};

inline Eigen::VectorXd theory_of(const Problem& problem, const std::vector<double>& theta) {
  const Pdfs pdfs(problem.n_columns, problem.n_parameters, problem.shape);
  Eigen::VectorXd f(static_cast<Eigen::Index>(problem.n_columns));
  if (!pdfs.values(theta, {f.data(), problem.n_columns})) throw std::logic_error("no PDFs");
  Eigen::VectorXd theory(static_cast<Eigen::Index>(problem.n_rows));
  for (std::size_t i = 0; i < problem.n_rows; ++i) {
    Eigen::VectorXd k = Eigen::VectorXd::Zero(f.size());
    fill_kernel_row(problem, i, {k.data(), problem.n_columns});
    theory[static_cast<Eigen::Index>(i)] = k.dot(f);
  }
  return theory;
}

/// δ², Γ and residuals at shifts b (b*, if it is null) as physics has them. `outcome`: pseudo-data
/// in the place of the measured values.
inline BruteForce brute_force(const Problem& problem, const std::vector<double>& theta,
                              const Eigen::VectorXd* b = nullptr,
                              const std::vector<double>& outcome = {}) {
  const bool hera = problem.chi_square == "hera";
  const bool t0 = problem.chi_square == "t0" || problem.chi_square == "nnpdf";
  const MeasurementBlock data = measurements(problem, {0, problem.n_rows});
  BruteForce result;
  result.theory = theory_of(problem, theta);
  const Eigen::Index n = result.theory.size();
  const auto sources = static_cast<Eigen::Index>(problem.n_sources());
  result.delta.resize(n);
  result.log_terms = Eigen::VectorXd::Zero(n);
  result.gamma.resize(n, sources);
  Eigen::VectorXd start(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const auto row = static_cast<std::size_t>(i);
    const double d = data.value[row];
    const double s = data.stat[row];
    const double u = data.uncor[row];
    const double t = result.theory[i];
    const double scale = !hera || t <= 0.0 ? d : t;
    const double uncor_scale = problem.chi_square == "nnpdf" ? data.reference[row] : scale;
    const double delta2 = s * s * std::abs(d * scale) + u * u * uncor_scale * uncor_scale;
    result.delta[i] = std::sqrt(delta2);
    if (hera) result.log_terms[i] = std::log(delta2 / (d * d * (s * s + u * u)));
    start[i] = (t - (outcome.empty() ? d : outcome[row])) / result.delta[i];
    for (Eigen::Index j = 0; j < sources; ++j) {
      const auto column = static_cast<std::size_t>(j);
      const bool multiplicative = column < problem.n_multiplicative;
      const double reference = hera && multiplicative ? t
                               : t0 && multiplicative ? data.reference[row]
                                                      : d;
      result.gamma(i, j) =
          data.beta[row * data.beta_stride() + column] * reference / result.delta[i];
    }
  }
  const Eigen::MatrixXd a =
      Eigen::MatrixXd::Identity(sources, sources) + result.gamma.transpose() * result.gamma;
  result.shifts = b ? *b : Eigen::VectorXd(a.llt().solve(result.gamma.transpose() * start));
  result.residual = start - result.gamma * result.shifts;
  result.points = result.residual.squaredNorm();
  result.correlated = result.shifts.squaredNorm();
  result.log_penalty = result.log_terms.sum();
  const ParameterSet set = parameters(problem);
  for (std::size_t p = 0; p < set.n_free(); ++p)
    if (const auto& prior = set.free(p).prior)
      result.prior += std::pow((theta[p] - prior->mean) / prior->sigma, 2);
  return result;
}

}  // namespace fitpack::synthetic
