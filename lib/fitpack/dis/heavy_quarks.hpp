#pragma once

#include "fitpack/dis/electroweak.hpp"
#include "fitpack/qcd/theory_options.hpp"

namespace fitpack::dis {

/// How a scheme treats quark masses in structure functions at one Q². Charm and bottom have masses
/// in FONLL-A and FFNS; top, where it is active, is massless in every scheme.
///
/// With a mass, F_h = F_massive + D (F_massless − F_limit): massive kernels, their limit for
/// Q² ≫ m², all with the PDFs and the coupling of the flavours active at Q².
/// Source: FONLL-A of Forte, Laenen, Nason, Rojo, arXiv:1001.2312.
class HeavyQuarks {
 public:
  /// `nf`: active flavours at the factorisation scale.
  HeavyQuarks(const qcd::TheoryOptions& options, double q2, int nf);

  [[nodiscard]] int active_flavours() const { return nf_; }
  [[nodiscard]] bool massive(Quark quark) const;
  /// r = m²/Q².
  [[nodiscard]] double mass_ratio(Quark quark) const;
  /// D: (1 − m²/Q²)² where the quark is active and Q > m (1 without damping), else 0, as in FFNS.
  /// For massless quarks 1.
  [[nodiscard]] double massless_weight(Quark quark) const;

 private:
  qcd::Scheme scheme_;
  qcd::Damping damping_;
  double charm_ratio_, bottom_ratio_;
  int nf_;
};

}  // namespace fitpack::dis
