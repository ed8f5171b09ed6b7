#include "fitpack/drell_yan/point.hpp"

#include <cmath>
#include <sstream>

#include "fitpack/core/constants.hpp"
#include "fitpack/core/error.hpp"
#include "fitpack/drell_yan/electromagnetic_coupling.hpp"

namespace fitpack::drell_yan {

namespace {

constexpr double hbarc2_nb = 0.389379338e6;  ///< (ħc)², nb GeV²

const std::vector<double>& column(const Dataset& dataset, const std::string& name) {
  if (const std::vector<double>* values = dataset.extra(name)) return *values;
  throw InputError("the observable " + std::string(to_text(dataset.observable)) +
                   " needs the column " + name + "; list it under columns.kinematics");
}

/// 8πα²/9: M³ dσ/dM of one pair of partons of charge 1 with ξ1 f1 ξ2 f2 = 1.
double point_like(double q2) {
  const double alpha = electromagnetic_coupling(q2);
  return 8.0 * constants::pi / 9.0 * alpha * alpha * hbarc2_nb;
}

void require_room(MomentumFractions x) {
  if (x.x1 < 1.0 && x.x2 < 1.0) return;
  std::ostringstream message;
  message << "the momentum fractions x1 = " << x.x1 << " and x2 = " << x.x2
          << " must be below 1; check the mass, the rapidity and beam.sqrt_s";
  throw InputError(message.str());
}

}  // namespace

MomentumFractions at_rapidity(double tau, double y) {
  return {std::sqrt(tau) * std::exp(y), std::sqrt(tau) * std::exp(-y)};
}

MomentumFractions at_feynman_x(double tau, double x_f) {
  const double sum = std::sqrt(x_f * x_f + 4.0 * tau);
  return x_f > 0.0 ? MomentumFractions{0.5 * (sum + x_f), 2.0 * tau / (sum + x_f)}
                   : MomentumFractions{2.0 * tau / (sum - x_f), 0.5 * (sum - x_f)};
}

Point point_of(const Dataset& dataset, std::size_t i) {
  Point point;
  point.q2 = dataset.q2[i];
  const double tau = point.q2 / (dataset.sqrt_s * dataset.sqrt_s);
  if (dataset.observable == Observable::m3_d2sigma_dm_dxf) {
    point.variable = Variable::feynman_x;
    point.x = at_feynman_x(tau, column(dataset, "xF")[i]);
    point.prefactor = point_like(point.q2) / (point.x.x1 + point.x.x2);
  } else {
    point.x = at_rapidity(tau, column(dataset, "rap")[i]);
    if (dataset.observable == Observable::s_d2sigma_dsqrttau_drap)
      point.prefactor = point_like(point.q2) / std::pow(tau, 1.5);
  }
  require_room(point.x);
  point.prefactor *= dataset.factor(i);
  return point;
}

}  // namespace fitpack::drell_yan
