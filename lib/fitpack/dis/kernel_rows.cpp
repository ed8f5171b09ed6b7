#include "fitpack/dis/kernel_rows.hpp"

#include <algorithm>

namespace fitpack::dis {

namespace {

/// Σ, g, V, T3, … of one basis function from its partons.
std::array<double, qcd::n_initial_components> components_of(const PartonContent& partons) {
  auto of = [&](Parton p) { return partons[static_cast<std::size_t>(p)]; };
  const double u_plus = of(Parton::up) + of(Parton::up_bar);
  const double u_minus = of(Parton::up) - of(Parton::up_bar);
  const double d_plus = of(Parton::down) + of(Parton::down_bar);
  const double d_minus = of(Parton::down) - of(Parton::down_bar);
  const double s_plus = of(Parton::strange) + of(Parton::strange_bar);
  const double s_minus = of(Parton::strange) - of(Parton::strange_bar);
  std::array<double, qcd::n_initial_components> c{};
  c[qcd::gluon] = of(Parton::gluon);
  c[qcd::sigma] = u_plus + d_plus + s_plus;
  c[qcd::valence] = u_minus + d_minus + s_minus;
  c[qcd::t3] = u_plus - d_plus;
  c[qcd::t8] = u_plus + d_plus - 2.0 * s_plus;
  c[qcd::v3] = u_minus - d_minus;
  c[qcd::v8] = u_minus + d_minus - 2.0 * s_minus;
  return c;
}

}  // namespace

BasisChange::BasisChange(const FlavourBasis& basis, std::size_t n_x) : n_x_(n_x) {
  for (const PartonContent& partons : basis.content) content_.push_back(components_of(partons));
}

void BasisChange::apply(std::span<const double> component_row, std::span<double> out) const {
  std::fill(out.begin(), out.end(), 0.0);
  for (std::size_t b = 0; b < content_.size(); ++b) {
    for (std::size_t c = 0; c < qcd::n_initial_components; ++c) {
      const double weight = content_[b][c];
      if (weight == 0.0) continue;
      for (std::size_t i = 0; i < n_x_; ++i)
        out[b * n_x_ + i] += weight * component_row[c * n_x_ + i];
    }
  }
}

std::vector<double> BasisChange::components(std::span<const double> functions) const {
  std::vector<double> result(qcd::n_initial_components * n_x_, 0.0);
  for (std::size_t b = 0; b < content_.size(); ++b)
    for (std::size_t c = 0; c < qcd::n_initial_components; ++c)
      for (std::size_t i = 0; i < n_x_; ++i)
        result[c * n_x_ + i] += content_[b][c] * functions[b * n_x_ + i];
  return result;
}

}  // namespace fitpack::dis
