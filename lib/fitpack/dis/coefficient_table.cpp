#include "fitpack/dis/coefficient_table.hpp"

#include "fitpack/dis/target_mass.hpp"
#include "fitpack/qcd/convolution_matrix.hpp"

namespace fitpack::dis {

namespace {

/// Σ_k a_s^k Σ_m weights[m] list[k].row(first + m); empty where the list is.
std::vector<double> summed_row(const std::vector<qcd::Matrix>& list, const Stencil& x, double a_s) {
  Eigen::RowVectorXd sum;
  double power = 1.0;
  for (const qcd::Matrix& matrix : list) {
    if (matrix.size() > 0 && sum.size() == 0) sum = Eigen::RowVectorXd::Zero(matrix.cols());
    for (std::size_t m = 0; m < x.weights.size() && matrix.size() > 0; ++m)
      sum += power * x.weights[m] * matrix.row(static_cast<Eigen::Index>(x.first + m));
    power *= a_s;
  }
  return {sum.begin(), sum.end()};
}

}  // namespace

CoefficientTable::CoefficientTable(const qcd::Evolution& evolution)
    : grid_(evolution.grid()), target_mass_(evolution.options().target_mass) {
  for (int nf = evolution.initial_flavours(); nf <= evolution.options().nf_max; ++nf)
    operators_[nf] = coefficient_operators(
        evolution, nf, [this](const std::vector<qcd::ConvolutionKernel>& kernels) {
          return qcd::convolution_matrices(grid_, kernels);
        });
}

void CoefficientTable::add(PartonRow& row, const Term& term, const Stencil& x, int nf,
                           double a_s) const {
  const CoefficientMatrices& c = operators_.at(nf)[static_cast<std::size_t>(term.function)];
  const auto quarks = [&](const std::vector<qcd::Matrix>& list, const qcd::QuarkWeights& plus,
                          const qcd::QuarkWeights& minus, double weight) {
    const std::vector<double> weights = summed_row(list, x, a_s);
    if (!weights.empty()) row.add_quarks(plus, minus, weight, weights);
  };
  if (term.family == Family::minus) {
    quarks(c.ns_minus, {}, term.couplings, 1.0);
    return;
  }
  quarks(c.ns_plus, term.couplings, {}, 1.0);
  // Gluon and pure singlet couple to the sum over flavours.
  double sum = 0.0;
  qcd::QuarkWeights active{};
  for (std::size_t q = 0; q < static_cast<std::size_t>(nf); ++q) {
    sum += term.couplings[q];
    active[q] = 1.0;
  }
  quarks(c.ps, active, {}, sum);
  const std::vector<double> gluon = summed_row(c.gluon, x, a_s);
  if (!gluon.empty()) row.add_gluon(sum, gluon);
}

PartonRow CoefficientTable::row(const Combination& combination, double x, double q2, int nf,
                                double a_s) const {
  PartonRow result(grid_.size(), nf);
  for (const Term& term : combination) {
    const auto targets = target_mass_ == qcd::TargetMass::on
                             ? massive_target(grid_, term.function, x, q2)
                             : massless_target(grid_, term.function, x);
    for (const NodeWeights& target : targets)
      add(result, {target.function, term.family, term.couplings}, target.stencil, nf, a_s);
  }
  return result;
}

}  // namespace fitpack::dis
