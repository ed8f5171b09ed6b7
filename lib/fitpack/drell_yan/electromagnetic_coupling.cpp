#include "fitpack/drell_yan/electromagnetic_coupling.hpp"

#include <cmath>

#include "fitpack/core/constants.hpp"

namespace fitpack::drell_yan {

namespace {

constexpr double alpha_0 = 1.0 / 137.035999;
constexpr double lepton_masses[] = {0.51099895e-3, 0.1056583755, 1.77693};  // GeV
constexpr double m_z = 91.1876;
constexpr double hadrons_at_mz = 0.02783;
/// A mean of α_s between a few GeV and M_Z; the next order of a small term.
constexpr double alphas_between = 0.15;

}  // namespace

double electromagnetic_coupling(double q2) {
  constexpr double pi = constants::pi;
  double shift = hadrons_at_mz -
                 11.0 / 9.0 * alpha_0 / pi * (1.0 + alphas_between / pi) * std::log(m_z * m_z / q2);
  for (const double mass : lepton_masses)
    shift += alpha_0 / (3.0 * pi) * (std::log(q2 / (mass * mass)) - 5.0 / 3.0);
  return alpha_0 / (1.0 - shift);
}

}  // namespace fitpack::drell_yan
