#include "fitpack/dis/electroweak.hpp"

namespace fitpack::dis {

namespace {

constexpr double charge(int quark) { return quark % 2 == 0 ? -1.0 / 3.0 : 2.0 / 3.0; }
constexpr double isospin(int quark) { return quark % 2 == 0 ? -0.5 : 0.5; }

/// P = Q²/(Q²+M_Z²) / (4 s²(1−s²)): the Z propagator relative to the photon's.
double z_to_photon(const ElectroweakOptions& ew, double q2) {
  const double s2 = ew.sin2_theta_w;
  return q2 / (q2 + ew.mz * ew.mz) / (4.0 * s2 * (1.0 - s2));
}

struct LeptonCouplings {
  double vector, axial;
};

LeptonCouplings lepton_couplings(const ElectroweakOptions& ew) {
  return {-0.5 + 2.0 * ew.sin2_theta_w, -0.5};
}

}  // namespace

QuarkCouplings nc_even_couplings(const ElectroweakOptions& ew, double q2, int lepton_charge,
                                 double polarisation) {
  const double p = z_to_photon(ew, q2);
  const auto [ve, ae] = lepton_couplings(ew);
  const double odd = lepton_charge * polarisation;
  QuarkCouplings b{};
  for (int q = 0; q < 6; ++q) {
    const double eq = charge(q);
    const double vq = isospin(q) - 2.0 * eq * ew.sin2_theta_w;
    const double aq = isospin(q);
    b[q] = eq * eq - 2.0 * eq * vq * (ve + odd * ae) * p +
           (ve * ve + ae * ae + 2.0 * odd * ve * ae) * (vq * vq + aq * aq) * p * p;
  }
  return b;
}

QuarkCouplings nc_odd_couplings(const ElectroweakOptions& ew, double q2, int lepton_charge,
                                double polarisation) {
  const double p = z_to_photon(ew, q2);
  const auto [ve, ae] = lepton_couplings(ew);
  const double odd = lepton_charge * polarisation;
  QuarkCouplings d{};
  for (int q = 0; q < 6; ++q) {
    const double eq = charge(q);
    const double vq = isospin(q) - 2.0 * eq * ew.sin2_theta_w;
    const double aq = isospin(q);
    d[q] = -2.0 * eq * aq * (ae + odd * ve) * p +
           2.0 * (2.0 * ve * ae + odd * (ve * ve + ae * ae)) * vq * aq * p * p;
  }
  return d;
}

QuarkCouplings photon_couplings() {
  QuarkCouplings b{};
  for (int q = 0; q < 6; ++q) b[q] = charge(q) * charge(q);
  return b;
}

double cc_coupling(const ElectroweakOptions& ew, Quark up_type, Quark down_type) {
  const auto row = static_cast<std::size_t>(up_type / 2);  // generations
  const auto column = static_cast<std::size_t>(down_type / 2);
  if (ew.ckm == Ckm::off) return row == column ? 1.0 : 0.0;
  const double element = ew.ckm_elements[3 * row + column];
  return element * element;
}

QuarkCouplings cc_weights(const ElectroweakOptions& ew, int nf, CcPairs pairs) {
  QuarkCouplings weights{};
  for (const Quark u : {up, charm}) {
    for (const Quark d : {down, strange, bottom}) {
      const bool charm_with_light = u == charm && d != bottom;
      if (pairs != CcPairs::all && (pairs == CcPairs::charm_with_light) != charm_with_light)
        continue;
      if (u >= nf || d >= nf) continue;
      const double v2 = cc_coupling(ew, u, d);
      weights[u] += v2;
      weights[d] += v2;
    }
  }
  return weights;
}

}  // namespace fitpack::dis
