#include "fitpack/qcd/evolution_table.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <sstream>

#include "fitpack/core/error.hpp"

namespace fitpack::qcd {

namespace {

/// Points per unit of ln a_s, and at least; enough for 1e-9 (test EvolutionTable).
constexpr double points_per_unit = 9.0;
constexpr std::size_t least_order = 5;
/// A region narrower than this, relative in μ², has no nodes of its own.
constexpr double degenerate = 1e-9;

/// Cosine of Chebyshev point m, ascending from −1 to 1.
double chebyshev_point(std::size_t m, std::size_t order) {
  return -std::cos(std::numbers::pi * static_cast<double>(m) / static_cast<double>(order));
}

std::vector<double> chebyshev_weights(double t, std::size_t order) {
  std::vector<double> weights(order + 1);
  double sum = 0.0;
  for (std::size_t m = 0; m <= order; ++m) {
    const double distance = t - chebyshev_point(m, order);
    if (std::abs(distance) < 1e-15) {
      std::fill(weights.begin(), weights.end(), 0.0);
      weights[m] = 1.0;
      return weights;
    }
    const double sign = m % 2 == 0 ? 1.0 : -1.0;
    weights[m] = sign * (m == 0 || m == order ? 0.5 : 1.0) / distance;
    sum += weights[m];
  }
  for (double& w : weights) w /= sum;
  return weights;
}

}  // namespace

ScaleGrid::ScaleGrid(const Evolution& evolution)
    : coupling_(evolution.coupling()),
      q0_2_(evolution.options().q0_2),
      q2_max_(evolution.options().q2_max) {
  double begin = q0_2_;
  std::size_t first = 0;
  for (int nf = evolution.initial_flavours(); nf <= evolution.options().nf_max; ++nf) {
    const bool last = nf == evolution.options().nf_max || coupling_.threshold(nf + 1) >= q2_max_;
    const double end = last ? q2_max_ : coupling_.threshold(nf + 1);
    if (end < begin * (1.0 + degenerate)) continue;  // the initial scale sits at a threshold
    Region region{nf, coupling_.a_s(begin, nf), coupling_.a_s(end, nf), first, 0, begin, end};
    const double width = std::log(region.a_begin / region.a_end);
    region.order = least_order + static_cast<std::size_t>(std::ceil(points_per_unit * width));
    regions_.push_back(region);
    first += region.order + 1;
    begin = end;
    if (last) break;
  }
}

std::size_t ScaleGrid::size() const { return regions_.back().first + regions_.back().order + 1; }

double ScaleGrid::node_a_s(const Region& region, std::size_t m) {
  if (m == 0) return region.a_begin;
  if (m == region.order) return region.a_end;
  const double fraction = 0.5 * (1.0 + chebyshev_point(m, region.order));
  return region.a_begin * std::exp(fraction * std::log(region.a_end / region.a_begin));
}

ScaleStencil ScaleGrid::stencil(double mu2) const {
  constexpr double slack = 1e-12;
  if (mu2 < q0_2_ * (1.0 - slack) || mu2 > q2_max_ * (1.0 + slack)) {
    std::ostringstream message;
    message << "scale " << std::sqrt(mu2) << " GeV is outside the evolved range of "
            << std::sqrt(q0_2_) << " to " << std::sqrt(q2_max_)
            << " GeV; cut the point, lower theory.q0_2 or raise theory.grid.q2_max";
    throw InputError(message.str());
  }
  const Region* region = &regions_.front();
  for (const Region& candidate : regions_)
    if (mu2 > candidate.q2_begin) region = &candidate;
  const double a = coupling_.a_s(mu2, region->nf);
  const double fraction =
      std::log(region->a_begin / a) / std::log(region->a_begin / region->a_end);
  return {region->first, chebyshev_weights(2.0 * fraction - 1.0, region->order), region->nf, a};
}

EvolutionTable::EvolutionTable(const Evolution& evolution) : scales_(evolution) {
  ScaleOperators operators = evolution.initial_operators();
  nodes_.reserve(scales_.size());
  int nf = evolution.initial_flavours();
  for (const ScaleGrid::Region& region : scales_.regions()) {
    for (; nf < region.nf; ++nf) evolution.cross_threshold(operators, nf, region.a_begin);
    nodes_.push_back(operators);
    for (std::size_t m = 1; m <= region.order; ++m) {
      evolution.advance(operators, region.nf, ScaleGrid::node_a_s(region, m - 1),
                        ScaleGrid::node_a_s(region, m));
      nodes_.push_back(operators);
    }
  }
}

ScaleOperators EvolutionTable::at(const ScaleStencil& stencil) const {
  std::vector<const ScaleOperators*> operators;
  for (std::size_t m = 0; m < stencil.weights.size(); ++m)
    operators.push_back(&nodes_[stencil.first + m]);
  return combine(stencil.weights, operators);
}

ScaleOperators combine(const std::vector<double>& weights,
                       const std::vector<const ScaleOperators*>& operators) {
  auto sum = [&](auto&& member) {
    Matrix result = weights[0] * member(*operators[0]);
    for (std::size_t m = 1; m < weights.size(); ++m) result += weights[m] * member(*operators[m]);
    return result;
  };
  ScaleOperators result;
  result.ns_plus = sum([](const ScaleOperators& o) -> const Matrix& { return o.ns_plus; });
  result.ns_minus = sum([](const ScaleOperators& o) -> const Matrix& { return o.ns_minus; });
  result.ns_valence = sum([](const ScaleOperators& o) -> const Matrix& { return o.ns_valence; });
  result.singlet = sum([](const ScaleOperators& o) -> const Matrix& { return o.singlet; });
  for (std::size_t h = 0; h < 3; ++h) {
    if (operators[0]->t_heavy[h].size() == 0) continue;
    result.t_heavy[h] = sum([h](const ScaleOperators& o) -> const Matrix& { return o.t_heavy[h]; });
    result.v_heavy[h] = sum([h](const ScaleOperators& o) -> const Matrix& { return o.v_heavy[h]; });
  }
  return result;
}

ScaleOperators direct_operators(const Evolution& evolution, double mu2) {
  const RunningCoupling& coupling = evolution.coupling();
  ScaleOperators operators = evolution.initial_operators();
  double from = evolution.options().q0_2;
  const int last = coupling.active_flavours(mu2);
  for (int nf = evolution.initial_flavours(); nf <= last; ++nf) {
    const double to = nf == last ? mu2 : coupling.threshold(nf + 1);
    if (to > from * (1.0 + degenerate))
      evolution.advance(operators, nf, coupling.a_s(from, nf), coupling.a_s(to, nf));
    if (nf < last) evolution.cross_threshold(operators, nf, coupling.a_s(to, nf + 1));
    from = to;
  }
  return operators;
}

}  // namespace fitpack::qcd
