#include "fitpack/dis/scale_dependence.hpp"

#include <cmath>

namespace fitpack::dis {

using qcd::Matrix;

namespace {

/// The transformation for one kind of quark combination; c and p have one entry per power.
std::vector<Matrix> transformed(const std::vector<Matrix>& c, const std::vector<Matrix>& p,
                                const ScaleLogarithms& logarithms, double beta0) {
  const double l = logarithms.factorisation, r = logarithms.renormalisation;
  std::vector<Matrix> result = c;
  if (c.size() > 1) result[1] += l * c[0] * p[0];
  if (c.size() > 2) {
    const Matrix leading = c[0] * p[0];
    result[2] += beta0 * r * c[1] + l * c[1] * p[0] + l * c[0] * p[1] +
                 0.5 * l * l * (leading * p[0] - beta0 * leading) + beta0 * (r + l) * l * leading;
  }
  return result;
}

const Matrix* entry(const std::vector<Matrix>& list, std::size_t k) {
  return k < list.size() ? &list[k] : nullptr;
}

/// [C_ns + nf C_ps, nf C_g] for each power: the row that acts on (Σ, g).
std::vector<Matrix> singlet_rows(const CoefficientMatrices& c, int nf) {
  std::vector<Matrix> rows;
  for (std::size_t k = 0; k < c.ns_plus.size(); ++k) {
    const Matrix& ns = c.ns_plus[k];
    Matrix row = Matrix::Zero(ns.rows(), 2 * ns.cols());
    row.leftCols(ns.cols()) = ns;
    if (const Matrix* ps = entry(c.ps, k)) row.leftCols(ns.cols()) += nf * *ps;
    if (const Matrix* gluon = entry(c.gluon, k)) row.rightCols(ns.cols()) = nf * *gluon;
    rows.push_back(row);
  }
  return rows;
}

}  // namespace

ScaleLogarithms scale_logarithms(const qcd::TheoryOptions& options) {
  return {-2.0 * std::log(options.mu_f_over_q), 2.0 * std::log(options.mu_r_over_q)};
}

CoefficientMatrices at_scales(const CoefficientMatrices& coefficients,
                              const qcd::SplittingMatrices& splitting,
                              const ScaleLogarithms& logarithms, int nf) {
  if (logarithms.central()) return coefficients;
  const double beta0 = qcd::beta_coefficients(nf)[0];
  CoefficientMatrices result;
  result.ns_plus = transformed(coefficients.ns_plus, splitting.ns_plus, logarithms, beta0);
  result.ns_minus = transformed(coefficients.ns_minus, splitting.ns_minus, logarithms, beta0);
  // xF3 has no gluon and no pure singlet: its q⁺ appear in differences of flavours only.
  if (coefficients.gluon.empty()) return result;
  const auto singlet =
      transformed(singlet_rows(coefficients, nf), splitting.singlet, logarithms, beta0);
  const Eigen::Index n = coefficients.ns_plus[0].cols();
  for (std::size_t k = 0; k < singlet.size(); ++k) {
    result.ps.emplace_back((singlet[k].leftCols(n) - result.ns_plus[k]) / nf);
    result.gluon.emplace_back(singlet[k].rightCols(n) / nf);
  }
  return result;
}

}  // namespace fitpack::dis
