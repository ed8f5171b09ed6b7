#pragma once

#include <cmath>
#include <functional>
#include <numbers>
#include <vector>

#include "fitpack/pdf/x_grid.hpp"
#include "fitpack/qcd/evolution_basis.hpp"
#include "fitpack/qcd/theory_options.hpp"

namespace fitpack::testing {

/// Momentum densities x f of the partons at an initial scale without heavy quarks; s = s̄.
struct Partons {
  double gluon, u_valence, d_valence, ubar, dbar, strange;
};
using PartonFunction = std::function<Partons(double x)>;

/// The toy PDFs of Section 1.31 of hep-ph/0204316 at Q0² = 2 GeV².
inline Partons les_houches(double x) {
  const double y = 1.0 - x, sea = std::pow(x, -0.1);
  const double dbar = 0.1939875 * sea * std::pow(y, 6), ubar = y * dbar;
  return {1.7 * sea * std::pow(y, 5),
          5.1072 * std::pow(x, 0.8) * std::pow(y, 3),
          3.06432 * std::pow(x, 0.8) * std::pow(y, 4),
          ubar,
          dbar,
          0.2 * (ubar + dbar)};
}

/// Their coupling and masses: α_s(√2 GeV) = 0.35 and m_c = √2 GeV, no top.
inline qcd::TheoryOptions les_houches_options(qcd::Order order, double x_min) {
  qcd::TheoryOptions options;
  options.order = order;
  options.q0_2 = 2.0;
  options.alphas_mz = 0.35;
  options.alphas_scale = std::numbers::sqrt2;
  options.mc = std::numbers::sqrt2;
  options.mb = 4.5;
  options.mt = 175.0;
  options.nf_max = 5;
  options.x_min = x_min;
  return options;
}

/// The partons as values of the initial components on the nodes, index = component * n_x + node.
inline std::vector<double> initial_components(const XGrid& grid, const PartonFunction& partons) {
  const std::size_t n = grid.size();
  std::vector<double> f(qcd::n_initial_components * n);
  for (std::size_t i = 0; i < n; ++i) {
    const Partons p = partons(grid.nodes()[i]);
    const double u = p.u_valence + 2.0 * p.ubar, d = p.d_valence + 2.0 * p.dbar;
    const double s = 2.0 * p.strange;
    f[qcd::gluon * n + i] = p.gluon;
    f[qcd::sigma * n + i] = u + d + s;
    f[qcd::valence * n + i] = p.u_valence + p.d_valence;
    f[qcd::t3 * n + i] = u - d;
    f[qcd::t8 * n + i] = u + d - 2.0 * s;
    f[qcd::v3 * n + i] = p.u_valence - p.d_valence;
    f[qcd::v8 * n + i] = p.u_valence + p.d_valence;
  }
  return f;
}

}  // namespace fitpack::testing
