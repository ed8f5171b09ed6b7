#include "fitpack/dis/structure_function_table.hpp"

#include "fitpack/dis/coefficient_operators.hpp"
#include "fitpack/qcd/convolution_matrix.hpp"

namespace fitpack::dis {

using qcd::ConvolutionKernel;
using qcd::Matrix;

namespace {

/// Applies the coefficient operators C (rows × n) of q⁺, pure singlet and gluon to evolution.
StructureFunctionOperators::Plus apply_plus(const Matrix& ns, const Matrix& ps, const Matrix& gluon,
                                            const qcd::ScaleOperators& e, int nf) {
  const Eigen::Index n = e.ns_plus.rows();
  StructureFunctionOperators::Plus result;
  result.light = ns * e.ns_plus;
  Matrix quark = ns;
  if (ps.size() > 0) quark += nf * ps;
  result.singlet = quark * e.singlet.topRows(n);
  if (gluon.size() > 0) result.singlet += nf * gluon * e.singlet.bottomRows(n);
  for (std::size_t h = 0; h < 3; ++h)
    if (e.t_heavy[h].size() > 0) result.heavy[h] = ns * e.t_heavy[h];
  return result;
}

StructureFunctionOperators::Minus apply_minus(const Matrix& ns, const qcd::ScaleOperators& e) {
  StructureFunctionOperators::Minus result;
  result.light = ns * e.ns_minus;
  result.valence = ns * e.ns_valence;
  for (std::size_t h = 0; h < 3; ++h)
    if (e.v_heavy[h].size() > 0) result.heavy[h] = ns * e.v_heavy[h];
  return result;
}

StructureFunctionOperators structure_function_operators(const qcd::ScaleOperators& e, int nf,
                                                        double a_s,
                                                        const CoefficientOperators& coefficients) {
  StructureFunctionOperators result;
  for (std::size_t k = 0; k < n_structure_functions; ++k) {
    const CoefficientMatrices& c = coefficients[k];
    result.plus[k] = apply_plus(sum_orders(c.ns_plus, a_s), sum_orders(c.ps, a_s),
                                sum_orders(c.gluon, a_s), e, nf);
    result.minus[k] = apply_minus(sum_orders(c.ns_minus, a_s), e);
  }
  return result;
}

/// Adds weight · Σ_m x_weights[m] matrix.row(first + m) to out; the matrix may be empty.
void add_rows(const Matrix& matrix, double weight, const Stencil& x, double* out) {
  if (matrix.size() == 0 || weight == 0.0) return;
  const Eigen::Index columns = matrix.cols();
  Eigen::Map<Eigen::RowVectorXd> target(out, columns);
  for (std::size_t m = 0; m < x.weights.size(); ++m)
    target += weight * x.weights[m] * matrix.row(static_cast<Eigen::Index>(x.first + m));
}

/// Adds one scale's contribution of a term to the row over initial components. Columns of `sigma`
/// and `gluon` of the operators lie behind each other; `singlet` collects them in that order.
class RowAccumulator {
 public:
  explicit RowAccumulator(std::size_t n)
      : n_(n), singlet_(2 * n, 0.0), row_(qcd::n_initial_components * n, 0.0) {}

  void add(const StructureFunctionOperators& o, const Term& term, int nf, double weight,
           const Stencil& x) {
    const auto w = qcd::evolution_weights(term.couplings, nf);
    const auto k = static_cast<std::size_t>(term.function);
    if (term.family == Family::plus) {
      const auto& p = o.plus[k];
      add_rows(p.light, weight * w.w3, x, component(qcd::t3));
      add_rows(p.light, weight * w.w8, x, component(qcd::t8));
      add_rows(p.singlet, weight * w.singlet, x, singlet_.data());
      for (std::size_t h = 0; h < 3; ++h)
        add_rows(p.heavy[h], weight * w.heavy[h], x, singlet_.data());
    } else {
      const auto& m = o.minus[k];
      add_rows(m.light, weight * w.w3, x, component(qcd::v3));
      add_rows(m.light, weight * w.w8, x, component(qcd::v8));
      add_rows(m.valence, weight * w.singlet, x, component(qcd::valence));
      for (std::size_t h = 0; h < 3; ++h)
        add_rows(m.heavy[h], weight * w.heavy[h], x, component(qcd::valence));
    }
  }

  std::vector<double> finish() {
    for (std::size_t i = 0; i < n_; ++i) {
      component(qcd::sigma)[i] += singlet_[i];
      component(qcd::gluon)[i] += singlet_[n_ + i];
    }
    return std::move(row_);
  }

 private:
  double* component(qcd::InitialComponent c) { return row_.data() + c * n_; }
  std::size_t n_;
  std::vector<double> singlet_, row_;
};

}  // namespace

StructureFunctionTable::StructureFunctionTable(const qcd::Evolution& evolution,
                                               const qcd::EvolutionTable& table)
    : evolution_(evolution), grid_(evolution.grid()), scales_(table.scales()) {
  nodes_.reserve(scales_.size());
  for (const auto& region : scales_.regions()) {
    const auto coefficients = coefficient_operators(
        evolution, region.nf, [this](const std::vector<ConvolutionKernel>& kernels) {
          return qcd::convolution_matrices(grid_, kernels);
        });
    for (std::size_t m = 0; m <= region.order; ++m) {
      nodes_.push_back(structure_function_operators(table.node(region.first + m), region.nf,
                                                    qcd::ScaleGrid::node_a_s(region, m),
                                                    coefficients));
    }
  }
}

double StructureFunctionTable::factorisation_scale(double q2) const {
  const double ratio = evolution_.options().mu_f_over_q;
  return ratio == 1.0 ? q2 : ratio * ratio * q2;
}

std::vector<NodeWeights> StructureFunctionTable::target_weights(StructureFunction function,
                                                                double x, double q2) const {
  return evolution_.options().target_mass == qcd::TargetMass::on
             ? massive_target(grid_, function, x, q2)
             : massless_target(grid_, function, x);
}

int StructureFunctionTable::active_flavours(double q2) const {
  return evolution_.coupling().active_flavours(factorisation_scale(q2));
}

std::vector<double> StructureFunctionTable::row(const Combination& combination, double x,
                                                double q2) const {
  const qcd::ScaleStencil scale = scales_.stencil(factorisation_scale(q2));
  std::vector<std::pair<Term, Stencil>> contributions;
  for (const Term& term : combination)
    for (NodeWeights& at_x : target_weights(term.function, x, q2))
      contributions.emplace_back(Term{at_x.function, term.family, term.couplings},
                                 std::move(at_x.stencil));
  RowAccumulator row(grid_.size());
  for (std::size_t j = 0; j < scale.weights.size(); ++j)
    for (const auto& [term, at_x] : contributions)
      row.add(nodes_[scale.first + j], term, scale.nf, scale.weights[j], at_x);
  return row.finish();
}

std::vector<double> StructureFunctionTable::direct_row(const Combination& combination, double x,
                                                       double q2) const {
  const double mu2 = factorisation_scale(q2);
  const int nf = evolution_.coupling().active_flavours(mu2);
  const auto coefficients =
      coefficient_operators(evolution_, nf, [&](const std::vector<ConvolutionKernel>& kernels) {
        std::vector<Matrix> rows;
        for (const auto& r : qcd::convolution_rows(grid_, x, kernels))
          rows.emplace_back(
              Eigen::Map<const Eigen::RowVectorXd>(r.data(), static_cast<Eigen::Index>(r.size())));
        return rows;
      });
  const auto operators = structure_function_operators(qcd::direct_operators(evolution_, mu2), nf,
                                                      evolution_.a_s_at(mu2, nf), coefficients);
  RowAccumulator row(grid_.size());
  const Stencil here{0, {1.0}};
  for (const Term& term : combination) row.add(operators, term, nf, 1.0, here);
  return row.finish();
}

}  // namespace fitpack::dis
