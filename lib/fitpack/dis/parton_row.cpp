#include "fitpack/dis/parton_row.hpp"

namespace fitpack::dis {

namespace {

/// Weights in the order of PartonRow's arrays.
std::array<double, 6> in_evolution_basis(const qcd::QuarkWeights& couplings, int nf) {
  const qcd::EvolutionWeights w = qcd::evolution_weights(couplings, nf);
  return {w.singlet, w.w3, w.w8, w.heavy[0], w.heavy[1], w.heavy[2]};
}

/// target += weight · row · matrix, where both exist.
template <class Target>
void add_product(const Eigen::RowVectorXd& row, const qcd::Matrix& matrix, double weight,
                 Target&& target) {
  if (row.size() > 0 && matrix.size() > 0) target.noalias() += weight * (row * matrix);
}

/// Σ, T3, T8 and T15 … of the active flavours, in the order of PartonRow's arrays.
std::array<qcd::Vector, 6> evolution_basis(const std::array<qcd::Vector, qcd::n_quarks>& quarks,
                                           int nf) {
  constexpr std::size_t d = 0, u = 1, s = 2;
  std::array<qcd::Vector, 6> result;
  qcd::Vector sum = quarks[u] + quarks[d] + quarks[s];
  result[1] = quarks[u] - quarks[d];
  result[2] = quarks[u] + quarks[d] - 2.0 * quarks[s];
  for (std::size_t n = 3; n < static_cast<std::size_t>(nf); ++n) {
    result[n] = sum - static_cast<double>(n) * quarks[n];
    sum += quarks[n];
  }
  result[0] = sum;
  return result;
}

}  // namespace

PartonRow::PartonRow(std::size_t n, int nf) : n_(static_cast<Eigen::Index>(n)), nf_(nf) {}

void PartonRow::add(Row& target, double weight, std::span<const double> row) {
  if (weight == 0.0) return;
  if (target.size() == 0) target = Row::Zero(n_);
  target += weight * Eigen::Map<const Row>(row.data(), n_);
}

void PartonRow::add_gluon(double weight, std::span<const double> row) { add(gluon_, weight, row); }

void PartonRow::add_quarks(const qcd::QuarkWeights& plus, const qcd::QuarkWeights& minus,
                           double weight, std::span<const double> row) {
  const auto p = in_evolution_basis(plus, nf_), m = in_evolution_basis(minus, nf_);
  for (std::size_t k = 0; k < p.size(); ++k) {
    add(plus_[k], weight * p[k], row);
    add(minus_[k], weight * m[k], row);
  }
}

void PartonRow::pull_back(const qcd::ScaleOperators& e, double weight,
                          std::span<double> out) const {
  const auto component = [&](qcd::InitialComponent c) {
    return Eigen::Map<Row>(out.data() + static_cast<Eigen::Index>(c) * n_, n_);
  };
  Row singlet = Row::Zero(2 * n_);  // (Σ, g)
  if (plus_[0].size() > 0) singlet.noalias() += plus_[0] * e.singlet.topRows(n_);
  if (gluon_.size() > 0) singlet.noalias() += gluon_ * e.singlet.bottomRows(n_);
  for (std::size_t h = 0; h < 3; ++h) {
    add_product(plus_[3 + h], e.t_heavy[h], 1.0, singlet);
    add_product(minus_[3 + h], e.v_heavy[h], weight, component(qcd::valence));
  }
  component(qcd::sigma) += weight * singlet.head(n_);
  component(qcd::gluon) += weight * singlet.tail(n_);
  add_product(plus_[1], e.ns_plus, weight, component(qcd::t3));
  add_product(plus_[2], e.ns_plus, weight, component(qcd::t8));
  add_product(minus_[0], e.ns_valence, weight, component(qcd::valence));
  add_product(minus_[1], e.ns_minus, weight, component(qcd::v3));
  add_product(minus_[2], e.ns_minus, weight, component(qcd::v8));
}

double PartonRow::apply(const std::array<Row, 6>& rows,
                        const std::array<qcd::Vector, qcd::n_quarks>& quarks) const {
  const auto values = evolution_basis(quarks, nf_);
  double sum = 0.0;
  for (std::size_t k = 0; k < rows.size(); ++k)
    if (rows[k].size() > 0 && values[k].size() > 0) sum += rows[k].dot(values[k]);
  return sum;
}

double PartonRow::apply(const PartonValues& partons) const {
  const double gluon = gluon_.size() > 0 ? gluon_.dot(partons.gluon) : 0.0;
  return gluon + apply(plus_, partons.plus) + apply(minus_, partons.minus);
}

}  // namespace fitpack::dis
