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

/// Adds F2 or FL of a neutral current. A quark with a mass keeps the part D of its massless
/// contribution and gets its production by the gluon, which takes over its coupling.
void add_nc_even(DisObservable& sum, StructureFunction function, QuarkCouplings couplings,
                 const HeavyQuarks& heavy) {
  for (const Quark h : {charm, bottom}) {
    if (!heavy.massive(h) || couplings[h] == 0.0) continue;
    sum.massive.push_back(
        {function, Production::pair, heavy.mass_ratio(h), heavy.massless_weight(h), couplings[h]});
    couplings[h] *= heavy.massless_weight(h);
  }
  sum.massless.push_back({function, Family::plus, couplings});
}

/// Massless quarks of a charged current. A positron strikes D and Ū, an electron U and D̄:
/// q = (q⁺ + q⁻)/2 and q̄ = (q⁺ − q⁻)/2 give a sum over all quarks, common to both leptons, and a
/// difference that changes sign between them.
void add_cc_massless(DisObservable& sum, StructureFunction function, const QuarkCouplings& weights,
                     int lepton_charge, double factor) {
  const bool odd = function == StructureFunction::f3;
  const QuarkCouplings common = scaled(weights, 0.5 * factor);
  const QuarkCouplings difference = scaled(down_minus_up(weights), 0.5 * factor * lepton_charge);
  sum.massless.push_back({function, odd ? Family::minus : Family::plus, common});
  sum.massless.push_back({function, odd ? Family::plus : Family::minus, difference});
}

/// Charm from d and s (e⁺) or their antiquarks (e⁻), for which xF3 changes sign.
MassiveTerm cc_charm(StructureFunction function, const ElectroweakOptions& ew,
                     const HeavyQuarks& heavy, int lepton_charge, double factor) {
  const double sign = function == StructureFunction::f3 ? lepton_charge : 1.0;
  MassiveTerm term{function, Production::single, heavy.mass_ratio(charm),
                   heavy.massless_weight(charm), 0.0};
  for (const Quark q : {down, strange}) {
    const double coupling = sign * factor * cc_coupling(ew, charm, q);
    term.gluon += coupling;
    term.plus[q] = 0.5 * coupling;
    term.minus[q] = 0.5 * coupling * lepton_charge;
  }
  return term;
}

/// One charged-current structure function times `factor`.
void add_cc(DisObservable& sum, StructureFunction function, const ElectroweakOptions& ew,
            const HeavyQuarks& heavy, int lepton_charge, double factor) {
  const int nf = heavy.active_flavours();
  if (!heavy.massive(charm)) {
    add_cc_massless(sum, function, cc_weights(ew, nf), lepton_charge, factor);
    return;
  }
  QuarkCouplings weights = cc_weights(ew, nf, CcPairs::others);
  const QuarkCouplings matched = cc_weights(ew, nf, CcPairs::charm_with_light);
  for (std::size_t q = 0; q < weights.size(); ++q)
    weights[q] += heavy.massless_weight(charm) * matched[q];
  add_cc_massless(sum, function, weights, lepton_charge, factor);
  sum.massive.push_back(cc_charm(function, ew, heavy, lepton_charge, factor));
}

/// One structure function of charm in the final state times `factor`.
void add_cc_charm(DisObservable& sum, StructureFunction function, const ElectroweakOptions& ew,
                  const HeavyQuarks& heavy, int lepton_charge, double factor) {
  const QuarkCouplings weights = cc_weights(ew, heavy.active_flavours(), CcPairs::charm_with_light);
  add_cc_massless(sum, function, scaled(weights, heavy.massless_weight(charm)), lepton_charge,
                  factor);
  if (heavy.massive(charm))
    sum.massive.push_back(cc_charm(function, ew, heavy, lepton_charge, factor));
}

double w_propagator(const ElectroweakOptions& ew, double q2) {
  return ew.mw * ew.mw / (q2 + ew.mw * ew.mw);
}

/// `factor` [ (Y₊ ∓ 2M²x²y²/Q²) W2 − y² WL ± Y₋ xW3 ], the terms added by `add(function, weight)`.
template <class Add>
void add_neutrino_terms(const DisPoint& point, qcd::TargetMass target_mass, double factor,
                        Add&& add) {
  const double rest = (1.0 - point.y) * (1.0 - point.y);
  const double mxy = mean_nucleon_mass * point.x * point.y;
  const double mass_term = 2.0 * mxy * mxy / point.q2;
  const double sign = target_mass == qcd::TargetMass::on ? 1.0 : -1.0;
  add(StructureFunction::f2, factor * (1.0 + rest + sign * mass_term));
  add(StructureFunction::fl, -factor * point.y * point.y);
  add(StructureFunction::f3, factor * point.lepton_charge * (1.0 - rest));
}

}  // namespace

DisObservable nc_reduced_cross_section(const ElectroweakOptions& ew, const HeavyQuarks& heavy,
                                       const DisPoint& point) {
  const double rest = (1.0 - point.y) * (1.0 - point.y);
  const double y_plus = 1.0 + rest, y_minus = 1.0 - rest;
  const auto even = nc_even_couplings(ew, point.q2, point.lepton_charge, point.polarisation);
  const auto odd = nc_odd_couplings(ew, point.q2, point.lepton_charge, point.polarisation);
  DisObservable sum;
  add_nc_even(sum, StructureFunction::f2, even, heavy);
  add_nc_even(sum, StructureFunction::fl, scaled(even, -point.y * point.y / y_plus), heavy);
  // Without its partner of opposite sign, h − h̄, a mass has no effect on xF3 at this order.
  sum.massless.push_back(
      {StructureFunction::f3, Family::minus, scaled(odd, -point.lepton_charge * y_minus / y_plus)});
  return sum;
}

DisObservable nc_heavy_quark_cross_section(const ElectroweakOptions& ew, const HeavyQuarks& heavy,
                                           Quark quark, const DisPoint& point) {
  const double y_plus = 1.0 + (1.0 - point.y) * (1.0 - point.y);
  QuarkCouplings only{};
  only[quark] = nc_even_couplings(ew, point.q2, point.lepton_charge, point.polarisation)[quark];
  DisObservable sum;
  add_nc_even(sum, StructureFunction::f2, only, heavy);
  add_nc_even(sum, StructureFunction::fl, scaled(only, -point.y * point.y / y_plus), heavy);
  return sum;
}

DisObservable cc_cross_section(const ElectroweakOptions& ew, const HeavyQuarks& heavy,
                               const DisPoint& point) {
  const double rest = (1.0 - point.y) * (1.0 - point.y);
  const double y_plus = 1.0 + rest, y_minus = 1.0 - rest;
  const double propagator = w_propagator(ew, point.q2);
  const double factor = 0.5 * (1.0 + point.lepton_charge * point.polarisation) * propagator *
                        propagator * ew.gf * ew.gf / (2.0 * constants::pi * point.x) * ew.hbarc2_pb;
  DisObservable sum;
  const auto add = [&](StructureFunction function, double weight) {
    add_cc(sum, function, ew, heavy, point.lepton_charge, factor * weight);
  };
  add(StructureFunction::f2, y_plus);
  add(StructureFunction::fl, -point.y * point.y);
  add(StructureFunction::f3, -point.lepton_charge * y_minus);
  return sum;
}

DisObservable neutrino_cross_section(const ElectroweakOptions& ew, const HeavyQuarks& heavy,
                                     const DisPoint& point, qcd::TargetMass target_mass) {
  constexpr double pb_in_1e38_cm2 = 100.0;
  const double propagator = w_propagator(ew, point.q2);
  const double factor = ew.gf * ew.gf * mean_nucleon_mass / constants::pi * propagator *
                        propagator * ew.hbarc2_pb * pb_in_1e38_cm2;
  DisObservable sum;
  add_neutrino_terms(point, target_mass, factor, [&](StructureFunction function, double weight) {
    add_cc(sum, function, ew, heavy, point.lepton_charge, weight);
  });
  return sum;
}

DisObservable neutrino_charm_cross_section(const ElectroweakOptions& ew, const HeavyQuarks& heavy,
                                           const DisPoint& point, qcd::TargetMass target_mass) {
  if (ew.ckm == Ckm::off)
    throw InputError(
        "charm production by neutrinos comes from d quarks too, which needs the CKM matrix; set "
        "theory.electroweak.ckm: on");
  const double propagator = w_propagator(ew, point.q2);
  DisObservable sum;
  add_neutrino_terms(point, target_mass, 100.0 * propagator * propagator,
                     [&](StructureFunction function, double weight) {
                       add_cc_charm(sum, function, ew, heavy, point.lepton_charge, weight);
                     });
  return sum;
}

DisObservable structure_function(StructureFunction function, Current current,
                                 const ElectroweakOptions& ew, const HeavyQuarks& heavy,
                                 double q2) {
  DisObservable sum;
  if (current == Current::cc_positron || current == Current::cc_electron) {
    add_cc(sum, function, ew, heavy, current == Current::cc_positron ? 1 : -1, 1.0);
  } else if (function == StructureFunction::f3) {
    const QuarkCouplings odd = current == Current::nc ? nc_odd_couplings(ew, q2) : QuarkCouplings{};
    sum.massless.push_back({function, Family::minus, odd});
  } else {
    add_nc_even(sum, function,
                current == Current::nc ? nc_even_couplings(ew, q2) : photon_couplings(), heavy);
  }
  return sum;
}

DisObservable observable_of(const Dataset& dataset, std::size_t point, const ElectroweakOptions& ew,
                            const HeavyQuarks& heavy, qcd::TargetMass target_mass) {
  const DisPoint p{dataset.x[point], dataset.q2[point], dataset.inelasticity(point),
                   dataset.lepton_charge, dataset.polarisation};
  const auto is = [&dataset](Process process, Observable observable) {
    return dataset.process == process && dataset.observable == observable;
  };
  if (is(Process::nc_dis, Observable::reduced_cross_section))
    return nc_reduced_cross_section(ew, heavy, p);
  if (is(Process::nc_dis, Observable::f2) || is(Process::nc_dis, Observable::f2_ratio))
    return structure_function(StructureFunction::f2, Current::photon, ew, heavy, p.q2);
  if (is(Process::cc_dis, Observable::d2sigma_dxdq2)) return cc_cross_section(ew, heavy, p);
  if (is(Process::nc_dis_heavy_quark, Observable::sigma_r_ccbar))
    return nc_heavy_quark_cross_section(ew, heavy, charm, p);
  if (is(Process::nc_dis_heavy_quark, Observable::sigma_r_bbbar))
    return nc_heavy_quark_cross_section(ew, heavy, bottom, p);
  if (is(Process::nu_cc_dis, Observable::d2sigma_dxdy_over_e))
    return neutrino_cross_section(ew, heavy, p, target_mass);
  if (is(Process::nu_cc_dimuon, Observable::forward_dimuon))
    return neutrino_charm_cross_section(ew, heavy, p, target_mass);
  throw InputError("data set " + dataset.name + ": no theory for " + to_text(dataset.observable) +
                   " of process " + to_text(dataset.process) +
                   "; nc_dis has reduced_cross_section, F2 and F2d/F2p, cc_dis d2sigma_dxdQ2, "
                   "nc_dis_heavy_quark sigma_r_ccbar and sigma_r_bbbar, nu_cc_dis "
                   "d2sigma_dxdy_over_E, nu_cc_dimuon forward_dimuon");
}

}  // namespace fitpack::dis
