#include "fitpack/qcd/evolution_table.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>

#include "fitpack/core/chebyshev.hpp"
#include "fitpack/core/error.hpp"

namespace fitpack::qcd {

namespace {

/// Points per unit of ln a_s, and at least; enough for 1e-9 (test EvolutionTable).
constexpr double points_per_unit = 9.0;
constexpr std::size_t least_order = 5;
/// No factorisation scale lies below, GeV².
constexpr double least_scale = 1.0;
/// Scales may miss the ends of the table, or of a region, by rounding.
constexpr double slack = 1e-12;
/// A region narrower than this, relative in μ², has no nodes of its own.
constexpr double degenerate = 1e-9;

}  // namespace

ScaleGrid::ScaleGrid(const Evolution& evolution) : coupling_(evolution.coupling()) {
  const TheoryOptions& options = evolution.options();
  const double ratio = options.mu_r_over_q / options.mu_f_over_q;
  const double mu_f2 = options.mu_f_over_q * options.mu_f_over_q;
  renormalisation_ratio_ = ratio * ratio;
  mu2_min_ = mu_f2 < 1.0 ? std::max(least_scale, mu_f2 * options.q0_2) : options.q0_2;
  mu2_min_ = std::min(mu2_min_, options.q0_2);
  mu2_max_ = std::max(mu_f2, 1.0) * options.q2_max;
  double begin = mu2_min_;
  std::size_t first = 0;
  for (int nf = evolution.initial_flavours(); nf <= options.nf_max; ++nf) {
    const bool last = nf == options.nf_max || coupling_.threshold(nf + 1) >= mu2_max_;
    const double end = last ? mu2_max_ : coupling_.threshold(nf + 1);
    if (end < begin * (1.0 + degenerate)) continue;  // the initial scale sits at a threshold
    Region region{nf, evolution.a_s_at(begin, nf), evolution.a_s_at(end, nf), first, 0, begin, end};
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
  if (mu2 < mu2_min_ * (1.0 - slack) || mu2 > mu2_max_ * (1.0 + slack)) {
    std::ostringstream message;
    message << "scale " << std::sqrt(mu2) << " GeV is outside the evolved range of "
            << std::sqrt(mu2_min_) << " to " << std::sqrt(mu2_max_)
            << " GeV; cut the point, lower theory.q0_2 or raise theory.grid.q2_max";
    throw InputError(message.str());
  }
  const Region* region = &regions_.front();
  for (const Region& candidate : regions_)
    if (mu2 > candidate.q2_begin) region = &candidate;
  return stencil_in(*region, mu2);
}

ScaleStencil ScaleGrid::stencil(double mu2, int nf) const {
  for (const Region& region : regions_) {
    if (region.nf == nf && mu2 >= region.q2_begin * (1.0 - slack) &&
        mu2 <= region.q2_end * (1.0 + slack))
      return stencil_in(region, mu2);
  }
  return stencil(mu2);
}

ScaleStencil ScaleGrid::stencil_in(const Region& region, double mu2) const {
  const double mu_r2 = renormalisation_ratio_ == 1.0 ? mu2 : renormalisation_ratio_ * mu2;
  const double a = coupling_.a_s(mu_r2, region.nf);
  const double fraction = std::log(region.a_begin / a) / std::log(region.a_begin / region.a_end);
  ScaleStencil result{region.first, std::vector<double>(region.order + 1), region.nf, a};
  chebyshev_weights(2.0 * fraction - 1.0, region.order, result.weights);
  return result;
}

EvolutionTable::EvolutionTable(const Evolution& evolution) : scales_(evolution) {
  const int initial_nf = evolution.initial_flavours();
  const double a_initial = evolution.a_s_at(evolution.options().q0_2, initial_nf);
  nodes_.resize(scales_.size());
  ScaleOperators operators = evolution.initial_operators();
  double a = a_initial;
  int nf = initial_nf;
  for (const ScaleGrid::Region& region : scales_.regions()) {
    std::size_t m = 0;
    if (region.nf == initial_nf) {  // nodes below the initial scale: backwards, from there
      while (m <= region.order && ScaleGrid::node_a_s(region, m) > a_initial) ++m;
      for (std::size_t below = m; below-- > 0;) {
        const double a_node = ScaleGrid::node_a_s(region, below);
        evolution.advance(operators, nf, a, a_node);
        nodes_[region.first + below] = operators;
        a = a_node;
      }
      operators = evolution.initial_operators();
      a = a_initial;
    }
    for (; nf < region.nf; ++nf) evolution.cross_threshold(operators, nf, region.a_begin);
    if (region.nf != initial_nf) a = region.a_begin;
    for (; m <= region.order; ++m) {
      const double a_node = ScaleGrid::node_a_s(region, m);
      if (a_node != a) evolution.advance(operators, nf, a, a_node);
      nodes_[region.first + m] = operators;
      a = a_node;
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
  const int last = std::max(coupling.active_flavours(mu2), evolution.initial_flavours());
  for (int nf = evolution.initial_flavours(); nf <= last; ++nf) {
    const double to = nf == last ? mu2 : coupling.threshold(nf + 1);
    if (std::abs(to / from - 1.0) > degenerate)
      evolution.advance(operators, nf, evolution.a_s_at(from, nf), evolution.a_s_at(to, nf));
    if (nf < last) evolution.cross_threshold(operators, nf, evolution.a_s_at(to, nf + 1));
    from = to;
  }
  return operators;
}

}  // namespace fitpack::qcd
