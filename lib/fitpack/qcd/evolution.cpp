#include "fitpack/qcd/evolution.hpp"

#include <algorithm>
#include <cmath>

#include "fitpack/qcd/convolution_matrix.hpp"
#include "fitpack/qcd/matching.hpp"
#include "fitpack/qcd/splitting_functions.hpp"
#include "fitpack/qcd/splitting_functions_nnlo.hpp"

namespace fitpack::qcd {

namespace {

/// Largest step in ln a_s; halving it changes evolved partons at x ≤ 0.7 by less than 1e-8.
constexpr double largest_step = 0.01;

Matrix singlet_matrix(const Matrix& qq, const Matrix& qg, const Matrix& gq, const Matrix& gg) {
  Matrix result(2 * qq.rows(), 2 * qq.cols());
  result << qq, qg, gq, gg;
  return result;
}

/// Σ_n a^n matrices[n] / Σ_n β_n a^n, n up to the number of matrices.
Matrix generator(const std::vector<Matrix>& matrices, double a, int nf) {
  const auto beta = beta_coefficients(nf);
  Matrix sum = matrices.back();
  double beta_sum = beta[matrices.size() - 1];
  for (std::size_t n = matrices.size() - 1; n-- > 0;) {
    sum = matrices[n] + a * sum;
    beta_sum = beta[n] + a * beta_sum;
  }
  return sum / beta_sum;
}

/// The propagator of dU/dτ = G(τ) U over `steps` equal steps from a_from to a_to.
Matrix propagate(const std::vector<Matrix>& matrices, int nf, double a_from, double a_to,
                 int steps) {
  const double tau = -std::log(a_from), h = (-std::log(a_to) - tau) / steps;
  auto g_at = [&](double t) { return generator(matrices, std::exp(-t), nf); };
  Matrix u = Matrix::Identity(matrices[0].rows(), matrices[0].cols());
  Matrix g0 = g_at(tau);
  for (int step = 0; step < steps; ++step) {
    const double t = tau + h * step;
    const Matrix g_half = g_at(t + 0.5 * h), g1 = g_at(t + h);
    const Matrix k1 = g0 * u;
    const Matrix k2 = g_half * (u + 0.5 * h * k1);
    const Matrix k3 = g_half * (u + 0.5 * h * k2);
    const Matrix k4 = g1 * (u + h * k3);
    u += h / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4);
    g0 = g1;
  }
  return u;
}

/// P^(n) for an expansion in a_s(μ_R²), L = ln(μ_R²/μ_F²):
///   a_s(μ_F²) = a + β0 L a² + (β0² L² + β1 L) a³ in Σ_n a_s(μ_F²)^{n+1} P^(n).
std::vector<Matrix> reexpand(std::vector<Matrix> p, double l, int nf) {
  const auto beta = beta_coefficients(nf);
  if (p.size() > 2)
    p[2] += 2.0 * beta[0] * l * p[1] + (beta[0] * beta[0] * l * l + beta[1] * l) * p[0];
  if (p.size() > 1) p[1] += beta[0] * l * p[0];
  return p;
}

SplittingMatrices reexpand(const SplittingMatrices& p, double l, int nf) {
  return {reexpand(p.ns_plus, l, nf), reexpand(p.ns_minus, l, nf), reexpand(p.ns_valence, l, nf),
          reexpand(p.singlet, l, nf)};
}

}  // namespace

SplittingMatrices splitting_matrices(const XGrid& grid, int nf, Order order) {
  SplittingMatrices result;
  const std::vector<ConvolutionKernel> leading{p0_ns(), p0_qg(nf), p0_gq(), p0_gg(nf)};
  const auto p0 = convolution_matrices(grid, leading);
  result.ns_plus.push_back(p0[0]);
  result.ns_minus.push_back(p0[0]);
  result.singlet.push_back(singlet_matrix(p0[0], p0[1], p0[2], p0[3]));
  if (order >= Order::nlo) {
    const std::vector<ConvolutionKernel> next{p1_ns_plus(nf), p1_ns_minus(nf), p1_ps(nf),
                                              p1_qg(nf),      p1_gq(nf),       p1_gg(nf)};
    const auto p1 = convolution_matrices(grid, next);
    result.ns_plus.push_back(p1[0]);
    result.ns_minus.push_back(p1[1]);
    result.singlet.push_back(singlet_matrix(p1[0] + p1[2], p1[3], p1[4], p1[5]));
  }
  result.ns_valence = result.ns_minus;
  if (order >= Order::nnlo) {
    const std::vector<ConvolutionKernel> second{
        p2_ns_plus(nf), p2_ns_minus(nf), p2_ns_sea(nf), p2_ps(nf), p2_qg(nf), p2_gq(nf), p2_gg(nf)};
    const auto p2 = convolution_matrices(grid, second);
    result.ns_plus.push_back(p2[0]);
    result.ns_minus.push_back(p2[1]);
    result.ns_valence.push_back(p2[1] + p2[2]);
    result.singlet.push_back(singlet_matrix(p2[0] + p2[3], p2[4], p2[5], p2[6]));
  }
  return result;
}

MatchingMatrices matching_matrices(const XGrid& grid, Order order) {
  if (order < Order::nnlo) return {};
  const std::vector<ConvolutionKernel> kernels{a2_qq_ns(), a2_hq(), a2_hg(), a2_gq(), a2_gg()};
  const auto m = convolution_matrices(grid, kernels);
  return {m[0], m[1], m[2], m[3], m[4]};
}

Evolution::Evolution(const TheoryOptions& options, const XGrid& grid)
    : options_(options),
      grid_(grid),
      coupling_(options),
      matching_(matching_matrices(grid, options.order)) {
  const double log_ratio = 2.0 * std::log(options.mu_r_over_q / options.mu_f_over_q);
  for (int nf = initial_flavours(); nf <= options.nf_max; ++nf) {
    const auto i = static_cast<std::size_t>(nf - 3);
    splitting_[i] = splitting_matrices(grid, nf, options.order);
    reexpanded_[i] = log_ratio == 0.0 ? splitting_[i] : reexpand(splitting_[i], log_ratio, nf);
  }
}

double Evolution::a_s_at(double mu_f2, int nf) const {
  const double ratio = options_.mu_r_over_q / options_.mu_f_over_q;
  return coupling_.a_s(ratio == 1.0 ? mu_f2 : ratio * ratio * mu_f2, nf);
}

const SplittingMatrices& Evolution::splitting(int nf) const {
  return splitting_[static_cast<std::size_t>(nf - 3)];
}

int Evolution::initial_flavours() const { return coupling_.active_flavours(options_.q0_2); }

ScaleOperators Evolution::initial_operators() const {
  const auto n = static_cast<Eigen::Index>(grid_.size());
  ScaleOperators operators;
  operators.ns_plus = operators.ns_minus = operators.ns_valence = Matrix::Identity(n, n);
  operators.singlet = Matrix::Identity(2 * n, 2 * n);
  for (int nf = 4; nf <= initial_flavours(); ++nf) {  // heavy quarks absent: T15 = Σ, V15 = V
    operators.t_heavy[static_cast<std::size_t>(nf - 4)] = operators.singlet.topRows(n);
    operators.v_heavy[static_cast<std::size_t>(nf - 4)] = operators.ns_valence;
  }
  return operators;
}

void Evolution::advance(ScaleOperators& operators, int nf, double a_from, double a_to) const {
  const int steps =
      std::max(1, static_cast<int>(std::ceil(std::abs(std::log(a_from / a_to)) / largest_step)));
  const SplittingMatrices& p = reexpanded_[static_cast<std::size_t>(nf - 3)];
  const Matrix plus = propagate(p.ns_plus, nf, a_from, a_to, steps);
  const Matrix minus = propagate(p.ns_minus, nf, a_from, a_to, steps);
  operators.ns_plus = plus * operators.ns_plus;
  operators.ns_minus = minus * operators.ns_minus;
  // The valence differs from other differences of quarks and antiquarks from NNLO on only.
  operators.ns_valence =
      (options_.order >= Order::nnlo ? propagate(p.ns_valence, nf, a_from, a_to, steps) : minus) *
      operators.ns_valence;
  operators.singlet = propagate(p.singlet, nf, a_from, a_to, steps) * operators.singlet;
  for (Matrix& t : operators.t_heavy)
    if (t.size() > 0) t = plus * t;
  for (Matrix& v : operators.v_heavy)
    if (v.size() > 0) v = minus * v;
}

void Evolution::cross_threshold(ScaleOperators& operators, int nf, double a_s) const {
  const auto n = static_cast<Eigen::Index>(grid_.size());
  const auto heavy = static_cast<std::size_t>(nf + 1 - 4);
  if (options_.order < Order::nnlo) {
    operators.t_heavy[heavy] = operators.singlet.topRows(n);
    operators.v_heavy[heavy] = operators.ns_valence;
    return;
  }
  const double a2 = a_s * a_s;
  const Matrix light = Matrix::Identity(n, n) + a2 * matching_.qq_ns;
  operators.ns_plus = light * operators.ns_plus;
  operators.ns_minus = light * operators.ns_minus;
  operators.ns_valence = light * operators.ns_valence;
  for (Matrix& t : operators.t_heavy)
    if (t.size() > 0) t = light * t;
  for (Matrix& v : operators.v_heavy)
    if (v.size() > 0) v = light * v;

  const Matrix sigma = operators.singlet.topRows(n), gluon = operators.singlet.bottomRows(n);
  const Matrix h_plus = a2 * (matching_.hq * sigma + matching_.hg * gluon);
  operators.t_heavy[heavy] = light * sigma - static_cast<double>(nf) * h_plus;
  operators.v_heavy[heavy] = operators.ns_valence;  // h = h̄ at this order
  operators.singlet.topRows(n) = light * sigma + h_plus;
  operators.singlet.bottomRows(n) = gluon + a2 * (matching_.gq * sigma + matching_.gg * gluon);
}

}  // namespace fitpack::qcd
