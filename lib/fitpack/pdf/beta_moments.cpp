#include "fitpack/pdf/beta_moments.hpp"

#include <sstream>

#include "fitpack/pdf/special_functions.hpp"

namespace fitpack {

namespace {

/// Adds the terms of a group to `sum`; slopes[o] becomes the derivative with respect to output o.
bool add_group(const BetaMoments::Group& group, int n, std::span<const double> values,
               std::span<double> slopes, double& sum) {
  const double first = values[group.b] + n;
  const double second = values[group.c] + 1.0;
  if (!(first > 0.0 && second > 0.0)) return false;
  const bool with_slopes = !slopes.empty();
  const double psi_second = with_slopes ? digamma(second) : 0.0;
  double psi_first = with_slopes ? digamma(first) : 0.0;
  double psi_both = with_slopes ? digamma(first + second) : 0.0;
  double beta = beta_function(first, second);
  int offset = 0;
  for (const BetaMoments::Group::Term& term : group.terms) {
    for (; offset < term.offset; ++offset) {
      // Beta(a+1, b) = Beta(a, b) a/(a+b) and ψ(a+1) = ψ(a) + 1/a.
      const double a = first + offset;
      beta *= a / (a + second);
      psi_first += 1.0 / a;
      psi_both += 1.0 / (a + second);
    }
    const double part = values[term.k] * beta;
    sum += part;
    if (!with_slopes) continue;
    slopes[term.k] += beta;
    slopes[group.b] += part * (psi_first - psi_both);
    slopes[group.c] += part * (psi_second - psi_both);
  }
  return true;
}

}  // namespace

bool BetaMoments::add(int n, std::span<const double> all, DualRow sum) const {
  const bool with_slopes = sum.size() > 1;
  std::vector<double> values(program_.number_outputs.size());
  std::vector<double> slopes(with_slopes ? n_values() : 0, 0.0);
  program_.numbers(all, with_slopes ? values.size() : n_values(), values);
  for (const Group& group : groups_) {
    if (!add_group(group, n, values, slopes, sum[0])) return false;
  }
  if (!with_slopes) return true;
  for (const Derivative& d : derivatives_) sum[d.column] += slopes[d.of] * values[d.output];
  return true;
}

std::string BetaMoments::divergence(int n, std::span<const double> all) const {
  std::vector<double> values(program_.number_outputs.size());
  program_.numbers(all, n_values(), values);
  for (const Group& group : groups_) {
    const double b = values[group.b];
    const double c = values[group.c];
    std::ostringstream why;
    if (!(b + n > 0.0)) why << "a term x^b needs b > " << -n << ", but b = " << b;
    if (!(c + 1.0 > 0.0)) {
      why << (why.tellp() > 0 ? " and " : "a term ") << "(1-x)^c needs c > -1, but c = " << c;
    }
    if (why.tellp() > 0) return why.str();
  }
  return {};
}

}  // namespace fitpack
