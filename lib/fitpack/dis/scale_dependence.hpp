#pragma once

#include "fitpack/dis/coefficient_set.hpp"
#include "fitpack/qcd/evolution.hpp"

namespace fitpack::dis {

/// Logarithms of the scales of a calculation.
struct ScaleLogarithms {
  double factorisation = 0.0;    ///< ln(Q²/μ_F²)
  double renormalisation = 0.0;  ///< ln(μ_R²/Q²)
  [[nodiscard]] bool central() const { return factorisation == 0.0 && renormalisation == 0.0; }
};
ScaleLogarithms scale_logarithms(const qcd::TheoryOptions& options);

/// Coefficient functions for PDFs at μ_F and an expansion in a_s(μ_R), from those for μ_R = μ_F = Q
/// and nf flavours. Follows from d f/d ln μ² = (a P0 + a² P1) f and the running of a:
///   C1 → C1 + L C0 P0,
///   C2 → C2 + β0 R C1 + L C1 P0 + C0 [L P1 + ½L² (P0² − β0 P0) + β0 (R + L) L P0],
/// L = ln(Q²/μ_F²), R = ln(μ_R²/Q²); compare Eq. (2.16) of hep-ph/0006154 for μ_R = μ_F.
CoefficientMatrices at_scales(const CoefficientMatrices& coefficients,
                              const qcd::SplittingMatrices& splitting,
                              const ScaleLogarithms& logarithms, int nf);

}  // namespace fitpack::dis
