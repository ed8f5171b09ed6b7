#include "fitpack/dis/heavy_quarks.hpp"

namespace fitpack::dis {

HeavyQuarks::HeavyQuarks(const qcd::TheoryOptions& options, double q2, int nf)
    : scheme_(options.scheme),
      damping_(options.damping),
      charm_ratio_(options.mc * options.mc / q2),
      bottom_ratio_(options.mb * options.mb / q2),
      nf_(nf) {}

bool HeavyQuarks::massive(Quark quark) const {
  return scheme_ != qcd::Scheme::zm_vfns && (quark == charm || quark == bottom);
}

double HeavyQuarks::mass_ratio(Quark quark) const {
  return quark == charm ? charm_ratio_ : quark == bottom ? bottom_ratio_ : 0.0;
}

double HeavyQuarks::massless_weight(Quark quark) const {
  if (!massive(quark)) return 1.0;
  const double r = mass_ratio(quark);
  if (quark >= nf_ || r >= 1.0) return 0.0;
  return damping_ == qcd::Damping::on ? (1.0 - r) * (1.0 - r) : 1.0;
}

}  // namespace fitpack::dis
