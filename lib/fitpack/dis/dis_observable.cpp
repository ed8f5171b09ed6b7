#include "fitpack/dis/dis_observable.hpp"

#include <cmath>

#include "fitpack/core/constants.hpp"
#include "fitpack/core/error.hpp"

namespace fitpack::dis {

namespace {

QuarkCouplings scaled(QuarkCouplings couplings, double factor) {
  for (double& c : couplings) c *= factor;
  return couplings;
}

/// + for down-type, − for up-type quarks.
QuarkCouplings down_minus_up(QuarkCouplings couplings) {
  for (std::size_t q = 1; q < couplings.size(); q += 2) couplings[q] = -couplings[q];
  return couplings;
}

/// One charged-current structure function times `factor`. A positron strikes D and Ū, an electron
/// U and D̄: q = (q⁺ + q⁻)/2 and q̄ = (q⁺ − q⁻)/2 give a sum over all quarks, common to both
/// leptons, and a difference that changes sign between them.
void add_cc(Combination& sum, StructureFunction function, const QuarkCouplings& weights,
            int lepton_charge, double factor) {
  const bool odd = function == StructureFunction::f3;
  const QuarkCouplings common = scaled(weights, 0.5 * factor);
  const QuarkCouplings difference = scaled(down_minus_up(weights), 0.5 * factor * lepton_charge);
  sum.push_back({function, odd ? Family::minus : Family::plus, common});
  sum.push_back({function, odd ? Family::plus : Family::minus, difference});
}

}  // namespace

Combination nc_reduced_cross_section(const ElectroweakOptions& ew, const DisPoint& point) {
  const double rest = (1.0 - point.y) * (1.0 - point.y);
  const double y_plus = 1.0 + rest, y_minus = 1.0 - rest;
  const auto even = nc_even_couplings(ew, point.q2, point.lepton_charge, point.polarisation);
  const auto odd = nc_odd_couplings(ew, point.q2, point.lepton_charge, point.polarisation);
  return {{StructureFunction::f2, Family::plus, even},
          {StructureFunction::fl, Family::plus, scaled(even, -point.y * point.y / y_plus)},
          {StructureFunction::f3, Family::minus,
           scaled(odd, -point.lepton_charge * y_minus / y_plus)}};
}

Combination cc_cross_section(const ElectroweakOptions& ew, const DisPoint& point, int nf) {
  const double rest = (1.0 - point.y) * (1.0 - point.y);
  const double y_plus = 1.0 + rest, y_minus = 1.0 - rest;
  const double mw2 = ew.mw * ew.mw;
  const double propagator = mw2 / (point.q2 + mw2);
  const double factor = 0.5 * (1.0 + point.lepton_charge * point.polarisation) * propagator *
                        propagator * ew.gf * ew.gf / (2.0 * constants::pi * point.x) *
                        ew.hbarc2_pb;
  const QuarkCouplings weights = cc_weights(ew, nf);
  Combination sum;
  add_cc(sum, StructureFunction::f2, weights, point.lepton_charge, factor * y_plus);
  add_cc(sum, StructureFunction::fl, weights, point.lepton_charge, -factor * point.y * point.y);
  add_cc(sum, StructureFunction::f3, weights, point.lepton_charge,
         -factor * point.lepton_charge * y_minus);
  return sum;
}

Combination structure_function(StructureFunction function, Current current,
                               const ElectroweakOptions& ew, double q2, int nf) {
  const bool odd = function == StructureFunction::f3;
  switch (current) {
    case Current::photon:
      return {{function, odd ? Family::minus : Family::plus,
               odd ? QuarkCouplings{} : photon_couplings()}};
    case Current::nc:
      return {{function, odd ? Family::minus : Family::plus,
               odd ? nc_odd_couplings(ew, q2) : nc_even_couplings(ew, q2)}};
    case Current::cc_positron:
    case Current::cc_electron: {
      Combination sum;
      add_cc(sum, function, cc_weights(ew, nf), current == Current::cc_positron ? 1 : -1, 1.0);
      return sum;
    }
  }
  return {};
}

Combination observable_of(const Dataset& dataset, std::size_t point, const ElectroweakOptions& ew,
                          int nf) {
  const DisPoint p{dataset.x[point], dataset.q2[point], dataset.y[point], dataset.lepton_charge,
                   dataset.polarisation};
  if (dataset.process == Process::nc_dis && dataset.observable == Observable::reduced_cross_section)
    return nc_reduced_cross_section(ew, p);
  if (dataset.process == Process::cc_dis && dataset.observable == Observable::d2sigma_dxdq2)
    return cc_cross_section(ew, p, nf);
  throw InputError("data set " + dataset.name + ": no theory for " +
                   to_text(dataset.observable) + " of process " + to_text(dataset.process) +
                   "; nc_dis has reduced cross sections, cc_dis d2sigma_dxdq2");
}

}  // namespace fitpack::dis
