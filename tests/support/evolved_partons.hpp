#pragma once

#include <span>
#include <vector>

#include "fitpack/qcd/evolution_basis.hpp"
#include "fitpack/qcd/scale_operators.hpp"
#include "support/les_houches.hpp"

namespace fitpack::testing {

/// Operators applied to initial components: the partons at the operators' scale on the x-nodes.
class EvolvedPartons {
 public:
  EvolvedPartons(const XGrid& grid, const qcd::ScaleOperators& e, std::span<const double> initial,
                 int nf)
      : grid_(grid), nf_(nf), n_(static_cast<Eigen::Index>(grid.size())) {
    auto component = [&](qcd::InitialComponent c) {
      return Eigen::Map<const qcd::Vector>(initial.data() + static_cast<Eigen::Index>(c) * n_, n_);
    };
    qcd::Vector singlet(2 * n_);
    singlet << component(qcd::sigma), component(qcd::gluon);
    const qcd::Vector evolved = e.singlet * singlet;
    gluon_ = evolved.tail(n_);
    plus_ = {evolved.head(n_), e.ns_plus * component(qcd::t3), e.ns_plus * component(qcd::t8)};
    minus_ = {e.ns_valence * component(qcd::valence), e.ns_minus * component(qcd::v3),
              e.ns_minus * component(qcd::v8)};
    for (std::size_t h = 0; h < 3; ++h) {
      const bool active = e.t_heavy[h].size() > 0;
      plus_.push_back(active ? qcd::Vector(e.t_heavy[h] * singlet) : qcd::Vector::Zero(n_));
      minus_.push_back(active ? qcd::Vector(e.v_heavy[h] * component(qcd::valence))
                              : qcd::Vector::Zero(n_));
    }
  }

  /// Σ and V on the nodes.
  [[nodiscard]] const qcd::Vector& sigma() const { return plus_[0]; }
  [[nodiscard]] const qcd::Vector& valence() const { return minus_[0]; }
  [[nodiscard]] const qcd::Vector& gluon() const { return gluon_; }
  /// q + q̄ and q − q̄ of one flavour on the nodes; quarks in the order d, u, s, c, b, t.
  [[nodiscard]] qcd::Vector plus(std::size_t quark) const { return flavour(quark, plus_); }
  [[nodiscard]] qcd::Vector minus(std::size_t quark) const { return flavour(quark, minus_); }
  /// Value at x of a function on the nodes.
  [[nodiscard]] double at(double x, const qcd::Vector& values) const {
    return grid_.interpolate({values.data(), grid_.size()}, x);
  }

 private:
  [[nodiscard]] qcd::Vector flavour(std::size_t quark,
                                    const std::vector<qcd::Vector>& basis) const {
    qcd::QuarkWeights couplings{};
    couplings[quark] = 1.0;
    const auto w = qcd::evolution_weights(couplings, nf_);
    qcd::Vector sum = w.singlet * basis[0] + w.w3 * basis[1] + w.w8 * basis[2];
    for (std::size_t h = 0; h < 3; ++h) sum += w.heavy[h] * basis[3 + h];
    return sum;
  }

  const XGrid& grid_;
  int nf_;
  Eigen::Index n_;
  qcd::Vector gluon_;
  std::vector<qcd::Vector> plus_, minus_;  // Σ, T3, T8, T15, T24, T35 and V, V3, …
};

}  // namespace fitpack::testing
