#include "fitpack/qcd/running_coupling.hpp"

#include <cmath>
#include <sstream>

#include "fitpack/core/constants.hpp"
#include "fitpack/core/error.hpp"
#include "fitpack/core/quadrature.hpp"

namespace fitpack::qcd {

std::string to_string(Order order) {
  switch (order) {
    case Order::lo:
      return "LO";
    case Order::nlo:
      return "NLO";
    case Order::nnlo:
      return "NNLO";
  }
  return "?";
}

std::string to_string(Scheme scheme) {
  switch (scheme) {
    case Scheme::zm_vfns:
      return "ZM-VFNS";
    case Scheme::fonll_a:
      return "FONLL-A";
    case Scheme::ffns:
      return "FFNS";
  }
  return "?";
}

std::array<double, 3> beta_coefficients(int nf) {
  return {11.0 - 2.0 / 3.0 * nf, 102.0 - 38.0 / 3.0 * nf,
          2857.0 / 2.0 - 5033.0 / 18.0 * nf + 325.0 / 54.0 * nf * nf};
}

namespace {

/// β function without the sign and the factor a²: β0 + β1 a + β2 a², truncated at the order.
struct TruncatedBeta {
  double b0, b1, b2;
  TruncatedBeta(int nf, Order order) {
    const auto beta = beta_coefficients(nf);
    b0 = beta[0];
    b1 = order >= Order::nlo ? beta[1] : 0.0;
    b2 = order >= Order::nnlo ? beta[2] : 0.0;
  }
  [[nodiscard]] double operator()(double a) const { return b0 + a * (b1 + a * b2); }

  /// ∫_{a0}^{a1} da/(a² (b0 + b1 a + b2 a²)): the poles at a = 0 in closed form,
  ///   1/(a² D) = 1/(b0 a²) − b1/(b0² a) + (b1² − b0 b2 + b1 b2 a)/(b0² D),
  /// the smooth rest by quadrature.
  [[nodiscard]] double integral(double a0, double a1) const {
    static const GaussLegendre rule(24);
    const double rest = rule.integrate(
        a0, a1, [this](double a) { return (b1 * b1 - b0 * b2 + b1 * b2 * a) / (*this)(a); });
    return (1.0 / a0 - 1.0 / a1) / b0 - b1 / (b0 * b0) * std::log(a1 / a0) + rest / (b0 * b0);
  }
};

}  // namespace

double run_coupling(double a0, double mu0_2, double mu1_2, int nf, Order order) {
  if (mu0_2 == mu1_2) return a0;
  const TruncatedBeta beta(nf, order);
  const double t = std::log(mu1_2 / mu0_2);
  double a = a0 / (1.0 + beta.b0 * a0 * t);
  if (!(a > 0.0)) a = 10.0 * a0;
  for (int iteration = 0; iteration < 60; ++iteration) {
    // Newton in 1/a, in which the leading-order solution is a straight line.
    const double inverse = 1.0 / a + beta(a) * (t + beta.integral(a0, a));
    if (!(inverse > 0.0)) break;
    const double next = 1.0 / inverse;
    const double change = std::abs(next - a);
    a = next;
    if (change <= 2e-16 * a) return a;
    if (iteration > 12 && change <= 1e-14 * a) return a;
  }
  std::ostringstream message;
  message << "α_s has no solution at μ² = " << mu1_2
          << " GeV² (the coupling diverges below the Landau pole); choose a smaller "
             "theory.alphas_mz or a larger scale";
  throw InputError(message.str());
}

RunningCoupling::RunningCoupling(const TheoryOptions& options)
    : order_(options.order),
      nf_min_(options.nf_min),
      nf_max_(options.nf_max),
      thresholds_{options.mc * options.mc, options.mb * options.mb, options.mt * options.mt} {
  const double mu2 = options.alphas_scale * options.alphas_scale;
  const int nf = active_flavours(mu2);
  auto anchor = [this](int n) -> Anchor& { return anchors_[static_cast<std::size_t>(n - 3)]; };
  anchor(nf) = {mu2, options.alphas_mz / (4.0 * constants::pi)};
  for (int n = nf; n > nf_min_; --n)
    anchor(n - 1) = {threshold(n), across_threshold_down(a_s(threshold(n), n))};
  for (int n = nf; n < nf_max_; ++n)
    anchor(n + 1) = {threshold(n + 1), across_threshold_up(a_s(threshold(n + 1), n))};
}

double RunningCoupling::a_s(double mu2, int nf) const {
  const Anchor& from = anchors_[static_cast<std::size_t>(nf - 3)];
  return run_coupling(from.a, from.mu2, mu2, nf, order_);
}

double RunningCoupling::alpha_s(double mu2) const { return 4.0 * constants::pi * a_s(mu2); }

int RunningCoupling::active_flavours(double mu2) const {
  int nf = nf_min_;
  while (nf < nf_max_ && mu2 > threshold(nf + 1)) ++nf;
  return nf;
}

double RunningCoupling::across_threshold_up(double a) const {
  return order_ >= Order::nnlo ? a * (1.0 + 14.0 / 3.0 * a * a) : a;
}

double RunningCoupling::across_threshold_down(double a) const {
  return order_ >= Order::nnlo ? a * (1.0 - 14.0 / 3.0 * a * a) : a;
}

}  // namespace fitpack::qcd
