#pragma once

namespace fitpack::drell_yan {

/// α(M²) of quantum electrodynamics at M of some GeV, above the resonances: α(0)/(1 − Δα), leptons
/// at one loop, hadrons from the measured Δα at M_Z run down with five massless flavours,
///   Δα_had(M²) = Δα_had(M_Z²) − 11/9 α(0)/π (1 + α_s/π) ln(M_Z²/M²).
/// Values: Particle Data Group, Phys. Rev. D110 (2024) 030001, section 10. q2 in GeV².
[[nodiscard]] double electromagnetic_coupling(double q2);

}  // namespace fitpack::drell_yan
