#include "fitpack/dis/massive_rows.hpp"

#include <cmath>
#include <functional>
#include <map>

#include "fitpack/dis/coefficient_functions.hpp"
#include "fitpack/dis/massive_coefficients.hpp"
#include "fitpack/qcd/convolution_matrix.hpp"
#include "fitpack/qcd/splitting_functions.hpp"

namespace fitpack::dis {

using qcd::ConvolutionKernel;

namespace {

/// Kernels of one term at one argument: leading · δ + a_s quark for the quarks, a_s gluon.
struct HeavyKernels {
  double leading = 0.0;     ///< quark coefficient without a_s; also that of ln(Q²/μ_F²) P^(0)
  ConvolutionKernel quark;  ///< coefficients of a_s; without content: zero
  ConvolutionKernel gluon;
};

HeavyKernels pair_kernels(StructureFunction function, double r) {
  return {0.0, {}, function == StructureFunction::f2 ? nc_heavy_c2_g(r) : nc_heavy_cl_g(r)};
}

HeavyKernels pair_limits(StructureFunction function, double r) {
  return {
      0.0, {}, function == StructureFunction::f2 ? nc_heavy_limit_c2_g(r) : nc_heavy_limit_cl_g()};
}

HeavyKernels single_kernels(StructureFunction function, double r) {
  switch (function) {
    case StructureFunction::f2:
      return {1.0, cc_heavy_c2_q(r), cc_heavy_c2_g(r)};
    case StructureFunction::fl:
      return {cc_heavy_cl_q_leading(r), cc_heavy_cl_q(r), cc_heavy_cl_g(r)};
    case StructureFunction::f3:
      return {cc_heavy_c3_q_leading(r), cc_heavy_c3_q(r), cc_heavy_c3_g(r)};
  }
  return {};
}

HeavyKernels single_limits(StructureFunction function, double r) {
  switch (function) {
    case StructureFunction::f2:
      return {1.0, c2_1_quark(), cc_heavy_limit_c2_g(r)};
    case StructureFunction::fl:
      return {0.0, cl_1_quark(), cc_heavy_limit_cl_g()};
    case StructureFunction::f3:
      return {1.0, c3_1_quark(), cc_heavy_limit_c3_g(r)};
  }
  return {};
}

/// Kernels with the partons they act on, sorted by argument so that one quadrature serves all that
/// share it.
class KernelList {
 public:
  KernelList(const PointScales& scales, std::size_t n_x) : scales_(scales), row_(n_x, scales.nf) {}

  void add(double argument, double weight, const MassiveTerm& term, const HeavyKernels& kernels) {
    if (argument >= 1.0 || weight == 0.0) return;
    auto& entries = entries_[argument];
    entries.push_back({&term, weight * scales_.a_s * term.gluon, true, kernels.gluon});
    if (term.production == Production::pair) return;
    const double log_weight = kernels.leading * scales_.log_q2_mu_f2 * weight * scales_.a_s;
    entries.push_back({&term, weight * scales_.a_s, false, kernels.quark});
    entries.push_back({&term, weight * kernels.leading, false, {{}, {}, 1.0}});
    if (log_weight == 0.0) return;
    entries.push_back({&term, log_weight, false, qcd::p0_ns()});
    entries.push_back({&term, log_weight * term.gluon, true, {gluon_splitting, {}, 0.0}});
  }

  PartonRow finish(const XGrid& grid) {
    for (const auto& [argument, entries] : entries_) {
      std::vector<ConvolutionKernel> kernels;
      for (const Entry& entry : entries) kernels.push_back(entry.kernel);
      const auto rows = qcd::convolution_rows(grid, argument, kernels);
      for (std::size_t k = 0; k < rows.size(); ++k) {
        const Entry& entry = entries[k];
        if (entry.on_gluon)
          row_.add_gluon(entry.weight, rows[k]);
        else
          row_.add_quarks(entry.term->plus, entry.term->minus, entry.weight, rows[k]);
      }
    }
    return std::move(row_);
  }

 private:
  struct Entry {
    const MassiveTerm* term;
    double weight;
    bool on_gluon;
    ConvolutionKernel kernel;
  };
  /// P_qg of one quark without colour.
  static double gluon_splitting(double z) { return z * z + (1.0 - z) * (1.0 - z); }

  PointScales scales_;
  PartonRow row_;
  std::map<double, std::vector<Entry>> entries_;
};

double factorisation_ratio(const qcd::Evolution& evolution) {
  return evolution.options().mu_f_over_q * evolution.options().mu_f_over_q;
}

}  // namespace

PartonRow massive_parton_row(const XGrid& grid, const PointScales& scales,
                             const std::vector<MassiveTerm>& terms, double x) {
  KernelList list(scales, grid.size());
  for (const MassiveTerm& term : terms) {
    const double r = term.mass_ratio;
    const bool pair = term.production == Production::pair;
    list.add(pair ? pair_chi(x, r) : slow_rescaling_chi(x, r), 1.0, term,
             pair ? pair_kernels(term.function, r) : single_kernels(term.function, r));
    list.add(x, -term.limit_weight, term,
             pair ? pair_limits(term.function, r) : single_limits(term.function, r));
  }
  return list.finish(grid);
}

std::vector<double> massive_row(const qcd::Evolution& evolution, const qcd::EvolutionTable& table,
                                const std::vector<MassiveTerm>& terms, double x, double q2) {
  const XGrid& grid = evolution.grid();
  const double ratio = factorisation_ratio(evolution);
  const qcd::ScaleStencil scale = table.scales().stencil(ratio * q2);
  const PartonRow row = massive_parton_row(grid, {scale.a_s, -std::log(ratio), scale.nf}, terms, x);
  std::vector<double> result(qcd::n_initial_components * grid.size(), 0.0);
  for (std::size_t m = 0; m < scale.weights.size(); ++m)
    row.pull_back(table.node(scale.first + m), scale.weights[m], result);
  return result;
}

std::vector<double> direct_massive_row(const qcd::Evolution& evolution,
                                       const std::vector<MassiveTerm>& terms, double x, double q2) {
  const XGrid& grid = evolution.grid();
  const double ratio = factorisation_ratio(evolution);
  const int nf = evolution.coupling().active_flavours(ratio * q2);
  const PartonRow row =
      massive_parton_row(grid, {evolution.a_s_at(ratio * q2, nf), -std::log(ratio), nf}, terms, x);
  std::vector<double> result(qcd::n_initial_components * grid.size(), 0.0);
  row.pull_back(qcd::direct_operators(evolution, ratio * q2), 1.0, result);
  return result;
}

}  // namespace fitpack::dis
